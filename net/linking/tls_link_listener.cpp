// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/tls_link_listener.h"

#include "net/base/log.h"
#include "net/linking/tcp_link_pipe.h"

#include <QNetworkProxy>

#include <algorithm>

namespace net {

TlsLinkListener::TlsLinkListener(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_server.setProxy(QNetworkProxy::NoProxy);
    connect(&m_server, &QTcpServer::newConnection, this, &TlsLinkListener::accept);
}

TlsLinkListener::~TlsLinkListener() = default;

bool TlsLinkListener::listen(OnChannel onChannel, TlsLinkChannel::Patience patience)
{
    m_tls = LinkTls::listening();
    m_onChannel = std::move(onChannel);
    m_patience = patience;
    // Without IPv6 in the system, Any cannot be had.
    const bool listens = m_tls && (m_server.listen(QHostAddress::Any) || m_server.listen(QHostAddress::AnyIPv4));
    if (!listens)
        qCWarning(logTransport) << "cannot listen for a device to be linked:" << m_server.errorString();
    return listens;
}

void TlsLinkListener::stop()
{
    m_server.close();
    m_opening.clear();
}

void TlsLinkListener::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        m_connections.removeIf([](const Connection &connection) { return !connection.channel; });
        const QHostAddress from = socket->peerAddress();
        const auto same = std::count_if(m_connections.begin(), m_connections.end(), [&](const Connection &c) { return c.from.isEqual(from, QHostAddress::TolerantConversion); });
        if (m_connections.size() >= kMaxConnections || same >= kMaxFromOne) {
            qCInfo(logTransport) << "too many devices want to be linked at once";
            socket->abort();
            socket->deleteLater();
            continue;
        }
        welcome(std::make_unique<TcpLinkPipe>(socket), from, m_onChannel, m_patience);
    }
}

void TlsLinkListener::take(std::unique_ptr<LinkPipe> pipe, OnChannel onChannel, TlsLinkChannel::Patience patience)
{
    if (m_tls)
        welcome(std::move(pipe), {}, onChannel, patience);
}

void TlsLinkListener::welcome(std::unique_ptr<LinkPipe> pipe, const QHostAddress &from, const OnChannel &onChannel, TlsLinkChannel::Patience patience)
{
    auto channel = std::make_unique<TlsLinkChannel>(m_clock, std::move(pipe), *m_tls, QByteArray(), patience);
    TlsLinkChannel *raw = channel.get();
    if (!from.isNull()) // who comes another way is counted there
        m_connections.append({raw, from});
    connect(raw, &TlsLinkChannel::opened, this, [this, raw, onChannel] { open(raw, onChannel); });
    connect(raw, &LinkChannel::closed, this, [this, raw] {
        m_connections.removeIf([raw](const Connection &connection) { return connection.channel == raw; });
        // If it never opened it is still ours, and inside its own signal.
        const auto found = std::find_if(m_opening.begin(), m_opening.end(), [raw](const auto &c) { return c.get() == raw; });
        if (found == m_opening.end())
            return;
        found->release()->deleteLater();
        m_opening.erase(found);
    });
    m_opening.push_back(std::move(channel));
}

void TlsLinkListener::open(TlsLinkChannel *channel, const OnChannel &onChannel)
{
    const auto found = std::find_if(m_opening.begin(), m_opening.end(), [channel](const auto &c) { return c.get() == channel; });
    if (found == m_opening.end())
        return;
    std::unique_ptr<TlsLinkChannel> taken = std::move(*found);
    m_opening.erase(found);
    onChannel(std::move(taken));
}

} // namespace net
