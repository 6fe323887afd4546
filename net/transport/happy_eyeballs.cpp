// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/happy_eyeballs.h"

using namespace Qt::StringLiterals;

namespace net {

TransportError toTransportError(QAbstractSocket::SocketError error, const QString &detail)
{
    using Kind = TransportErrorKind;
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return {Kind::ConnectionRefused, detail};
    case QAbstractSocket::HostNotFoundError:
        return {Kind::HostNotFound, detail};
    case QAbstractSocket::SocketTimeoutError:
        return {Kind::TimedOut, detail};
    case QAbstractSocket::NetworkError:
    case QAbstractSocket::SocketAccessError:
    case QAbstractSocket::SocketResourceError:
    case QAbstractSocket::AddressInUseError:
    case QAbstractSocket::SocketAddressNotAvailableError:
    case QAbstractSocket::UnsupportedSocketOperationError:
        return {Kind::NetworkUnreachable, detail};
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return {Kind::ProxyFailed, detail};
    case QAbstractSocket::RemoteHostClosedError:
    case QAbstractSocket::DatagramTooLargeError:
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::UnfinishedSocketOperationError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
    case QAbstractSocket::OperationError:
    case QAbstractSocket::TemporaryError:
    case QAbstractSocket::UnknownSocketError:
        return {Kind::RemoteClosed, detail};
    }
    return {Kind::RemoteClosed, detail};
}

HappyEyeballs::HappyEyeballs(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

HappyEyeballs::~HappyEyeballs()
{
    for (QTcpSocket *socket : std::as_const(m_running))
        socket->disconnect(this);
}

QList<QHostAddress> HappyEyeballs::interleaved(const QList<QHostAddress> &addresses)
{
    QList<QHostAddress> first, second;
    for (const QHostAddress &address : addresses)
        (address.protocol() == addresses.front().protocol() ? first : second).append(address);
    QList<QHostAddress> mixed;
    for (qsizetype i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            mixed.append(first[i]);
        if (i < second.size())
            mixed.append(second[i]);
    }
    return mixed;
}

void HappyEyeballs::start(const QList<QHostAddress> &addresses, quint16 port, Done done)
{
    m_left = interleaved(addresses);
    m_port = port;
    m_done = std::move(done);
    m_firstError = {TransportErrorKind::HostNotFound, u"no address"_s};
    startNext();
}

void HappyEyeballs::startThroughProxy(const QNetworkProxy &proxy, const QString &host, quint16 port, Done done)
{
    m_done = std::move(done);
    newSocket(proxy)->connectToHost(host, port);
}

QTcpSocket *HappyEyeballs::newSocket(const QNetworkProxy &proxy)
{
    auto *socket = new QTcpSocket(this);
    socket->setProxy(proxy);
    m_running.append(socket);
    // Queued: the winner leaves us, and its new owner may delete it at once; neither must happen inside the socket's own signal.
    connect(socket, &QTcpSocket::connected, this, [this, socket] { finish(socket); }, Qt::QueuedConnection);
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket](QAbstractSocket::SocketError error) { failed(socket, error); }, Qt::QueuedConnection);
    return socket;
}

void HappyEyeballs::startNext()
{
    ++m_round;
    if (m_left.isEmpty()) {
        if (m_running.isEmpty())
            QMetaObject::invokeMethod(this, [this] { finish(unexpected(m_firstError)); }, Qt::QueuedConnection);
        return;
    }
    const QHostAddress address = m_left.takeFirst();
    newSocket(QNetworkProxy(QNetworkProxy::NoProxy))->connectToHost(address, m_port);
    if (!m_left.isEmpty()) {
        m_clock.callAfter(kStagger, this, [this, round = m_round] {
            if (round == m_round)
                startNext();
        });
    }
}

void HappyEyeballs::failed(QTcpSocket *socket, QAbstractSocket::SocketError error)
{
    if (!m_running.removeOne(socket) || !m_done) // told late: the socket may be gone
        return;
    socket->disconnect(this);
    socket->deleteLater();
    if (!std::exchange(m_hasError, true))
        m_firstError = toTransportError(error, socket->errorString());
    startNext();
}

void HappyEyeballs::finish(Expected<QTcpSocket *, TransportError> result)
{
    if (!m_done)
        return;
    ++m_round;
    m_left.clear();
    if (result)
        m_running.removeOne(*result);
    for (QTcpSocket *socket : std::as_const(m_running)) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    m_running.clear();
    if (result) {
        (*result)->disconnect(this);
        (*result)->setParent(nullptr);
    }
    std::exchange(m_done, nullptr)(std::move(result)); // may delete us
}

} // namespace net
