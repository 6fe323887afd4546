// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <QNetworkProxy>

#include <chrono>
#include <functional>
#include <memory>

namespace net {

/// What stays true of the TLS session that is about to be resumed, before the handshake is over.
struct EarlyDataOffer {
    QString tlsVersion; ///< "TLSv1.3"
    std::optional<QByteArray> serverEndPoint; ///< channel binding of the certificate that this session was verified with; the exporter does not exist yet
    qsizetype limit = 0; ///< octets that the server takes
};
/// Asked once for each handshake of direct TLS that could carry early data; what it returns goes out with the ClientHello. Empty: send none. Replayable by whoever
/// records it: only what B121 allows may be said.
using EarlyFlight = std::function<QByteArray(const EarlyDataOffer &)>;

/// What to connect to.
struct DialRequest {
    QByteArray domain; ///< A-labels; name that the certificate must have, SNI, SRV owner
    QString fixedHost; ///< not empty: skip name lookup (`--server HOST:PORT`)
    quint16 fixedPort = 0;
    TlsKind fixedKind = TlsKind::Direct; ///< for fixedHost: direct TLS or STARTTLS
    QString caFile; ///< PEM; instead of the system's roots when not empty
    QNetworkProxy proxy = QNetworkProxy(QNetworkProxy::NoProxy); ///< SOCKS5 or HTTP CONNECT
    std::chrono::milliseconds timeout{30000}; ///< for everything up to the hand-over
    EarlyFlight earlyFlight{}; ///< null: no early data
};

/// How the connection came about, for the login trace. Times are monotonic, as of Clock.
struct DialReport {
    std::chrono::nanoseconds started{}, resolved{}, connected{}, secured{};
    QString host; ///< target that won
    QString address; ///< its IP address
    quint16 port = 0;
    TlsInfo tls;
};

struct Dialed {
    std::unique_ptr<Transport> transport;
    DialReport report;
};

/// Makes connections: name lookup (`_xmpps-client`, `_xmpp-client` SRV, RFC 2782 order, XEP-0368), happy eyeballs (RFC 8305), TCP, proxy, direct TLS.
/// The callback comes exactly once, from the event loop, never from inside dial(). cancel() means no callback. One dial at a time. Main thread.
class Dialer
{
public:
    using Done = std::function<void(Expected<Dialed, TransportError>)>;
    virtual ~Dialer() = default;
    virtual void dial(const DialRequest &request, Done done) = 0;
    virtual void cancel() = 0;
};

/// One sentence that says what is wrong and what to do, for the user. Translated.
[[nodiscard]] QString transportAdvice(const TransportError &error);

} // namespace net
