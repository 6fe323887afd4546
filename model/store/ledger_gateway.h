// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QByteArray>
#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace model {

class Database;

/// A stanza that was given to the socket, or was about to be, and is not yet acknowledged.
struct LedgerStanza {
    quint32 number = 0; ///< as XEP-0198 counts, modulo 2^32 (D46)
    quint64 token = 0; ///< of net::Session
    QDateTime firstSent; ///< UTC
    QString messageId; ///< of a message: its origin id
    QByteArray xml;
    bool operator==(const LedgerStanza &) const = default;
};

/// All that is needed to take a session up again in another process (D40).
struct LedgerRecord {
    QByteArray state; ///< opaque here; whoever writes it sees to its encryption (D50)
    quint32 inbound = 0; ///< h: what is committed of what came in
    quint32 acked = 0; ///< what the server has of ours
    std::vector<LedgerStanza> queue; ///< in order
};

/// Rows of `session_state` and `session_queue`: the ledger (DESIGN.md) of an account's session. On failure: see StoreSession.
class LedgerGateway
{
public:
    explicit LedgerGateway(Database &db) : m_db(db) { }

    [[nodiscard]] std::optional<LedgerRecord> find(AccountId account) const;
    /// A session began: whatever was kept of the one before is void.
    void begin(AccountId account, const QByteArray &state);
    void setState(AccountId account, const QByteArray &state);
    /// In the transaction of the effects that it counts (D43). Only forward: transactions are put together in another order than they count. Without a session: nothing.
    void setInbound(AccountId account, quint32 inbound);
    /// Before the socket gets it (D44). The same number again replaces it.
    void enqueue(AccountId account, const LedgerStanza &stanza);
    /// The server has everything up to and including this number. The messages among it, in no order: their rows are to say so in the same transaction, or a crash would have them sent again.
    [[nodiscard]] QStringList settle(AccountId account, quint32 acked);
    /// The archive was asked what became of the messages of earlier sessions: what is Written and not in this queue was never sent. begin() takes it back.
    void setReconciled(AccountId account);
    [[nodiscard]] bool isReconciled(AccountId account) const;
    /// The contact list was answered in this session: a resumed one is told of changes only. begin() takes it back.
    void setRosterKnown(AccountId account);
    [[nodiscard]] bool isRosterKnown(AccountId account) const;
    void end(AccountId account);

private:
    Database &m_db;
};

} // namespace model
