// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/inbound_batch.h"

#include <algorithm>

namespace model {

InboundBatch::InboundBatch(Store &store, HandledLedger::Advance advance, Count count, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_ledger(std::move(advance))
    , m_count(std::move(count))
{
}

void InboundBatch::add(quint64 seq, Effect effect, Committed committed)
{
    m_ledger.received(seq);
    push({seq, std::move(effect), std::move(committed)});
}

void InboundBatch::add(Effect effect, Committed committed)
{
    push({0, std::move(effect), std::move(committed)});
}

void InboundBatch::addInTurn(quint64 seq, Effect effect, Committed committed)
{
    if (!m_holding)
        return add(seq, std::move(effect), std::move(committed));
    m_ledger.received(seq);
    m_held.push_back({seq, std::move(effect), std::move(committed)});
    if (m_held.size() >= kMaxHeld)
        release();
}

void InboundBatch::hold()
{
    m_holding = true;
}

void InboundBatch::release()
{
    m_holding = false;
    for (Entry &entry : std::exchange(m_held, {}))
        push(std::move(entry));
}

void InboundBatch::skip(quint64 seq)
{
    m_ledger.received(seq);
    m_ledger.done(seq);
}

void InboundBatch::push(Entry entry)
{
    m_open.push_back(std::move(entry));
    if (m_scheduled)
        return;
    m_scheduled = true;
    // Behind whatever the socket still delivers in this turn.
    QMetaObject::invokeMethod(this, &InboundBatch::flush, Qt::QueuedConnection);
}

void InboundBatch::flush()
{
    m_scheduled = false;
    if (!m_running.empty() || m_open.empty())
        return; // what is open now goes with the next transaction
    m_running = std::exchange(m_open, {});
    start();
}

void InboundBatch::retry()
{
    if (m_failed && !m_busy)
        start();
}

void InboundBatch::start()
{
    m_busy = true;
    std::vector<Effect> effects;
    effects.reserve(m_running.size());
    std::vector<quint64> seqs;
    for (const Entry &entry : m_running) {
        effects.push_back(entry.effect);
        if (entry.seq != 0)
            seqs.push_back(entry.seq);
    }
    std::sort(seqs.begin(), seqs.end()); // what was held comes behind what was not
    if (const quint64 upTo = m_ledger.reachWith(seqs); upTo != 0 && m_count)
        effects.push_back(m_count(upTo));
    m_store
        .run([effects = std::move(effects)](StoreSession &session) {
            for (const Effect &effect : effects)
                effect(session);
        })
        .then(this, [this](const StoreResult<void> &result) {
            m_busy = false;
            if (!result) {
                m_failed = true;
                Q_EMIT failed(result.error());
                return;
            }
            const auto done = std::exchange(m_running, {});
            if (std::exchange(m_failed, false))
                Q_EMIT recovered();
            for (const Entry &entry : done) {
                if (entry.seq != 0)
                    m_ledger.done(entry.seq);
                if (entry.committed)
                    entry.committed();
            }
            flush();
        });
}

} // namespace model
