// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/account.h"
#include "ui/settings/settings_page.h"

namespace ui {

class AccountList;
class AvatarCache;

/// Who is signed in: name, address, where the secrets are, and the way out. Main thread.
class AccountPage : public SettingsPage
{
    Q_OBJECT
public:
    AccountPage(const Theme &theme, AvatarCache &avatars, AccountList &accounts, QWidget *parent = nullptr);

Q_SIGNALS:
    void addAccountRequested();
    void passwordRequested(model::AccountId account);

private:
    void rebuild();
    QWidget *makeCard(model::Account &account);
    void askSignOut(const model::Account &account);

    AvatarCache &m_avatars;
    AccountList &m_accounts;
};

} // namespace ui
