// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/tcp_recorder.h"

#include <QTcpSocket>

namespace test {

TcpRecorder::TcpRecorder(quint16 serverPort)
{
    if (!m_listener.listen(QHostAddress::LocalHost))
        qFatal("cannot listen: %s", qPrintable(m_listener.errorString()));
    QObject::connect(&m_listener, &QTcpServer::newConnection, &m_listener, [this, serverPort] {
        QTcpSocket *client = m_listener.nextPendingConnection();
        auto *server = new QTcpSocket(client);
        client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        const qsizetype index = m_connections.size();
        m_connections.append(Connection());
        QObject::connect(client, &QTcpSocket::readyRead, server, [this, client, server, index] {
            const QByteArray bytes = client->readAll();
            m_connections[index].said << bytes;
            server->write(bytes);
        });
        QObject::connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
        QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        QObject::connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), serverPort);
    });
}

} // namespace test
