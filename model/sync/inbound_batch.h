// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "model/sync/handled_ledger.h"

namespace model {

/// The effects of incoming stanzas on their way into the store: those that arrived in one turn of the event loop are one transaction, in their order, and a stanza counts as handled
/// only when its transaction has committed (D43). When a transaction fails (full disk) it is kept and tried again, and nothing behind it is handled: the server
/// still has those stanzas. Main thread.
class InboundBatch : public QObject
{
    Q_OBJECT
public:
    using Effect = std::function<void(StoreSession &)>; ///< on the store thread; may run again after a failure
    using Committed = std::function<void()>; ///< on the main thread
    static constexpr int kMaxHeld = 1000;

    /// What a transaction writes besides its effects when, with it, everything up to `seq` is done: the session's counter (D43).
    using Count = std::function<Effect(quint64 seq)>;
    InboundBatch(Store &store, HandledLedger::Advance advance, Count count = {}, QObject *parent = nullptr);

    /// A stanza with an effect.
    void add(quint64 seq, Effect effect, Committed committed = {});
    /// An effect that belongs to no counted stanza.
    void add(Effect effect, Committed committed = {});
    /// A stanza with an effect that must not be seen before what came before it (B22): waits while hold() is in force.
    void addInTurn(quint64 seq, Effect effect, Committed committed = {});
    /// From now on addInTurn() waits, in memory and unacknowledged, until release() or until kMaxHeld wait. Also over a loss of the connection: a server that resumes the session
    /// repeats those stanzas, and they are not given out twice; one that has forgotten it has them in its archive, or they are only here.
    void hold();
    void release();
    [[nodiscard]] bool isHolding() const { return m_holding; }
    /// A stanza that changes nothing in the store.
    void skip(quint64 seq);
    /// After failed(): try the same again.
    void retry();
    [[nodiscard]] bool isIdle() const { return m_held.empty() && m_open.empty() && m_running.empty(); }

Q_SIGNALS:
    void failed(const model::StoreError &error);
    /// The first commit after a failure.
    void recovered();

private:
    struct Entry {
        quint64 seq = 0; ///< 0: none
        Effect effect;
        Committed committed;
    };
    void push(Entry entry);
    void flush();
    void start();

    Store &m_store;
    HandledLedger m_ledger;
    Count m_count;
    std::vector<Entry> m_held; ///< behind hold()
    std::vector<Entry> m_open; ///< arrived, not yet in a transaction
    std::vector<Entry> m_running;
    bool m_holding = false;
    bool m_scheduled = false;
    bool m_failed = false;
    bool m_busy = false;
};

} // namespace model
