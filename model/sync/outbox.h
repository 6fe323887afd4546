// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/lost_lookup.h"
#include "model/sync/routes.h"
#include "model/sync/sync_context.h"

#include <QHash>
#include <QPointer>
#include <QSet>

namespace model {

/// Own messages on their way out. A message is a row before it is bytes, keeps its ids for life, is in the session's hands at most once, and leaves in the order it was written (D44,
/// D53–D55).
///
/// A row becomes Written before the session gets it, in the same transaction that reads it: whatever a crash cuts off, a row that is still Queued was certainly
/// never sent. Rows that are Written when a session begins anew may have arrived: the archive is asked first, and everything written later waits for the answer,
/// so that the order is kept. Main thread.
class Outbox : public QObject
{
    Q_OBJECT
public:
    Outbox(const SyncContext &context, const Routes &routes, net::xep0313::Archive &archive, QObject *parent = nullptr);

    void send(ChatId chat, const QString &text);
    void retry(MessageId id);
    void discard(MessageId id);
    [[nodiscard]] int waiting() const { return m_waiting; }

    /// These are with the session, which another process left (D53): of what else was written down nothing was ever sent. Before the first connection.
    void restore(const std::deque<net::OutboundStanza> &unacked);
    void onLive(net::Resumed resumed);
    void onDisconnected();
    void onFate(quint64 token, net::Fate fate);

Q_SIGNALS:
    void waitingChanged(int count);
    /// The text given to send() could not be written down (full disk, locked file): it is nowhere but here.
    void notStored(model::ChatId chat, const QString &text);
    /// What waits could not be read or settled. Nothing is sent on this connection.
    void failed(const model::StoreError &error);

private:
    struct Outgoing {
        Message message;
        net::Jid peer;
        bool repeated = false; ///< it may have been sent before
    };
    static std::optional<Outgoing> outgoing(StoreSession &session, const Message &message);
    void stored(const StoreResult<std::optional<Outgoing>> &result);
    void lookUp();
    void settle(const LostLookup::Result &result);
    /// Sends what waits. `before`: in the same transaction.
    void release(const std::function<void(StoreSession &)> &before = {});
    void transmit(const Outgoing &outgoing);
    void flushAccepted();
    void countWaiting();

    SyncContext m_context;
    const Routes &m_routes;
    net::xep0313::Archive &m_archive;
    QHash<quint64, MessageId> m_inFlight; ///< with the session, by token
    QSet<MessageId> m_given; ///< handed to the session and not told to be lost, until the row is Accepted: never to be given again
    std::vector<MessageId> m_accepted; ///< acknowledged in this turn of the event loop
    QPointer<LostLookup> m_lookup;
    bool m_flushScheduled = false;
    bool m_open = false; ///< live, and nothing older waits: a new message may go at once
    bool m_reconciled = false; ///< the rows of earlier sessions are settled
    quint64 m_era = 0; ///< counts connections: what began in an earlier one must not end in this one
    int m_waiting = 0;
};

} // namespace model
