// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

namespace model {
class Settings;
}

namespace ui {

class AccountList;

/// For each account how the last sign-in went: as a picture, as facts, and what the server can do. Below them the proxy for all. Keeps itself right while it is shown. Main thread.
class ConnectionPage : public SettingsPage
{
    Q_OBJECT
public:
    ConnectionPage(const Theme &theme, AccountList &accounts, model::Settings &settings, QWidget *parent = nullptr);

private:
    void rebuild();

    AccountList &m_accounts;
    model::Settings &m_settings;
};

} // namespace ui
