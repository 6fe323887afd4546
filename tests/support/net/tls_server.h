// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/net/tls_certificates.h"

#include <QTcpServer>

#include <functional>
#include <optional>

class QTcpSocket;
typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace test {

/// One client's connection to a TlsServer.
class TlsPeer : public QObject
{
    Q_OBJECT
public:
    TlsPeer(QTcpSocket *socket, SSL_CTX *context, bool readsEarlyData, QObject *parent);
    ~TlsPeer() override;

    void write(const QByteArray &bytes); ///< also in answer to early data, while the handshake is not over
    /// Everything from the next octet on is TLS. Call it right after writing <proceed/>.
    void startTls();
    void close(); ///< close_notify, then FIN
    void cut(); ///< as when the cable is pulled out: no word at all
    void reset(); ///< what was written arrives, and right behind it the end of the connection

    [[nodiscard]] bool isEncrypted() const { return m_established; }
    [[nodiscard]] bool isResumed() const;
    [[nodiscard]] QByteArray alpn() const;
    [[nodiscard]] QByteArray serverName() const; ///< SNI
    [[nodiscard]] std::optional<QByteArray> exporter() const; ///< RFC 9266
    [[nodiscard]] QByteArray tlsUnique() const;
    [[nodiscard]] const QByteArray &seen() const { return m_seen; } ///< all plain octets so far
    [[nodiscard]] const QByteArray &seenEarly() const { return m_seenEarly; } ///< those of them that came before the handshake was over

Q_SIGNALS:
    void encrypted();
    void received(const QByteArray &bytes);
    void gone();

private:
    void read();
    void pump();
    [[nodiscard]] bool pumpEarly();
    [[nodiscard]] bool needsMore(int result);
    void flush();

    QTcpSocket *m_socket;
    SSL_CTX *m_context;
    SSL *m_ssl = nullptr;
    bool m_established = false;
    bool m_readsEarly; ///< until its end
    QByteArray m_seen, m_seenEarly;
};

/// A TLS server on a free loopback port, in this process and this event loop. What it says is the test's: through onReceived, or a peer's signals.
class TlsServer : public QObject
{
    Q_OBJECT
public:
    enum class Mode { DirectTls, Plain }; ///< Plain becomes TLS by TlsPeer::startTls()
    enum class Versions { Tls12, Tls13, Both };
    struct Settings {
        std::shared_ptr<Certificate> certificate;
        Mode mode = Mode::DirectTls;
        Versions versions = Versions::Both;
        bool extendedMasterSecret = true; ///< TLS 1.2 only
        QByteArray alpn = "xmpp-client"; ///< a client that offers others only is refused; empty: not spoken
        quint32 maxEarlyData = 0; ///< octets that its tickets allow (TLS 1.3); 0: none
        bool replayable = false; ///< does not notice early data that has been here before
        bool forgetful = false; ///< takes no ticket back: every handshake is a full one
        bool dislikesTickets = false; ///< breaks off when a client wants to resume
    };
    explicit TlsServer(const Settings &settings, const QHostAddress &address = {}, quint16 port = 0);
    ~TlsServer() override;

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] TlsPeer *peer() const { return m_peers.isEmpty() ? nullptr : m_peers.last(); } ///< the newest; lives as long as the server
    [[nodiscard]] int connections() const { return int(m_peers.size()); }
    void stop(); ///< no new connections: they are refused

    std::function<void(TlsPeer &)> onConnected;
    std::function<void(TlsPeer &, const QByteArray &)> onReceived;

private:
    struct FreeContext {
        void operator()(SSL_CTX *context) const;
    };
    void accept();

    Settings m_settings;
    std::unique_ptr<SSL_CTX, FreeContext> m_context;
    QByteArray m_alpn; ///< wire form
    QTcpServer m_server;
    QList<TlsPeer *> m_peers;
};

} // namespace test
