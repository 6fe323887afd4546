// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/ack_queue.h"

#include <iterator>

namespace net {
namespace {

void moveAll(std::deque<OutboundStanza> &from, std::vector<OutboundStanza> &to)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

} // namespace

AckQueue::AckQueue(const ResumeState &left)
    : m_acked(left.outbound - quint32(left.unacked.size()))
    , m_unacked(left.unacked)
{
}

std::vector<OutboundStanza> AckQueue::takeWaiting(const QDateTime &now)
{
    std::vector<OutboundStanza> taken;
    taken.reserve(m_waiting.size());
    for (OutboundStanza &stanza : m_waiting) {
        if (!stanza.firstSent.isValid())
            stanza.firstSent = now;
        taken.push_back(stanza);
        m_unacked.push_back(std::move(stanza));
    }
    m_waiting.clear();
    return taken;
}

std::optional<std::vector<OutboundStanza>> AckQueue::acked(quint32 h)
{
    const quint32 count = h - m_acked; // unsigned wrap is the arithmetic we want (D46)
    if (count > m_unacked.size())
        return {};
    m_acked = h;
    const auto end = m_unacked.begin() + count;
    std::vector<OutboundStanza> settled(std::make_move_iterator(m_unacked.begin()), std::make_move_iterator(end));
    m_unacked.erase(m_unacked.begin(), end);
    return settled;
}

std::optional<std::vector<OutboundStanza>> AckQueue::resumed(quint32 h)
{
    auto settled = acked(h);
    if (!settled)
        return {};
    m_waiting.insert(m_waiting.begin(), std::make_move_iterator(m_unacked.begin()), std::make_move_iterator(m_unacked.end()));
    m_unacked.clear();
    return settled;
}

std::vector<OutboundStanza> AckQueue::restart()
{
    m_acked = 0;
    std::vector<OutboundStanza> lost;
    // Written in a connection before this one and not yet written again: their fate is as unknown as that of the unacked.
    const bool anyLost = !m_unacked.empty() || (!m_waiting.empty() && m_waiting.front().firstSent.isValid());
    // Answers, and questions whose askers were told already: they belong to the session that is gone.
    std::erase_if(m_waiting, [](const OutboundStanza &stanza) { return stanza.token == 0; });
    if (anyLost) {
        moveAll(m_unacked, lost);
        moveAll(m_waiting, lost);
    }
    return lost;
}

std::vector<OutboundStanza> AckQueue::clear()
{
    std::vector<OutboundStanza> all;
    moveAll(m_unacked, all);
    moveAll(m_waiting, all);
    m_acked = 0;
    return all;
}

} // namespace net
