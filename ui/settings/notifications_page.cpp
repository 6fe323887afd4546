// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/notifications_page.h"

#include "ui/settings/notification_service.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

NotificationsPage::NotificationsPage(const Theme &theme, Preferences &preferences, const NotificationService *service, QWidget *parent)
    : SettingsPage(theme, tr("Notifications"), parent)
    , m_preferences(preferences)
    , m_service(service)
    , m_nobody(new TextLabel(theme, Type::Body, Tone::Warning,
          tr("This desktop shows no notifications at the moment. What you choose here takes effect as soon as it does.")))
    , m_text(new QCheckBox)
    , m_sound(new QCheckBox)
{
    setSubtitle(tr("Muted chats and requests from strangers always stay silent."));
    m_nobody->setObjectName(u"noNotifications"_s);
    m_nobody->setWordWrap(true);
    body()->addWidget(m_nobody);

    auto *card = new Card(theme);
    auto *show = new QCheckBox;
    show->setObjectName(u"showNotifications"_s);
    show->setChecked(preferences.notifications());
    connect(show, &QCheckBox::toggled, &preferences, &Preferences::setNotifications);
    card->addRow(new SettingRow(theme, tr("Show new messages on the desktop"),
        tr("Once for each chat that is not in front of you. A notification goes by itself when the chat is read, here or on another device."), show));
    m_text->setObjectName(u"notificationText"_s);
    m_text->setChecked(preferences.notificationText());
    connect(m_text, &QCheckBox::toggled, &preferences, &Preferences::setNotificationText);
    card->addRow(new SettingRow(theme, tr("Show what was written"), tr("Switched off, a notification says only who wrote."), m_text));
    m_sound->setObjectName(u"notificationSound"_s);
    m_sound->setChecked(preferences.notificationSound());
    connect(m_sound, &QCheckBox::toggled, &preferences, &Preferences::setNotificationSound);
    m_soundRow = new SettingRow(theme, tr("Play a sound"), {}, m_sound);
    card->addRow(m_soundRow);
    body()->addWidget(card);

    connect(&preferences, &Preferences::notificationsChanged, this, &NotificationsPage::showAbilities);
    if (service)
        connect(service, &NotificationService::abilitiesChanged, this, &NotificationsPage::showAbilities);
    showAbilities();
}

void NotificationsPage::showAbilities()
{
    const auto abilities = m_service ? m_service->abilities() : NotificationService::Abilities();
    m_nobody->setVisible(!abilities.available);
    // Without a service the choice is still the user's; without sound there is nothing to choose.
    const bool silent = abilities.available && !abilities.sound;
    m_text->setEnabled(m_preferences.notifications());
    m_sound->setEnabled(m_preferences.notifications() && !silent);
    m_soundRow->setExplanation(silent ? tr("This desktop plays no sounds with its notifications.") : tr("The desktop's own for new messages."));
}

} // namespace ui
