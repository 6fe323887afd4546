// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/session_settings.h"

#include <optional>
#include <vector>

namespace net {

/// What was handed over for sending and is not yet acknowledged (XEP-0198 §4, §5): first those written, then those waiting to be. A deque, because order matters for
/// writing again and counters wrap (D46). Numbers from 1: an <a h='n'/> settles the first n (D47). No I/O, one thread.
class AckQueue
{
public:
    AckQueue() = default;
    /// Takes up what an earlier process left behind.
    explicit AckQueue(const ResumeState &left);

    void add(OutboundStanza stanza) { m_waiting.push_back(std::move(stanza)); }
    /// Everything that waits becomes written; what to write comes back, in order.
    [[nodiscard]] std::vector<OutboundStanza> takeWaiting(const QDateTime &now);

    /// The server has handled `h` stanzas in all. The ones settled by it, in order; nullopt when the server claims more than was sent: a broken stream.
    [[nodiscard]] std::optional<std::vector<OutboundStanza>> acked(quint32 h);
    /// Resumed with this h: what it settles; the rest of the written ones will be written again, before anything that waits (D53).
    [[nodiscard]] std::optional<std::vector<OutboundStanza>> resumed(quint32 h);
    /// A new session, counters at zero. Comes back: what was written and never acknowledged, and, if there was any, what waited behind it (so that its owner can send all again
    /// in order). What nobody asks for (token 0) and waited is dropped.
    [[nodiscard]] std::vector<OutboundStanza> restart();
    /// Ends it all: everything not acknowledged, written or not.
    [[nodiscard]] std::vector<OutboundStanza> clear();

    [[nodiscard]] quint32 settled() const { return m_acked; } ///< what the server has, modulo 2^32
    [[nodiscard]] quint32 written() const { return m_acked + quint32(m_unacked.size()); } ///< modulo 2^32
    [[nodiscard]] const std::deque<OutboundStanza> &unacked() const { return m_unacked; }
    [[nodiscard]] bool hasWaiting() const { return !m_waiting.empty(); }

private:
    quint32 m_acked = 0;
    std::deque<OutboundStanza> m_unacked; ///< written
    std::deque<OutboundStanza> m_waiting;
};

} // namespace net
