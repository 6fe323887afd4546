// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/dial_run.h"

#include "net/base/log.h"
#include "net/transport/happy_eyeballs.h"
#include "net/transport/tls_transport.h"

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr std::chrono::seconds kLookupPatience{5};
constexpr std::chrono::seconds kEndpointPatience{10}; ///< while there is another one to try
constexpr quint16 kClientPort = 5222;

// Of several failures the user gets to hear the one that says most.
int weightOf(TransportErrorKind kind)
{
    switch (kind) {
    case TransportErrorKind::CertificateRevoked:
    case TransportErrorKind::CertificateWrongHost:
    case TransportErrorKind::CertificateExpired:
    case TransportErrorKind::CertificateUntrusted:
    case TransportErrorKind::CertificateFileUnreadable:
        return 3;
    case TransportErrorKind::TlsFailed:
    case TransportErrorKind::ProxyFailed:
    case TransportErrorKind::ServiceRefused:
        return 2;
    case TransportErrorKind::ConnectionRefused:
    case TransportErrorKind::TimedOut:
    case TransportErrorKind::RemoteClosed:
        return 1;
    case TransportErrorKind::HostNotFound:
    case TransportErrorKind::NetworkUnreachable:
        return 0;
    }
    Q_UNREACHABLE();
}

} // namespace

DialRun::DialRun(DialRequest request, Resolver &resolver, Clock &clock, IdSource &ids, Context context, TicketStore *tickets, Dialer::Done done)
    : m_request(std::move(request))
    , m_resolver(resolver)
    , m_clock(clock)
    , m_ids(ids)
    , m_context(std::move(context))
    , m_tickets(tickets)
    , m_done(std::move(done))
{
}

DialRun::~DialRun() = default;

bool DialRun::usesProxy() const
{
    return m_request.proxy.type() != QNetworkProxy::NoProxy;
}

void DialRun::start()
{
    m_report.started = m_clock.monotonic();
    m_clock.callAfter(m_request.timeout, this, [this] {
        remember({TransportErrorKind::TimedOut, u"no connection within %1 s"_s.arg(m_request.timeout.count() / 1000)});
        finish(unexpected(*m_error));
    });
    // At once: whatever the event loop has to do next (paint a window), the question is on its way meanwhile.
    m_starting = true;
    lookUp();
    m_starting = false;
}

void DialRun::lookUp()
{
    if (!m_context) {
        finish(unexpected(m_context.error()));
        return;
    }
    if (!m_request.fixedHost.isEmpty()) {
        m_left = {{m_request.fixedHost, m_request.fixedPort, m_request.fixedKind}};
        tryNext();
        return;
    }
    if (usesProxy()) {
        m_left = {{QString::fromLatin1(m_request.domain), kClientPort, TlsKind::StartTls}};
        tryNext();
        return;
    }
    EndpointLookup(m_resolver, m_clock, m_ids).start(m_request.domain, kLookupPatience, this, [this](Expected<std::vector<Endpoint>, TransportError> found) {
        if (!m_done)
            return;
        if (!found) {
            finish(unexpected(found.error()));
            return;
        }
        m_left = std::move(*found);
        tryNext();
    });
}

void DialRun::tryNext()
{
    if (m_left.empty()) {
        finish(unexpected(*m_error));
        return;
    }
    const Endpoint endpoint = m_left.front();
    m_left.erase(m_left.begin());
    m_endpoint = endpoint;
    qCDebug(logTransport) << "trying" << endpoint.host << endpoint.port << (endpoint.kind == TlsKind::Direct ? "direct TLS" : "STARTTLS");
    m_attempt = std::make_unique<QObject>();
    m_report.host = endpoint.host;
    m_report.port = endpoint.port;
    if (!m_left.empty()) {
        m_clock.callAfter(kEndpointPatience, m_attempt.get(), [this] { endpointFailed({TransportErrorKind::TimedOut, u"%1 does not answer"_s.arg(m_report.host)}); });
    }
    reach(endpoint);
}

