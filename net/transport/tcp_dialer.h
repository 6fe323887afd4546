// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/base/ids.h"
#include "net/transport/dialer.h"

#include <memory>

namespace net {

class DialRun;
class Resolver;
class TicketStore;
class TlsContexts;

/// The real Dialer. Tries the domain's endpoints one after the other (endpoint_lookup.h), each by happy eyeballs, until one is connected and, where it is
/// direct TLS, encrypted. A certificate that does not verify ends that endpoint only: the next one is verified just as strictly.
/// With a proxy nothing is looked up here: the proxy gets the name (so that no query leaves beside it), and without SRV records that is the domain itself,
/// port 5222, unless a fixed host is given.
class TcpDialer final : public Dialer
{
public:
    /// What may be replaced or shared: null means the system's resolver, tickets kept in memory by this dialer, and roots that only this dialer reads.
    struct Parts {
        Resolver *resolver = nullptr;
        TicketStore *tickets = nullptr;
        TlsContexts *contexts = nullptr;
    };
    /// All arguments outlive the dialer.
    TcpDialer(Clock &clock, IdSource &ids);
    TcpDialer(Clock &clock, IdSource &ids, Parts parts);
    ~TcpDialer() override;
    TcpDialer(const TcpDialer &) = delete;
    TcpDialer &operator=(const TcpDialer &) = delete;

    void dial(const DialRequest &request, Done done) override;
    void cancel() override;

private:
    Clock &m_clock;
    IdSource &m_ids;
    std::unique_ptr<Resolver> m_ownResolver;
    std::unique_ptr<TicketStore> m_ownTickets;
    std::unique_ptr<TlsContexts> m_ownContexts;
    Parts m_parts;
    std::unique_ptr<DialRun> m_run;
};

} // namespace net
