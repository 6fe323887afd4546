// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/tcp_dialer.h"

#include "net/transport/dial_run.h"
#include "net/transport/ticket_store.h"
#include "net/transport/tls_context.h"

namespace net {

TcpDialer::TcpDialer(Clock &clock, IdSource &ids)
    : TcpDialer(clock, ids, Parts())
{
}

TcpDialer::TcpDialer(Clock &clock, IdSource &ids, Parts parts)
    : m_clock(clock)
    , m_ids(ids)
    , m_parts(parts)
{
    if (!m_parts.resolver) {
        m_ownResolver = std::make_unique<SystemResolver>();
        m_parts.resolver = m_ownResolver.get();
    }
    if (!m_parts.tickets) {
        m_ownTickets = std::make_unique<MemoryTickets>();
        m_parts.tickets = m_ownTickets.get();
    }
    if (!m_parts.contexts) {
        m_ownContexts = std::make_unique<TlsContexts>();
        m_parts.contexts = m_ownContexts.get();
    }
}

TcpDialer::~TcpDialer() = default;

void TcpDialer::dial(const DialRequest &request, Done done)
{
    m_run = std::make_unique<DialRun>(request, *m_parts.resolver, m_clock, m_ids, m_parts.contexts->context(request.caFile), m_parts.tickets,
        [this, done = std::move(done)](Expected<Dialed, TransportError> result) {
            m_run.release()->deleteLater(); // it is the one that is calling
            done(std::move(result));
        });
    m_run->start();
}

void TcpDialer::cancel()
{
    m_run.reset();
}

} // namespace net
