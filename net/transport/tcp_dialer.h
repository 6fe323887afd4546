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
class TlsContext;

/// The real Dialer. Tries the domain's endpoints one after the other (endpoint_lookup.h), each by happy eyeballs, until one is connected and, where it is
/// direct TLS, encrypted. A certificate that does not verify ends that endpoint only: the next one is verified just as strictly.
/// With a proxy nothing is looked up here: the proxy gets the name (so that no query leaves beside it), and without SRV records that is the domain itself,
/// port 5222, unless a fixed host is given.
class TcpDialer final : public Dialer
{
public:
    /// What may be replaced: null means the system's resolver, and tickets kept in memory by this dialer.
    struct Parts {
        Resolver *resolver = nullptr;
        TicketStore *tickets = nullptr;
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
    [[nodiscard]] Expected<std::shared_ptr<TlsContext>, TransportError> context(const QString &caFile);

    Clock &m_clock;
    IdSource &m_ids;
    std::unique_ptr<Resolver> m_ownResolver;
    std::unique_ptr<TicketStore> m_ownTickets;
    Parts m_parts;
    std::shared_ptr<TlsContext> m_systemRoots; ///< reading them takes time; once is enough
    std::unique_ptr<DialRun> m_run;
};

} // namespace net
