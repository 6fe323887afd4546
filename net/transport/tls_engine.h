// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/dialer.h"
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
        bool resume = true; ///< false: a full handshake; what it brings is kept all the same
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

    /// ClientHello; with what `early` wants to say behind it, if the session to be resumed allows that.
    [[nodiscard]] Step start(const EarlyFlight &early = {});
    [[nodiscard]] Step feed(const QByteArray &fromWire);
    [[nodiscard]] Step encrypt(const QByteArray &plain); ///< only when established
    [[nodiscard]] QByteArray closeNotify();

    [[nodiscard]] bool isEstablished() const { return m_established; }
    [[nodiscard]] bool offeredSession() const { return m_session != nullptr; } ///< wanted to resume, whatever the peer said to it
    [[nodiscard]] TlsInfo info() const;
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding) const;

private:
    struct Free {
        void operator()(ssl_st *ssl) const;
    };
    struct FreeSession {
        void operator()(ssl_session_st *session) const;
    };
    friend class TlsContext;
    static int onNewSession(ssl_st *ssl, ssl_session_st *session);
    void keep(ssl_session_st *session);
    void resumeIfPossible();
    void sayEarly(const EarlyFlight &early);
    void handshake(Step &step);
    void readInto(Step &step);
    [[nodiscard]] TransportError failure() const;
    [[nodiscard]] QByteArray takeOutput();

    Settings m_settings;
    std::unique_ptr<ssl_st, Free> m_ssl;
    std::unique_ptr<ssl_session_st, FreeSession> m_session; ///< the one to resume
    QDateTime m_verified; ///< when the peer last proved with its certificate who it is
    bool m_saidEarly = false;
    bool m_established = false;
    bool m_broken = false;
};

} // namespace net
