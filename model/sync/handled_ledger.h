// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <functional>
#include <vector>

namespace model {

/// Turns "this stanza's effect is committed", which may come in any order, into the running watermark that Session::handled() wants (D43): a stanza without effect that
/// arrived behind one that is still being written must not carry the watermark past it. Main thread.
class HandledLedger
{
public:
    using Advance = std::function<void(quint64 seq)>; ///< all stanzas up to seq are done
    explicit HandledLedger(Advance advance)
        : m_advance(std::move(advance))
    {
    }
    /// In rising order.
    void received(quint64 seq) { m_open.push_back({seq, false}); }
    void done(quint64 seq);
    /// How far the watermark would come if these (ascending) were done as well; 0: not further than it is.
    [[nodiscard]] quint64 reachWith(const std::vector<quint64> &seqs) const;

private:
    struct Entry {
        quint64 seq;
        bool done;
    };
    Advance m_advance;
    std::deque<Entry> m_open;
};

} // namespace model
