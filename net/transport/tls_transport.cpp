// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/tls_transport.h"

#include "net/base/log.h"
#include "net/transport/happy_eyeballs.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QPointer>
#include <QTimer>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

using namespace Qt::StringLiterals;

namespace net {

namespace {
constexpr auto kClosePatience = std::chrono::seconds(5); // for a peer that does not read our last words, or does not answer them with its own end
constexpr int kMostToDrop = 256; // reads; who sends faster than they are done must not keep us
#ifdef Q_OS_WIN
constexpr int kOurHalf = SD_SEND;
#else
constexpr int kOurHalf = SHUT_WR;
#endif
}

TlsTransport::TlsTransport(QTcpSocket *socket, TlsEngine::Settings tls, QObject *parent)
    : Transport(parent)
    , m_socket(socket)
    , m_settings(std::move(tls))
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1); // a flight leaves when it is written
    m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1); // a dead connection is noticed even while nothing is said
    connect(m_socket, &QTcpSocket::readyRead, this, &TlsTransport::read);
    // Queued, so that closed() never comes from inside write() or close().
    connect(m_socket, &QTcpSocket::disconnected, this, &TlsTransport::socketGone, Qt::QueuedConnection);
    // What came in before we were listening, the end included.
    QMetaObject::invokeMethod(this, &TlsTransport::read, Qt::QueuedConnection);
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        QMetaObject::invokeMethod(this, &TlsTransport::socketGone, Qt::QueuedConnection);
}

TlsTransport::~TlsTransport()
{
    // We may be deleted from a slot of one of our own signals, and so from inside the socket: it has to live until that returns.
    m_socket->disconnect(this);
    if (m_state == State::Closing)
        dropWhatCame();
    m_socket->abort();
    m_socket->setParent(QCoreApplication::instance());
    m_socket->deleteLater();
}

void TlsTransport::startDirectTls(const EarlyFlight &early)
{
    handshake(TlsKind::Direct, early);
}

void TlsTransport::startTls()
{
    handshake(TlsKind::StartTls, {});
}

void TlsTransport::handshake(TlsKind kind, const EarlyFlight &early)
{
    if (m_state != State::Plain)
        return;
    m_state = State::Handshake;
    m_settings.peer.kind = kind;
    m_engine = std::make_unique<TlsEngine>(m_settings);
    if (!m_settings.context->isReady())
        m_settings.context->whenReady(this, [this] { read(); });
    apply(m_engine->start(early));
}

void TlsTransport::write(const QByteArray &bytes)
{
    switch (m_state) {
    case State::Plain:
        toWire(bytes);
        sendNow();
        break;
    case State::Handshake:
        m_waiting += bytes;
        break;
    case State::Secure:
        apply(m_engine->encrypt(bytes));
        break;
    case State::Closing:
    case State::Closed:
        break;
    }
}

