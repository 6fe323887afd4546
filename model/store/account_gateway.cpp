// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/account_gateway.h"

#include "model/store/changes.h"
#include "model/store/statement.h"

namespace model {

#define KITH_ACCOUNT_COLUMNS \
    "id, jid, enabled, server, start_tls, ca_file, user_agent_id, plain_forbidden, device_name, own_name, avatar_hash, roster_version, archive_head"

namespace {

AccountRecord accountFrom(const Statement &row)
{
    AccountRecord account;
    account.id = row.as<AccountId>(0);
    account.jid = row.jid(1);
    account.enabled = row.flag(2);
    account.server = row.text(3);
    account.startTls = row.flag(4);
    account.caFile = row.text(5);
    account.userAgentId = row.text(6);
    account.plainForbidden = row.flag(7);
    account.deviceName = row.text(8);
    account.ownName = row.text(9);
    account.avatarHash = row.text(10);
    account.rosterVersion = row.text(11);
    account.archiveHead = row.text(12);
    return account;
}

} // namespace

std::vector<AccountRecord> AccountGateway::all() const
{
    Statement rows(m_db, "SELECT " KITH_ACCOUNT_COLUMNS " FROM account WHERE signed_in ORDER BY id");
    std::vector<AccountRecord> accounts;
    while (rows.next())
        accounts.push_back(accountFrom(rows));
    return accounts;
}

std::optional<AccountRecord> AccountGateway::find(AccountId id) const
{
    Statement row(m_db, "SELECT " KITH_ACCOUNT_COLUMNS " FROM account WHERE id = ? AND signed_in", id);
    return row.next() ? std::optional(accountFrom(row)) : std::nullopt;
}

std::optional<AccountRecord> AccountGateway::find(const net::Jid &bare) const
{
    Statement row(m_db, "SELECT " KITH_ACCOUNT_COLUMNS " FROM account WHERE jid = ? AND signed_in", bare);
    return row.next() ? std::optional(accountFrom(row)) : std::nullopt;
}

AccountId AccountGateway::add(const AccountRecord &record)
{
    Statement(m_db, "INSERT INTO account (jid) VALUES (?) ON CONFLICT (jid) DO UPDATE SET signed_in = 1", record.jid);
    auto stored = record;
    stored.id = {};
    {
        Statement row(m_db, "SELECT id FROM account WHERE jid = ?", record.jid);
        if (row.next())
            stored.id = row.as<AccountId>(0);
    }
    update(stored);
    // Chats and contacts that a signed-out account has left are there again.
    Statement chats(m_db, "SELECT id FROM chat WHERE account = ?", stored.id);
    while (chats.next())
        m_changes.chat(chats.as<ChatId>(0));
    Statement contacts(m_db, "SELECT jid FROM contact WHERE account = ? AND listed", stored.id);
    while (contacts.next())
        m_changes.contact(stored.id, contacts.jid(0));
    return stored.id;
}

void AccountGateway::update(const AccountRecord &record)
{
    Statement(m_db,
        "UPDATE account SET enabled = ?, server = ?, start_tls = ?, ca_file = ?, user_agent_id = ?, plain_forbidden = ?, device_name = ?, own_name = ?, avatar_hash = ?, "
        "roster_version = ? WHERE id = ?",
        record.enabled, record.server, record.startTls, record.caFile, record.userAgentId, record.plainForbidden, record.deviceName, record.ownName,
        record.avatarHash, record.rosterVersion, record.id);
}

void AccountGateway::setEnabled(AccountId id, bool on)
{
    Statement(m_db, "UPDATE account SET enabled = ? WHERE id = ?", on, id);
}

void AccountGateway::setPlainForbidden(AccountId id)
{
    Statement(m_db, "UPDATE account SET plain_forbidden = 1 WHERE id = ?", id);
}

void AccountGateway::setProfile(AccountId id, const QString &ownName, const QString &avatarHash)
{
    Statement(m_db, "UPDATE account SET own_name = ?, avatar_hash = ? WHERE id = ?", ownName, avatarHash, id);
    m_changes.account(id);
}

void AccountGateway::setRosterVersion(AccountId id, const QString &version)
{
    Statement(m_db, "UPDATE account SET roster_version = ? WHERE id = ?", version, id);
}

void AccountGateway::remove(AccountId id, bool removeData)
{
    {
        Statement chats(m_db, "SELECT id FROM chat WHERE account = ?", id);
        while (chats.next())
            m_changes.chatRemoved(chats.as<ChatId>(0));
        Statement contacts(m_db, "SELECT jid FROM contact WHERE account = ? AND listed", id);
        while (contacts.next())
            m_changes.contact(id, contacts.jid(0));
    }
    m_changes.account(id);
    if (removeData) {
        Statement(m_db, "DELETE FROM account WHERE id = ?", id); // the rest follows by its foreign keys
        return;
    }
    // What belongs to the session and to the server's view of us does not outlive signing out; the conversations do.
    Statement(m_db, "UPDATE account SET signed_in = 0, roster_version = '' WHERE id = ?", id);
    Statement(m_db, "DELETE FROM session_queue WHERE account = ?", id);
    Statement(m_db, "DELETE FROM session_state WHERE account = ?", id);
    Statement(m_db, "DELETE FROM presence WHERE account = ?", id);
    Statement(m_db, "DELETE FROM server_features WHERE account = ?", id);
    // Who signs in again here is a new device: the old one was told to be gone.
    Statement(m_db, "UPDATE account SET device_id = '' WHERE id = ?", id);
    Statement(m_db, "DELETE FROM device WHERE account = ?", id);
    Statement(m_db, "DELETE FROM client_list WHERE account = ?", id);
    Statement(m_db, "DELETE FROM history WHERE account = ?", id);
}

} // namespace model
