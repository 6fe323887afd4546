// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/dialer.h"
#include "net/transport/ticket_store.h"
#include "net/transport/tls_context.h"
#include "net/transport/tls_wire.h"

struct ssl_session_st;

namespace net {

/// A TlsWire to an XMPP server: the name that its certificate must have, sessions that are resumed, early data. Main thread.
class TlsEngine
{
public:
    struct Settings {
        std::shared_ptr<TlsContext> context;
        TicketKey peer; ///< domain (A-labels or IP literal): what the certificate must be for; direct TLS also says ALPN "xmpp-client"
        TicketStore *tickets = nullptr; ///< null: sessions are not kept
        bool resume = true; ///< false: a full handshake; what it brings is kept all the same
    };
    using Step = TlsWire::Step;

    explicit TlsEngine(Settings settings);
    ~TlsEngine();
    TlsEngine(const TlsEngine &) = delete;
    TlsEngine &operator=(const TlsEngine &) = delete;

    /// ClientHello; with what `early` wants to say behind it, if the session to be resumed allows that.
    [[nodiscard]] Step start(const EarlyFlight &early = {});
    [[nodiscard]] Step feed(const QByteArray &fromWire);
    [[nodiscard]] Step encrypt(const QByteArray &plain) { return m_wire.encrypt(plain); } ///< only when established
    [[nodiscard]] QByteArray closeNotify() { return m_wire.closeNotify(); }

    [[nodiscard]] bool isEstablished() const { return m_wire.isEstablished(); }
    [[nodiscard]] bool offeredSession() const { return m_session != nullptr; } ///< wanted to resume, whatever the peer said to it
    [[nodiscard]] TlsInfo info() const;
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding) const;

private:
    struct FreeSession {
        void operator()(ssl_session_st *session) const;
    };
    friend class TlsContext;
    static int onNewSession(ssl_st *ssl, ssl_session_st *session);
    void keep(ssl_session_st *session);
    void resumeIfPossible();
    void sayEarly(const EarlyFlight &early);
    [[nodiscard]] Step noted(Step step);

    Settings m_settings;
    TlsWire m_wire;
    std::unique_ptr<ssl_session_st, FreeSession> m_session; ///< the one to resume
    QDateTime m_verified; ///< when the peer last proved with its certificate who it is
    bool m_saidEarly = false;
    bool m_badName = false; ///< no certificate can have it
};

} // namespace net
