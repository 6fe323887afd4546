// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/account_record.h"

#include <optional>
#include <vector>

namespace model {

class Changes;
class Database;

/// Rows of `account`. On failure: see StoreSession.
class AccountGateway
{
public:
    AccountGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    [[nodiscard]] std::vector<AccountRecord> all() const; ///< signed-in accounts, in the order they were added
    [[nodiscard]] std::optional<AccountRecord> find(AccountId id) const;
    [[nodiscard]] std::optional<AccountRecord> find(const net::Jid &bare) const;

    /// The account with this address; a signed-out one comes back with its chats and its settings replaced. record.id and archiveHead are ignored.
    AccountId add(const AccountRecord &record);
    /// Replaces every field but id, jid and archiveHead.
    void update(const AccountRecord &record);
    void setEnabled(AccountId id, bool on);
    void setPlainForbidden(AccountId id);
    void setProfile(AccountId id, const QString &ownName, const QString &avatarHash);
    void setRosterVersion(AccountId id, const QString &version);
    /// Signs out. With `removeData` chats, messages and contacts go too; else they are kept, unseen, until the same address signs in again.
    void remove(AccountId id, bool removeData);

private:
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
