// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/base/expected.h"
#include "net/base/ids.h"
#include "net/transport/transport.h"

#include <QHostAddress>

#include <functional>
#include <vector>

namespace net {

struct SrvRecord {
    QString target; ///< empty or ".": the service is decidedly not there (RFC 2782)
    quint16 port = 0;
    quint16 priority = 0;
    quint16 weight = 0;
};

/// The name service. Callbacks come from the event loop, and not at all once `context` is gone.
class Resolver
{
public:
    virtual ~Resolver() = default;
    /// Empty: no such record, or no answer. Both mean: go on without (RFC 6120 §3.2.1).
    virtual void srv(const QString &name, QObject *context, std::function<void(std::vector<SrvRecord>)> done) = 0;
    /// A and AAAA, in the system's order of preference (RFC 6724). Empty: the name has no address.
    virtual void addresses(const QString &host, QObject *context, std::function<void(QList<QHostAddress>)> done) = 0;
};

class SystemResolver final : public Resolver
{
public:
    void srv(const QString &name, QObject *context, std::function<void(std::vector<SrvRecord>)> done) override;
    void addresses(const QString &host, QObject *context, std::function<void(QList<QHostAddress>)> done) override;
};

/// One place where the domain says it can be reached.
struct Endpoint {
    QString host;
    quint16 port = 0;
    TlsKind kind = TlsKind::StartTls;
    bool operator==(const Endpoint &) const = default;
};

/// Both record sets in the order to try: by priority, direct TLS before STARTTLS within one, at random by weight within those (RFC 2782, XEP-0368).
/// At most 16: nobody waits for more, and the list comes from strangers.
[[nodiscard]] std::vector<Endpoint> orderEndpoints(const std::vector<SrvRecord> &directTls, const std::vector<SrvRecord> &startTls, IdSource &ids);

/// Asks for `_xmpps-client._tcp` and `_xmpp-client._tcp` at once, waits `patience` at most, and falls back to the domain itself, port 5222.
/// Calls done from the event loop, once, unless context dies before.
class EndpointLookup
{
public:
    using Done = std::function<void(Expected<std::vector<Endpoint>, TransportError>)>;
    EndpointLookup(Resolver &resolver, Clock &clock, IdSource &ids)
        : m_resolver(resolver)
        , m_clock(clock)
        , m_ids(ids)
    {
    }
    void start(const QByteArray &domain, std::chrono::milliseconds patience, QObject *context, Done done);

private:
    Resolver &m_resolver;
    Clock &m_clock;
    IdSource &m_ids;
};

} // namespace net
