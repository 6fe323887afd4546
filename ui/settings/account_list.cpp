// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/account_list.h"

namespace ui {

LiveAccountList::LiveAccountList(model::Accounts &accounts, QObject *parent)
    : AccountList(parent)
    , m_accounts(accounts)
{
    connect(&accounts, &model::Accounts::added, this, &AccountList::changed);
    connect(&accounts, &model::Accounts::aboutToRemove, this, [this](model::Account *account) {
        m_leaving = account;
        Q_EMIT changed();
    });
    connect(&accounts, &model::Accounts::removed, this, [this] {
        m_leaving = nullptr;
        Q_EMIT changed();
    });
}

QList<model::Account *> LiveAccountList::all() const
{
    QList<model::Account *> accounts = m_accounts.all();
    accounts.removeAll(m_leaving);
    return accounts;
}

void LiveAccountList::signOut(model::AccountId id, bool removeData)
{
    m_accounts.signOut(id, removeData);
}

} // namespace ui
