// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

class QCheckBox;

namespace ui {

class NotificationService;
class Preferences;

/// Whether a message makes itself noticed on the desktop, and how much of it is seen there. Says so when the desktop shows none. Every change takes effect at once.
class NotificationsPage : public SettingsPage
{
    Q_OBJECT
public:
    /// `service` may be null: the desktop shows none. Both outlive the page.
    NotificationsPage(const Theme &theme, Preferences &preferences, const NotificationService *service, QWidget *parent = nullptr);

private:
    void showAbilities();

    Preferences &m_preferences;
    const NotificationService *m_service;
    TextLabel *m_nobody;
    QCheckBox *m_text;
    QCheckBox *m_sound;
    SettingRow *m_soundRow;
};

} // namespace ui
