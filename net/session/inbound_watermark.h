// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>

namespace net {

/// Which incoming stanzas are done with, and so what <a h=/> may say (D43). Stanzas get running numbers; each is open until it is settled or covered by handled(); the
/// watermark stands before the first open one. Also knows the stanzas that a resume repeats although they were given out before. No I/O, one thread.
class InboundWatermark
{
public:
    /// `handledBefore`: h of a session taken up from an earlier process.
    explicit InboundWatermark(quint32 handledBefore = 0)
        : m_offset(handledBefore)
    {
    }

    /// A stanza came in: its number, now open. nullopt: a repetition of one that was given out already, forget it.
    [[nodiscard]] std::optional<quint64> arrived();
    /// This one needs no commit (any more).
    void settle(quint64 seq);
    /// All up to and including this one are committed.
    void handled(quint64 seq);

    [[nodiscard]] bool isSettled() const { return m_open.empty(); }
    [[nodiscard]] quint32 h() const { return hFor(m_open.empty() ? m_last : m_open.front() - 1); }
    /// h() as it will be after handled(seq).
    [[nodiscard]] quint32 hAfter(quint64 seq) const;

    void newSession(); ///< counting begins at zero with the next stanza (B112)
    [[nodiscard]] quint32 beginResume(); ///< h to ask with; remembered, for handled() may go on meanwhile
    void resumed(); ///< the server repeats from there

private:
    [[nodiscard]] quint32 hFor(quint64 seq) const { return m_offset + quint32(qMax(seq, m_base) - m_base); }

    quint64 m_last = 0; ///< last number given
    quint64 m_base = 0; ///< number of the last stanza before this session
    quint32 m_offset = 0; ///< h at m_base
    std::deque<quint64> m_open; ///< ascending
    quint64 m_resumeFrom = 0;
    quint64 m_repeated = 0; ///< repetitions run up to m_last
};

} // namespace net
