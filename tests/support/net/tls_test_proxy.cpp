// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/tls_test_proxy.h"

#include <QTcpSocket>

using namespace Qt::StringLiterals;

namespace test {

TestProxy::TestProxy(Kind kind, quint16 target, Mood mood)
    : m_kind(kind)
    , m_target(target)
    , m_mood(mood)
{
    connect(&m_server, &QTcpServer::newConnection, this, &TestProxy::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
}

void TestProxy::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(client, &QTcpSocket::readyRead, this, [this, client] { m_kind == Kind::Socks5 ? speakSocks(client) : speakHttp(client); });
    }
}

void TestProxy::speakSocks(QTcpSocket *client)
{
    const QByteArray said = client->peek(512);
    if (client->property("greeted").isNull()) {
        if (said.size() < 2 || said.size() < 2 + said[1])
            return;
        client->read(2 + said[1]);
        client->setProperty("greeted", true);
        client->write(QByteArray("\x05\x00", 2)); // no authentication
        return;
    }
    // 05 01 00 03 length name port
    if (said.size() < 5 || said.size() < 7 + said[4])
        return;
    const QByteArray request = client->read(7 + said[4]);
    const QByteArray name = request.mid(5, request[4]);
    const int port = (quint8(request[request.size() - 2]) << 8) | quint8(request[request.size() - 1]);
    m_asked << u"%1:%2"_s.arg(QString::fromUtf8(name)).arg(port);
    const bool byName = request[3] == 3;
    if (m_mood == Mood::Refuses || !byName) {
        client->write(QByteArray("\x05\x02\x00\x01\0\0\0\0\0\0", 10)); // not allowed by the rules
        client->disconnectFromHost();
        return;
    }
    join(client, QByteArray("\x05\x00\x00\x01\0\0\0\0\0\0", 10));
}

void TestProxy::speakHttp(QTcpSocket *client)
{
    const QByteArray said = client->peek(4096);
    const qsizetype end = said.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    client->read(end + 4);
    const QByteArrayList words = said.left(said.indexOf("\r\n")).split(' ');
    m_asked << QString::fromLatin1(words.value(1));
    if (m_mood == Mood::Refuses || words.value(0) != "CONNECT") {
        client->write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
        client->disconnectFromHost();
        return;
    }
    join(client, "HTTP/1.1 200 Connection established\r\n\r\n");
}

void TestProxy::join(QTcpSocket *client, const QByteArray &welcome)
{
    client->disconnect(this);
    auto *server = new QTcpSocket(client);
    connect(server, &QTcpSocket::connected, client, [client, welcome] { client->write(welcome); });
    connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
    connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    connect(client, &QTcpSocket::readyRead, server, [client, server] { server->write(client->readAll()); });
    connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
    server->connectToHost(QHostAddress::LocalHost, m_target);
}

} // namespace test
