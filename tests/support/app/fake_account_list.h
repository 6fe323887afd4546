// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/account_list.h"

namespace test {

/// Accounts that the test chooses.
class FakeAccountList final : public ui::AccountList
{
    Q_OBJECT
public:
    using AccountList::AccountList;
    QList<model::Account *> list;
    QStringList commands; ///< "sign out 1 remove"

    [[nodiscard]] QList<model::Account *> all() const override { return list; }
    void signOut(model::AccountId id, bool removeData) override
    {
        commands << QStringLiteral("sign out %1 %2").arg(qint64(id)).arg(removeData ? QStringLiteral("remove") : QStringLiteral("keep"));
    }
    void set(const QList<model::Account *> &accounts)
    {
        list = accounts;
        Q_EMIT changed();
    }
};

} // namespace test
