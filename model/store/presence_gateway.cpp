// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/presence_gateway.h"

#include "model/store/statement.h"

namespace model {

std::vector<StoredPresence> PresenceGateway::all(AccountId account) const
{
    Statement rows(m_db, "SELECT jid, availability, status, detached_since, said_at FROM presence WHERE account = ?", account);
    std::vector<StoredPresence> presences;
    while (rows.next())
        presences.push_back({rows.jid(0), rows.as<Availability>(1), rows.text(2), rows.time(3), rows.time(4)});
    return presences;
}

void PresenceGateway::put(AccountId account, const StoredPresence &presence)
{
    Statement(m_db, "INSERT OR REPLACE INTO presence (account, jid, availability, status, detached_since, said_at) VALUES (?, ?, ?, ?, ?, ?)", account, presence.from,
        presence.availability, presence.text, presence.detachedSince, presence.saidAt);
}

void PresenceGateway::remove(AccountId account, const net::Jid &from)
{
    Statement(m_db, "DELETE FROM presence WHERE account = ? AND jid = ?", account, from);
    if (from.isBare()) // the account as a whole went away (RFC 6121 §4.5.4); '0' follows '/'
        Statement(m_db, "DELETE FROM presence WHERE account = ? AND jid > ? AND jid < ?", account, QString(from.toString() + u'/'), QString(from.toString() + u'0'));
}

void PresenceGateway::clear(AccountId account)
{
    Statement(m_db, "DELETE FROM presence WHERE account = ?", account);
}

} // namespace model
