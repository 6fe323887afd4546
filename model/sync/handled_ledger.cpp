// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/handled_ledger.h"

#include <algorithm>

namespace model {

void HandledLedger::done(quint64 seq)
{
    const auto it = std::lower_bound(m_open.begin(), m_open.end(), seq, [](const Entry &entry, quint64 value) { return entry.seq < value; });
    if (it == m_open.end() || it->seq != seq)
        return;
    it->done = true;
    quint64 upTo = 0;
    while (!m_open.empty() && m_open.front().done) {
        upTo = m_open.front().seq;
        m_open.pop_front();
    }
    if (upTo > 0)
        m_advance(upTo);
}

quint64 HandledLedger::reachWith(const std::vector<quint64> &seqs) const
{
    quint64 upTo = 0;
    for (const Entry &entry : m_open) {
        if (!entry.done && !std::binary_search(seqs.begin(), seqs.end(), entry.seq))
            break;
        upTo = entry.seq;
    }
    return upTo;
}

} // namespace model
