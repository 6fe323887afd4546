// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/tcp_link_pipe.h"

#include <QCoreApplication>
#include <QPointer>

namespace net {

namespace {
constexpr qint64 kReadBuffer = 256 * 1024; // what is not read stays in the kernel, and then with the peer
}

TcpLinkPipe::TcpLinkPipe(QTcpSocket *socket, QObject *parent)
    : LinkPipe(parent)
    , m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kReadBuffer);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &TcpLinkPipe::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &TcpLinkPipe::sent);
    // Queued, so that closed() never comes from inside a call.
    connect(m_socket, &QTcpSocket::disconnected, this, &TcpLinkPipe::gone, Qt::QueuedConnection);
    QMetaObject::invokeMethod(this, &TcpLinkPipe::read, Qt::QueuedConnection); // what came in before we were listening
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        QMetaObject::invokeMethod(this, &TcpLinkPipe::gone, Qt::QueuedConnection);
}

TcpLinkPipe::~TcpLinkPipe()
{
    // We may be deleted from inside one of the socket's signals: it has to live until that returns.
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->setParent(QCoreApplication::instance());
    m_socket->deleteLater();
}

void TcpLinkPipe::write(const QByteArray &octets)
{
    if (!octets.isEmpty() && m_socket->state() == QAbstractSocket::ConnectedState)
        m_socket->write(octets);
}

void TcpLinkPipe::setReading(bool reading)
{
    if (std::exchange(m_reading, reading) == reading || !reading)
        return;
    QMetaObject::invokeMethod(this, m_gone ? &TcpLinkPipe::gone : &TcpLinkPipe::read, Qt::QueuedConnection);
}

void TcpLinkPipe::close()
{
    m_socket->disconnectFromHost(); // once all is written
}

void TcpLinkPipe::read()
{
    const QPointer<TcpLinkPipe> self(this);
    while (self && m_reading && m_socket->bytesAvailable() > 0)
        Q_EMIT received(m_socket->readAll());
}

void TcpLinkPipe::gone()
{
    m_gone = true;
    const QPointer<TcpLinkPipe> self(this);
    read(); // the last octets may have come with the end
    if (!self || !m_reading || std::exchange(m_told, true))
        return;
    Q_EMIT closed();
}

} // namespace net
