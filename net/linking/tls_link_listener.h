// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/local_addresses.h"
#include "net/linking/tls_link_channel.h"

#include <QPointer>
#include <QTcpServer>

#include <functional>

namespace net {

/// Where an existing device waits for a new one on the local network, as long as a code is on show: a free port on all addresses, a key of its own for each listener. Main thread.
class TlsLinkListener : public QObject
{
    Q_OBJECT
public:
    /// Whoever can reach the port may hold this many connections at once; the next is closed as it comes. One address never holds them all.
    static constexpr int kMaxConnections = 6, kMaxFromOne = 3;

    /// A channel that is open, and behind which anybody may be.
    using OnChannel = std::function<void(std::unique_ptr<LinkChannel>)>;
    /// The clock outlives it, and the channels too.
    explicit TlsLinkListener(Clock &clock, QObject *parent = nullptr);
    ~TlsLinkListener() override;

    /// False: there is no port to be had, or no key.
    [[nodiscard]] bool listen(OnChannel onChannel, TlsLinkChannel::Patience patience = {});
    /// Another way that leads here, such as the account's server: as a connection to the port, with the same key. Also where listen() has found no port; not where it has found no key.
    void take(std::unique_ptr<LinkPipe> pipe, OnChannel onChannel, TlsLinkChannel::Patience patience);
    void stop(); ///< no new ones; channels that were handed over live on
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QList<LinkAddress> addresses() const { return reachable(localAddresses(), port()); } ///< for LinkInvitation
    [[nodiscard]] QByteArray key() const { return m_tls ? m_tls->key() : QByteArray(); } ///< for LinkInvitation

private:
    struct Connection {
        QPointer<TlsLinkChannel> channel;
        QHostAddress from;
    };
    void accept();
    void welcome(std::unique_ptr<LinkPipe> pipe, const QHostAddress &from, const OnChannel &onChannel, TlsLinkChannel::Patience patience);
    void open(TlsLinkChannel *channel, const OnChannel &onChannel);

    Clock &m_clock;
    QTcpServer m_server;
    std::shared_ptr<LinkTls> m_tls;
    OnChannel m_onChannel;
    TlsLinkChannel::Patience m_patience;
    QList<Connection> m_connections; ///< also those handed over, until they have closed or been deleted
    std::vector<std::unique_ptr<TlsLinkChannel>> m_opening;
};

} // namespace net