void TlsTransport::toWire(const QByteArray &bytes)
{
    if (bytes.isEmpty() || m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_sent += quint64(bytes.size());
    m_out += bytes;
}

void TlsTransport::sendNow()
{
    if (m_holding || m_out.isEmpty())
        return;
    // What has come is read first: a connection that was reset behind the last words of the server fails with the first write, and those words would be gone with it.
    if (m_state == State::Secure && !m_reading && hasUnread())
        return; // read() comes here again
    m_socket->write(std::exchange(m_out, {}));
    m_socket->flush(); // not in the next turn of the event loop, which may have a window to paint first
    hurryAcknowledgements();
}

// A server that leaves Nagle's algorithm on (Prosody does) holds its answer back until the TLS ticket before it is acknowledged, and Linux would wait 40 ms to do so in
// the hope of something to send along. While a login is under way that is too long. The other systems have no such switch.
void TlsTransport::hurryAcknowledgements()
{
#ifdef Q_OS_LINUX
    if (m_quick == 0 || !isOurDescriptor())
        return;
    --m_quick;
    const int on = 1;
    ::setsockopt(int(m_socket->socketDescriptor()), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#endif
}

void TlsTransport::read()
{
    if (m_state == State::Closing || m_state == State::Closed) {
        dropWhatCame();
        return;
    }
    if (m_state == State::Handshake && !m_settings.context->isReady())
        return; // whom to trust is still being read; it calls us then
    const QByteArray bytes = m_socket->isOpen() ? m_socket->readAll() : QByteArray(); // it may have been lost meanwhile
    if (bytes.isEmpty())
        return;
    m_received += quint64(bytes.size());
    if (m_state == State::Plain)
        Q_EMIT received(bytes);
    else
        take(bytes);
}

void TlsTransport::take(const QByteArray &bytes)
{
    const QPointer<TlsTransport> self(this);
    m_reading = true;
    apply(m_engine->feed(bytes));
    if (self)
        m_reading = false;
}

void TlsTransport::apply(const TlsEngine::Step &step)
{
    toWire(step.toWire);
    const QPointer<TlsTransport> self(this);
    if (step.established) {
        m_state = State::Secure;
        if (!m_waiting.isEmpty())
            toWire(m_engine->encrypt(std::exchange(m_waiting, {})).toWire);
        m_holding = true; // whoever hears it says something at once: one segment with our Finished
        Q_EMIT encrypted();
        if (!self)
            return;
        m_holding = false;
    }
    sendNow();
    if (!step.plain.isEmpty() && m_state == State::Secure)
        Q_EMIT received(step.plain);
    if (!self)
        return;
    if (step.error)
        end(*step.error);
    else if (step.ended)
        end({TransportErrorKind::RemoteClosed, u"the server ended TLS"_s});
}

void TlsTransport::close()
{
    if (m_state == State::Closing || m_state == State::Closed)
        return;
    if (m_state == State::Secure)
        toWire(m_engine->closeNotify());
    m_holding = false;
    m_state = State::Closing;
    sendNow();
    connect(m_socket, &QTcpSocket::bytesWritten, this, &TlsTransport::closeOurHalf);
    closeOurHalf();
    QTimer::singleShot(kClosePatience, this, [this] {
        m_socket->abort();
        socketGone();
    });
}

// Once all is written. By halves: a socket that is closed with something unread in it, or that gets more, resets the connection, and on the other side the reset can overtake our last words.
void TlsTransport::closeOurHalf()
{
    if (m_state != State::Closing || m_socket->bytesToWrite() > 0)
        return;
    if (isOurDescriptor())
        ::shutdown(int(m_socket->socketDescriptor()), kOurHalf);
    else
        m_socket->disconnectFromHost();
}

// Also at the end of the process, which may come before the other side's: nothing unread stays behind.
void TlsTransport::dropWhatCame()
{
    if (m_socket->isOpen())
        m_socket->skip(m_socket->bytesAvailable());
    char octets[4096];
    for (int left = kMostToDrop; left > 0 && isOurDescriptor() && ::recv(int(m_socket->socketDescriptor()), octets, sizeof octets, 0) > 0; --left) { } // it never waits
}

bool TlsTransport::hasUnread() const
{
    char octet;
    return isOurDescriptor() && ::recv(int(m_socket->socketDescriptor()), &octet, 1, MSG_PEEK) > 0;
}

bool TlsTransport::isOurDescriptor() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState && m_socket->proxy().type() == QNetworkProxy::NoProxy; // behind a proxy it is not the socket's
}

void TlsTransport::socketGone()
{
    // The last octets may have come with the end.
    const QPointer<TlsTransport> self(this);
    read();
    if (!self)
        return;
    const QString detail = m_socket->errorString();
    switch (m_state) {
    case State::Closing:
        end({TransportErrorKind::RemoteClosed, u"closed by us"_s});
        break;
    case State::Handshake:
        end({TransportErrorKind::TlsFailed, u"closed during the handshake"_s});
        break;
    case State::Plain:
    case State::Secure:
        end(toTransportError(m_socket->error(), detail));
        break;
    case State::Closed:
        break;
    }
}

void TlsTransport::end(const TransportError &error)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    qCDebug(logTransport) << "closed:" << int(error.kind) << error.detail;
    if (m_socket->state() == QAbstractSocket::ConnectedState)
        m_socket->disconnectFromHost(); // lets an alert out
    Q_EMIT closed(error);
}

bool TlsTransport::isEncrypted() const
{
    return m_engine && m_engine->isEstablished();
}

TlsInfo TlsTransport::tls() const
{
    return isEncrypted() ? m_engine->info() : TlsInfo{};
}

std::optional<QByteArray> TlsTransport::channelBinding(ChannelBinding binding) const
{
    return m_engine ? m_engine->channelBinding(binding) : std::nullopt;
}

QString TlsTransport::peerAddress() const
{
    return m_socket->peerAddress().toString();
}

} // namespace net
