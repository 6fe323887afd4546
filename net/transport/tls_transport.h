// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/tls_engine.h"

#include <QTcpSocket>

namespace net {

/// A Transport over a TCP socket that is already connected. Plain until startTls() or startDirectTls().
class TlsTransport final : public Transport
{
    Q_OBJECT
public:
    /// Takes the socket over. `tls` is what a later handshake uses.
    TlsTransport(QTcpSocket *socket, TlsEngine::Settings tls, QObject *parent = nullptr);
    ~TlsTransport() override;

    /// Handshake at once, without asking in XMPP (XEP-0368), with `early` behind the ClientHello where that is possible. encrypted() or closed() follows.
    void startDirectTls(const EarlyFlight &early = {});

    void write(const QByteArray &bytes) override;
    void startTls() override;
    void close() override;
    [[nodiscard]] bool isEncrypted() const override;
    [[nodiscard]] TlsInfo tls() const override;
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding binding) const override;
    [[nodiscard]] quint64 bytesSent() const override { return m_sent; }
    [[nodiscard]] quint64 bytesReceived() const override { return m_received; }
    [[nodiscard]] QString peerAddress() const; ///< the proxy's, if there is one
    [[nodiscard]] bool offeredSession() const { return m_engine && m_engine->offeredSession(); } ///< tried to resume

private:
    enum class State { Plain, Handshake, Secure, Closing, Closed };
    void handshake(TlsKind kind, const EarlyFlight &early);
    void read();
    void apply(const TlsEngine::Step &step);
    void toWire(const QByteArray &bytes);
    void sendNow();
    void hurryAcknowledgements();
    void take(const QByteArray &bytes);
    void closeOurHalf();
    void dropWhatCame();
    [[nodiscard]] bool hasUnread() const;
    [[nodiscard]] bool isOurDescriptor() const;
    void socketGone();
    void end(const TransportError &error);

    QTcpSocket *m_socket;
    TlsEngine::Settings m_settings;
    std::unique_ptr<TlsEngine> m_engine;
    State m_state = State::Plain;
    QByteArray m_waiting; ///< written during the handshake
    QByteArray m_out; ///< for the next write to the socket
    bool m_holding = false; ///< more is about to come for the same write
    bool m_reading = false; ///< what came is being worked off
    int m_quick = 8; ///< writes left after which acknowledgements are hurried
    quint64 m_sent = 0, m_received = 0;
};

} // namespace net