void DialRun::reach(const Endpoint &endpoint)
{
    if (usesProxy()) {
        m_report.resolved = m_clock.monotonic();
        auto *race = new HappyEyeballs(m_clock, m_attempt.get());
        race->startThroughProxy(m_request.proxy, endpoint.host, endpoint.port, [this, endpoint](Expected<QTcpSocket *, TransportError> socket) {
            socket ? connected(endpoint, *socket) : endpointFailed(socket.error());
        });
        return;
    }
    if (const QHostAddress literal(endpoint.host); !literal.isNull()) {
        connectTo(endpoint, {literal});
        return;
    }
    m_resolver.addresses(endpoint.host, m_attempt.get(), [this, endpoint](const QList<QHostAddress> &addresses) {
        if (addresses.isEmpty())
            endpointFailed({TransportErrorKind::HostNotFound, endpoint.host});
        else
            connectTo(endpoint, addresses);
    });
}

void DialRun::connectTo(const Endpoint &endpoint, const QList<QHostAddress> &addresses)
{
    m_report.resolved = m_clock.monotonic();
    auto *race = new HappyEyeballs(m_clock, m_attempt.get());
    race->start(addresses, endpoint.port, [this, endpoint](Expected<QTcpSocket *, TransportError> socket) {
        socket ? connected(endpoint, *socket) : endpointFailed(socket.error());
    });
}

void DialRun::connected(const Endpoint &endpoint, QTcpSocket *socket)
{
    m_report.connected = m_clock.monotonic();
    m_transport = std::make_unique<TlsTransport>(socket, TlsEngine::Settings{*m_context, {m_request.domain, endpoint.kind, m_request.caFile}, m_tickets, !m_fullHandshake});
    m_report.address = usesProxy() ? QString() : m_transport->peerAddress();
    if (endpoint.kind != TlsKind::Direct) {
        secured();
        return;
    }
    connect(m_transport.get(), &Transport::encrypted, this, &DialRun::secured);
    connect(m_transport.get(), &Transport::closed, this, &DialRun::endpointFailed);
    m_transport->startDirectTls(m_request.earlyFlight);
}

void DialRun::secured()
{
    if (m_transport->isEncrypted()) {
        m_report.secured = m_clock.monotonic();
        m_report.tls = m_transport->tls();
    }
    m_transport->disconnect(this);
    finish(Dialed{std::move(m_transport), m_report});
}

void DialRun::endpointFailed(const TransportError &error)
{
    if (!m_done)
        return;
    qCInfo(logTransport) << m_report.host << m_report.port << "failed:" << int(error.kind) << error.detail;
    // A server must answer a session that it does not know by a full handshake (RFC 8446 §4.2.11). Some break off instead: ask once more without one.
    const bool again = !m_fullHandshake && error.kind == TransportErrorKind::TlsFailed && m_transport && m_transport->offeredSession();
    if (again)
        m_left.insert(m_left.begin(), m_endpoint);
    m_fullHandshake = again;
    remember(error);
    if (m_transport) {
        m_transport->disconnect(this);
        m_transport.release()->deleteLater(); // it may be the one that is calling us
    }
    m_attempt = std::make_unique<QObject>(); // nothing of the old one reaches us any more
    QMetaObject::invokeMethod(m_attempt.get(), [this] { tryNext(); }, Qt::QueuedConnection);
}

void DialRun::remember(const TransportError &error)
{
    if (!m_error || weightOf(error.kind) > weightOf(m_error->kind))
        m_error = error;
}

void DialRun::finish(Expected<Dialed, TransportError> result)
{
    if (!m_done)
        return;
    if (m_starting) { // nothing can have succeeded yet
        QMetaObject::invokeMethod(this, [this, error = result.error()] { finish(unexpected(error)); }, Qt::QueuedConnection);
        return;
    }
    const auto tell = std::exchange(m_done, nullptr);
    if (m_transport) {
        m_transport->disconnect(this);
        m_transport.release()->deleteLater();
    }
    tell(std::move(result));
}

} // namespace net
