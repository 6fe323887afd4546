// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/accounts.h"

namespace ui {

/// The accounts as the settings and dialogs see them: a narrow door to model::Accounts, so that the pages can be tested without a store or a network. Main thread.
class AccountList : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    [[nodiscard]] virtual QList<model::Account *> all() const = 0;
    virtual void signOut(model::AccountId id, bool removeData) = 0;

Q_SIGNALS:
    void changed(); ///< one came or went; pointers taken before are no longer to be used
};

/// The real ones. `accounts` must outlive it.
class LiveAccountList final : public AccountList
{
    Q_OBJECT
public:
    explicit LiveAccountList(model::Accounts &accounts, QObject *parent = nullptr);
    [[nodiscard]] QList<model::Account *> all() const override;
    void signOut(model::AccountId id, bool removeData) override;

private:
    model::Accounts &m_accounts;
    model::Account *m_leaving = nullptr; // between aboutToRemove and removed it is still in the list, but must not be shown
};

} // namespace ui
