// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/tls_server.h"
#include "tests/unit/net/transport/tls_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using test::Authority;
using test::kPatience;
using test::TlsPeer;
using test::TlsServer;
using Client = test::TlsClient;

/// How a connection ends.
class TlsEndingTest : public QObject, private test::TlsWorld
{
    Q_OBJECT
private Q_SLOTS:
    void endsDuringTheHandshake();
    void closesOnce();
    void lastWordsAreNotOvertaken_data();
    void lastWordsAreNotOvertaken();
    void serverSaysGoodbye();
    void serverResetsBehindItsGoodbye();
    void serverVanishes();
    void damagedRecord();
    void deletedInItsOwnSignals_data();
    void deletedInItsOwnSignals();
    void whatCameBeforeWeListened();
};

void TlsEndingTest::endsDuringTheHandshake()
{
    TlsServer server(settings(TlsServer::Versions::Both, TlsServer::Mode::Plain));
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.close(); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::TlsFailed);
}

void TlsEndingTest::closesOnce()
{
    TlsServer server(settings());
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_VERIFY_WITH_TIMEOUT(client.encrypted && server.peer()->isEncrypted(), kPatience);
    QSignalSpy gone(server.peer(), &TlsPeer::gone);
    client.transport->write("last words"_ba);
    client.transport->close();
    QVERIFY(client.closed.empty()); // never from inside close()
    client.transport->close();
    client.transport->write("too late"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(gone.size(), 1, kPatience);
    QCOMPARE(server.peer()->seen(), "last words"_ba);
    client.transport->close();
    QCoreApplication::processEvents();
    QCOMPARE(client.closed.size(), 1U);
}

void TlsEndingTest::lastWordsAreNotOvertaken_data()
{
    QTest::addColumn<bool>("dies");
    QTest::newRow("in peace") << false;
    QTest::newRow("at the end of the process") << true;
}

void TlsEndingTest::lastWordsAreNotOvertaken()
{
    QFETCH(bool, dies);
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    QVERIFY(::bind(listener, reinterpret_cast<sockaddr *>(&address), length) == 0 && ::listen(listener, 1) == 0);
    QVERIFY(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) == 0);
    Client client(ntohs(address.sin_port), m_authority.caFile());
    const int peer = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    const QByteArray news(100'000, 'n');
    QCOMPARE(::send(peer, news.constData(), size_t(news.size()), MSG_DONTWAIT), news.size());
    QTest::qSleep(50); // it lies there, unread
    client.transport->write("last words"_ba);
    client.transport->close();
    if (dies)
        client.transport.reset();
    else
        QCOMPARE(::send(peer, "more", 4, MSG_NOSIGNAL), 4);
    QTest::qWait(50);
    QByteArray heard(100, '\0');
    QCOMPARE(::recv(peer, heard.data(), size_t(heard.size()), MSG_DONTWAIT), 10);
    QCOMPARE(heard.left(10), "last words"_ba);
    errno = 0;
    const auto end = ::recv(peer, heard.data(), size_t(heard.size()), MSG_DONTWAIT);
    QVERIFY2(end == 0, qPrintable(qt_error_string(errno))); // and no reset
    ::close(peer);
    if (!dies)
        QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
}

void TlsEndingTest::serverSaysGoodbye()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) {
        peer.write("</stream:stream>"_ba);
        peer.close();
    };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    client.transport->write("?"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::RemoteClosed);
    QCOMPARE(client.received, "</stream:stream>"_ba); // not lost with the end
}

void TlsEndingTest::serverResetsBehindItsGoodbye()
{
    TlsServer server(settings());
    Client *client = nullptr;
    server.onReceived = [&client](TlsPeer &peer, const QByteArray &) {
        peer.write("</stream:stream>"_ba);
        peer.reset();
        client->transport->write("too late"_ba); // nobody has read yet what came
        client->transport->write("even later"_ba);
    };
    Client it(server.port(), m_authority.caFile());
    client = &it;
    it.transport->startDirectTls();
    it.transport->write("?"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(it.closed.size(), 1U, kPatience);
    QCOMPARE(it.received, "</stream:stream>"_ba);
}

void TlsEndingTest::serverVanishes()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.cut(); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    client.transport->write("?"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::RemoteClosed);
}

void TlsEndingTest::damagedRecord()
{
    QTcpServer middle; // passes everything on, then adds a record of rubbish
    QVERIFY(middle.listen(QHostAddress::LocalHost));
    TlsServer server(settings());
    QTcpSocket *left = nullptr;
    QTcpSocket right;
    connect(&middle, &QTcpServer::newConnection, &middle, [&] {
        left = middle.nextPendingConnection();
        right.connectToHost(QHostAddress::LocalHost, server.port());
        connect(left, &QTcpSocket::readyRead, &right, [&] { right.write(left->readAll()); });
        connect(&right, &QTcpSocket::readyRead, left, [&] { left->write(right.readAll()); });
        connect(&right, &QTcpSocket::connected, left, [&] { right.write(left->readAll()); });
    });
    Client client(middle.serverPort(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    left->write(QByteArray("\x17\x03\x03\x00\x20", 5) + QByteArray(32, '\x55'));
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::TlsFailed);
    QCOMPARE(client.received, QByteArray());
}

void TlsEndingTest::deletedInItsOwnSignals_data()
{
    QTest::addColumn<QString>("signal");
    QTest::newRow("encrypted") << u"encrypted"_s;
    QTest::newRow("received") << u"received"_s;
    QTest::newRow("closed") << u"closed"_s;
}

void TlsEndingTest::deletedInItsOwnSignals()
{
    QFETCH(QString, signal);
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) {
        peer.write("bye"_ba);
        peer.close();
    };
    Client client(server.port(), m_authority.caFile());
    const QPointer<TlsTransport> alive(client.transport.get());
    const auto die = [&client] { client.transport.reset(); };
    if (signal == u"encrypted")
        connect(client.transport.get(), &Transport::encrypted, this, die);
    else if (signal == u"received")
        connect(client.transport.get(), &Transport::received, this, die);
    else
        connect(client.transport.get(), &Transport::closed, this, die);
    client.transport->startDirectTls();
    client.transport->write("?"_ba);
    QTRY_VERIFY_WITH_TIMEOUT(!alive, kPatience);
    QCoreApplication::processEvents();
}

void TlsEndingTest::whatCameBeforeWeListened()
{
    TlsServer server(settings(TlsServer::Versions::Both, TlsServer::Mode::Plain));
    server.onConnected = [](TlsPeer &peer) {
        peer.write("greeting"_ba);
        peer.close();
    };
    auto *socket = new QTcpSocket;
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    QTRY_COMPARE_WITH_TIMEOUT(socket->state(), QAbstractSocket::UnconnectedState, kPatience); // came and went
    const auto context = TlsContext::create(m_authority.caFile());
    TlsTransport transport(socket, {*context, {"localhost"_ba, TlsKind::Direct, {}}, nullptr});
    QSignalSpy received(&transport, &Transport::received), closed(&transport, &Transport::closed);
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, kPatience);
    QCOMPARE(received.size(), 1);
    QCOMPARE(received[0][0].toByteArray(), "greeting"_ba);
}

QTEST_GUILESS_MAIN(TlsEndingTest)
#include "tst_tls_ending.moc"
