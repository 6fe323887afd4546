// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QByteArray>
#include <QObject>

#include <optional>

namespace net {

/// Why there is no connection, or no longer one. transportAdvice() has a sentence for the user for each.
enum class TransportErrorKind {
    HostNotFound, ///< the domain has no address
    ServiceRefused, ///< SRV "." : the domain says it offers no XMPP
    ConnectionRefused,
    NetworkUnreachable,
    TimedOut,
    ProxyFailed,
    RemoteClosed, ///< TCP ended without </stream:stream>
    TlsFailed, ///< handshake broke
    CertificateUntrusted, ///< no path to a trusted root
    CertificateExpired,
    CertificateWrongHost, ///< valid, but for another name
    CertificateRevoked,
    CertificateFileUnreadable, ///< the file given with --ca
};

struct TransportError {
    TransportErrorKind kind = TransportErrorKind::RemoteClosed;
    QString detail; ///< technical, for the connection page and the log; not for the first line shown to the user
    bool operator==(const TransportError &) const = default;
};

enum class TlsKind { None, Direct, StartTls };
enum class ChannelBinding { TlsExporter, TlsServerEndPoint, TlsUnique };
/// Octets that were sent with the ClientHello of a resumed TLS session (RFC 8446 §2.3, B121).
enum class EarlyData {
    NotSent,
    Accepted, ///< the peer has them
    Rejected, ///< the peer never saw them: what they said must be said again
};

struct TlsInfo {
    TlsKind kind = TlsKind::None;
    QString version; ///< "TLSv1.3"
    QString cipher;
    QString alpn;
    bool resumed = false; ///< session ticket of an earlier connection was accepted
    EarlyData earlyData = EarlyData::NotSent;
};

/// One TCP connection, encrypted or about to be. Handed out by a Dialer already connected (and encrypted when the endpoint is direct TLS).
/// Main thread, never blocks. Deleting it closes the socket without ceremony.
class Transport : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Octets to send; one call is one write to the socket, so that a flight leaves in one segment (TCP_NODELAY is set).
    virtual void write(const QByteArray &bytes) = 0;
    /// Upgrade a plain connection after <proceed/>. encrypted() or closed() follows.
    virtual void startTls() = 0;
    /// Flush, send close_notify, close the socket. closed() follows.
    virtual void close() = 0;
    [[nodiscard]] virtual bool isEncrypted() const = 0;
    [[nodiscard]] virtual TlsInfo tls() const = 0;
    /// Octets for channel binding (RFC 5929, RFC 9266), nullopt when this connection has no such binding.
    [[nodiscard]] virtual std::optional<QByteArray> channelBinding(ChannelBinding) const = 0;
    [[nodiscard]] virtual quint64 bytesSent() const = 0; ///< on the wire, TLS included
    [[nodiscard]] virtual quint64 bytesReceived() const = 0;

Q_SIGNALS:
    void encrypted();
    void received(const QByteArray &bytes);
    /// Once, last signal of this object.
    void closed(const net::TransportError &error);
};

} // namespace net
Q_DECLARE_METATYPE(net::TransportError)
