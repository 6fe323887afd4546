// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/ticket_store.h"
#include "net/transport/tls_context.h"

struct ssl_st;
struct ssl_session_st;

namespace net {

/// The client's side of one TLS connection, without I/O: octets of the wire in, octets for the wire out. OpenSSL on memory BIOs, because no other way
/// gives the keying-material exporter and the session tickets (DESIGN.md). Main thread.
class TlsEngine
{
public:
    struct Settings {
        std::shared_ptr<TlsContext> context;
        TicketKey peer; ///< domain (A-labels or IP literal): what the certificate must be for; direct TLS also says ALPN "xmpp-client"
        TicketStore *tickets = nullptr; ///< null: sessions are not kept
    };
    /// What came of one step. Write `toWire` first, whatever else is set: it may be the alert that tells the peer why.
    struct Step {
        QByteArray toWire;
        QByteArray plain;
        bool established = false; ///< with this very step
        bool ended = false; ///< the peer's close_notify
        std::optional<TransportError> error; ///< nothing more works after it
    };

    explicit TlsEngine(Settings settings);
    ~TlsEngine();
    TlsEngine(const TlsEngine &) = delete;
    TlsEngine &operator=(const TlsEngine &) = delete;

    [[nodiscard]] Step start(); ///< ClientHello
    [[nodiscard]] Step feed(const QByteArray &fromWire);
    [[nodiscard]] Step encrypt(const QByteArray &plain); ///< only when established
    [[nodiscard]] QByteArray closeNotify();

    [[nodiscard]] bool isEstablished() const { return m_established; }
    [[nodiscard]] TlsInfo info() const;
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding) const;

private:
    struct Free {
        void operator()(ssl_st *ssl) const;
    };
    friend class TlsContext;
    static int onNewSession(ssl_st *ssl, ssl_session_st *session);
    void keep(ssl_session_st *session);
    void resumeIfPossible();
    void handshake(Step &step);
    void readInto(Step &step);
    [[nodiscard]] TransportError failure() const;
    [[nodiscard]] QByteArray takeOutput();

    Settings m_settings;
    std::unique_ptr<ssl_st, Free> m_ssl;
    bool m_established = false;
    bool m_broken = false;
};

} // namespace net
