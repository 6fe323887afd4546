// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/ticket_store.h"

namespace net {

namespace {
// A server hands out two with each handshake; more than a few are never used before they expire.
constexpr size_t kPerPeer = 4;
}

void MemoryTickets::put(const TicketKey &key, const QByteArray &session, const QDateTime &expires)
{
    auto &tickets = m_tickets[key];
    tickets.push_back({session, expires});
    if (tickets.size() > kPerPeer)
        tickets.pop_front();
}

std::optional<QByteArray> MemoryTickets::take(const TicketKey &key, const QDateTime &now)
{
    const auto found = m_tickets.find(key);
    if (found == m_tickets.end())
        return std::nullopt;
    while (!found->empty()) {
        const Ticket newest = found->back();
        found->pop_back();
        if (newest.expires > now)
            return newest.session;
    }
    return std::nullopt;
}

} // namespace net
