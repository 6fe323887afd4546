// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/privacy_page.h"

#include "model/store/settings.h"
#include "ui/widgets/card.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

PrivacyPage::PrivacyPage(const Theme &theme, model::Settings &settings, QWidget *parent)
    : SettingsPage(theme, tr("Privacy"), parent)
{
    auto *card = new Card(theme);
    const auto add = [&](model::Setting key, const QString &name, const QString &title, const QString &explanation) {
        auto *box = new QCheckBox;
        box->setObjectName(name);
        box->setChecked(settings.get<bool>(key));
        connect(box, &QCheckBox::toggled, &settings, [&settings, key](bool on) { settings.set(key, on); });
        card->addRow(new SettingRow(theme, title, explanation, box));
    };
    add(model::Setting::SendTyping, u"sendTyping"_s, tr("Others see when I am typing"),
        tr("Only contacts who may see whether you are online. Switched off, you still see when they are typing."));
    add(model::Setting::SendReceipts, u"sendReceipts"_s, tr("Others see when I have received and read a message"),
        tr("Switched off, nobody gets these ticks from you. You still see theirs."));
    body()->addWidget(card);

    auto *closing = new Card(theme);
    auto *choice = new QComboBox;
    choice->setObjectName(u"whenClosed"_s);
    choice->addItem(tr("Stay reachable, shown as away"), u"away"_s);
    choice->addItem(tr("Stay reachable, shown as before"), u"unchanged"_s);
    choice->addItem(tr("Go offline"), u"offline"_s);
    choice->setCurrentIndex(choice->findData(settings.get<QString>(model::Setting::WhenClosed)));
    connect(choice, &QComboBox::currentIndexChanged, &settings,
        [&settings, choice] { settings.set(model::Setting::WhenClosed, choice->currentData().toString()); });
    closing->addRow(new SettingRow(theme, tr("When I close Kith"),
        tr("If you stay reachable, nobody sees you leave: the server keeps what arrives for as long as it can, and Kith goes on from there. The page Connection says how long."), choice));
    body()->addWidget(closing);
}

} // namespace ui
