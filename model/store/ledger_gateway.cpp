// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/ledger_gateway.h"

#include "model/store/statement.h"

#include <algorithm>

namespace model {

std::optional<LedgerRecord> LedgerGateway::find(AccountId account) const
{
    Statement row(m_db, "SELECT state, inbound, acked FROM session_state WHERE account = ?", account);
    if (!row.next())
        return std::nullopt;
    LedgerRecord record{row.bytes(0), quint32(row.number(1)), quint32(row.number(2)), {}};
    Statement rows(m_db, "SELECT number, token, first_sent, message_id, stanza FROM session_queue WHERE account = ?", account);
    while (rows.next())
        record.queue.push_back({quint32(rows.number(0)), quint64(rows.number(1)), rows.time(2), rows.text(3), rows.bytes(4)});
    // Numbers wrap: the order is that of their distance from what the server has.
    std::sort(record.queue.begin(), record.queue.end(),
        [acked = record.acked](const LedgerStanza &a, const LedgerStanza &b) { return quint32(a.number - acked) < quint32(b.number - acked); });
    return record;
}

void LedgerGateway::begin(AccountId account, const QByteArray &state)
{
    Statement(m_db, "DELETE FROM session_queue WHERE account = ?", account);
    Statement(m_db, "INSERT INTO session_state (account, state, inbound, acked) VALUES (?, ?, 0, 0) ON CONFLICT DO UPDATE SET state = excluded.state, inbound = 0, acked = 0, reconciled = 0, roster_known = 0", account,
        state);
}

void LedgerGateway::setState(AccountId account, const QByteArray &state)
{
    Statement(m_db, "UPDATE session_state SET state = ? WHERE account = ?", state, account);
}

void LedgerGateway::setInbound(AccountId account, quint32 inbound)
{
    Statement(m_db, "UPDATE session_state SET inbound = ? WHERE account = ? AND ((? - inbound) & 4294967295) < 2147483648", inbound, account, inbound);
}

void LedgerGateway::enqueue(AccountId account, const LedgerStanza &stanza)
{
    Statement(m_db, "INSERT OR REPLACE INTO session_queue (account, number, token, first_sent, message_id, stanza) VALUES (?, ?, ?, ?, ?, ?)", account, stanza.number, stanza.token,
        stanza.firstSent, stanza.messageId, stanza.xml);
}

QStringList LedgerGateway::settle(AccountId account, quint32 acked)
{
    QStringList messages;
    {
        Statement rows(m_db, "SELECT message_id FROM session_queue WHERE account = ? AND ((? - number) & 4294967295) < 2147483648 AND message_id <> ''", account, acked);
        while (rows.next())
            messages << rows.text(0);
    }
    Statement(m_db, "UPDATE session_state SET acked = ? WHERE account = ?", acked, account);
    Statement(m_db, "DELETE FROM session_queue WHERE account = ? AND ((? - number) & 4294967295) < 2147483648", account, acked);
    return messages;
}

void LedgerGateway::setReconciled(AccountId account)
{
    Statement(m_db, "UPDATE session_state SET reconciled = 1 WHERE account = ?", account);
}

void LedgerGateway::setRosterKnown(AccountId account)
{
    Statement(m_db, "UPDATE session_state SET roster_known = 1 WHERE account = ?", account);
}

bool LedgerGateway::isRosterKnown(AccountId account) const
{
    Statement row(m_db, "SELECT roster_known FROM session_state WHERE account = ?", account);
    return row.next() && row.flag(0);
}

bool LedgerGateway::isReconciled(AccountId account) const
{
    Statement row(m_db, "SELECT reconciled FROM session_state WHERE account = ?", account);
    return row.next() && row.flag(0);
}

void LedgerGateway::end(AccountId account)
{
    Statement(m_db, "DELETE FROM session_queue WHERE account = ?", account);
    Statement(m_db, "DELETE FROM session_state WHERE account = ?", account);
}

} // namespace model
