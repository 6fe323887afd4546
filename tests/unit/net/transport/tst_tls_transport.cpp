// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/channel_binding.h"
#include "tests/support/net/tls_server.h"
#include "tests/unit/net/transport/tls_client.h"

#include <openssl/crypto.h>

#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace net;
using test::Authority;
using test::TlsPeer;
using test::kPatience;
using test::TlsServer;
using Client = test::TlsClient;

class TlsTransportTest : public QObject, private test::TlsWorld
{
    Q_OBJECT
private Q_SLOTS:
    void speaksBothWays_data();
    void speaksBothWays();
    void bindings();
    void exporterNeedsTheExtendedMasterSecret();
    void serverEndPointFollowsTheSignature();
    void startTls();
    void writesDuringTheHandshakeAreKept();
    void oneWriteIsOneFlight();
    void largeFlights();
    void resumes_data();
    void resumes();
    void ticketsThatAreNeverTakenBack();
    void sessionsAreVerifiedAnew();
    void rootsThatAreStillBeingRead();
    void ticketsAreForOneServerOnly();
    void refusesCertificates_data();
    void refusesCertificates();
    void addressInTheCertificate();
    void startTlsSaysNoAlpn();
    void plainServer();
};

void TlsTransportTest::speaksBothWays_data()
{
    QTest::addColumn<int>("versions");
    QTest::addColumn<QString>("version");
    QTest::newRow("TLS 1.2") << int(TlsServer::Versions::Tls12) << u"TLSv1.2"_s;
    QTest::newRow("TLS 1.3") << int(TlsServer::Versions::Tls13) << u"TLSv1.3"_s;
    QTest::newRow("best of both") << int(TlsServer::Versions::Both) << u"TLSv1.3"_s;
}

void TlsTransportTest::speaksBothWays()
{
    QFETCH(int, versions);
    TlsServer server(settings(TlsServer::Versions(versions)));
    server.onReceived = [](TlsPeer &peer, const QByteArray &bytes) { peer.write("you said " + bytes); };
    Client client(server.port(), m_authority.caFile());
    QVERIFY(!client.transport->isEncrypted());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    QVERIFY(client.transport->isEncrypted());
    client.transport->write("hello"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.received, "you said hello"_ba, kPatience);

    const TlsInfo info = client.transport->tls();
    QCOMPARE(info.kind, TlsKind::Direct);
    QTEST(info.version, "version");
    QVERIFY(!info.cipher.isEmpty());
    QCOMPARE(info.alpn, u"xmpp-client"_s);
    QVERIFY(!info.resumed);
    QCOMPARE(server.peer()->serverName(), "localhost"_ba);
    QCOMPARE(server.peer()->alpn(), "xmpp-client"_ba);
    QVERIFY(client.transport->bytesSent() > 300); // a ClientHello is in it, not only "hello"
    QVERIFY(client.transport->bytesReceived() > 500);
    QVERIFY(client.closed.empty());
}

void TlsTransportTest::bindings()
{
    {
        TlsServer server(settings(TlsServer::Versions::Tls13));
        Client client(server.port(), m_authority.caFile());
        QVERIFY(!client.transport->channelBinding(ChannelBinding::TlsExporter)); // not before there is TLS
        client.transport->startDirectTls();
        QTRY_VERIFY_WITH_TIMEOUT(client.encrypted && server.peer()->isEncrypted(), kPatience);
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsExporter), server.peer()->exporter());
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsExporter)->size(), 32);
        QVERIFY(!client.transport->channelBinding(ChannelBinding::TlsUnique));
        QCOMPARE(sasl::availableBindings(*client.transport), (std::vector{ChannelBinding::TlsExporter, ChannelBinding::TlsServerEndPoint}));
    }
    {
        TlsServer server(settings(TlsServer::Versions::Tls12));
        Client client(server.port(), m_authority.caFile());
        client.transport->startDirectTls();
        QTRY_VERIFY_WITH_TIMEOUT(client.encrypted && server.peer()->isEncrypted(), kPatience);
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsExporter), server.peer()->exporter());
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsUnique), server.peer()->tlsUnique());
    }
}

void TlsTransportTest::exporterNeedsTheExtendedMasterSecret()
{
    auto wanted = settings(TlsServer::Versions::Tls12);
    wanted.extendedMasterSecret = false;
    TlsServer server(wanted);
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_VERIFY_WITH_TIMEOUT(client.encrypted && server.peer()->isEncrypted(), kPatience);
    QVERIFY(!client.transport->channelBinding(ChannelBinding::TlsExporter));
    QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsUnique), server.peer()->tlsUnique());
}

void TlsTransportTest::serverEndPointFollowsTheSignature() // RFC 5929 §4.1
{
    for (const bool longer : {false, true}) {
        Authority::Wish wish;
        wish.signature = longer ? Authority::Signature::EcdsaSha384 : Authority::Signature::EcdsaSha256;
        auto wanted = settings();
        wanted.certificate = m_authority.issue(wish);
        TlsServer server(wanted);
        Client client(server.port(), m_authority.caFile());
        client.transport->startDirectTls();
        QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
        const auto binding = client.transport->channelBinding(ChannelBinding::TlsServerEndPoint);
        QVERIFY(binding);
        QCOMPARE(binding->size(), longer ? 48 : 32);
        if (!longer)
            QCOMPARE(*binding, crypto::sha256(wanted.certificate->der()));
    }
}

void TlsTransportTest::startTls()
{
    TlsServer server(settings(TlsServer::Versions::Both, TlsServer::Mode::Plain));
    server.onReceived = [](TlsPeer &peer, const QByteArray &bytes) {
        if (bytes == "<starttls/>") {
            peer.write("<proceed/>"_ba);
            peer.startTls();
        } else {
            peer.write("secret"_ba);
        }
    };
    Client client(server.port(), m_authority.caFile());
    client.transport->write("<starttls/>"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.received, "<proceed/>"_ba, kPatience);
    client.transport->startTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    client.transport->write("now"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.received, "<proceed/>secret"_ba, kPatience);
    QCOMPARE(client.transport->tls().kind, TlsKind::StartTls);
}

void TlsTransportTest::writesDuringTheHandshakeAreKept()
{
    TlsServer server(settings());
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    client.transport->write("early "_ba);
    client.transport->write("bird"_ba);
    QTRY_VERIFY_WITH_TIMEOUT(server.peer() && server.peer()->seen() == "early bird"_ba, kPatience);
}

void TlsTransportTest::oneWriteIsOneFlight()
{
    TlsServer server(settings());
    QList<QByteArray> flights;
    server.onReceived = [&](TlsPeer &, const QByteArray &bytes) { flights << bytes; };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    const quint64 before = client.transport->bytesSent();
    client.transport->write(QByteArray(1000, 'x'));
    QVERIFY(client.transport->bytesSent() - before < 1100); // one record, written at once
    QTRY_COMPARE_WITH_TIMEOUT(flights, QList<QByteArray>{QByteArray(1000, 'x')}, kPatience);
}

void TlsTransportTest::largeFlights()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &bytes) { peer.write(bytes); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    QByteArray large;
    for (int i = 0; large.size() < 5'000'000; ++i)
        large += QByteArray::number(i);
    client.transport->write(large); // more than any socket buffer
    QTRY_COMPARE_WITH_TIMEOUT(client.received.size(), large.size(), 30000);
    QVERIFY(client.received == large);
}

void TlsTransportTest::resumes_data()
{
    QTest::addColumn<int>("versions");
    QTest::newRow("TLS 1.2") << int(TlsServer::Versions::Tls12);
    QTest::newRow("TLS 1.3") << int(TlsServer::Versions::Tls13);
}

void TlsTransportTest::resumes()
{
    QFETCH(int, versions);
    TlsServer server(settings(TlsServer::Versions(versions)));
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.write("here"_ba); };
    MemoryTickets tickets;
    quint64 received[4] = {};
    for (int round = 0; round < 4; ++round) { // again and again, not only once
        Client client(server.port(), m_authority.caFile(), "localhost"_ba, &tickets);
        client.transport->startDirectTls();
        client.transport->write("?"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(client.received, "here"_ba, kPatience); // by now the tickets of TLS 1.3 are in
        QCOMPARE(client.transport->tls().resumed, round > 0);
        QCOMPARE(server.peer()->isResumed(), round > 0);
        received[round] = client.transport->bytesReceived();
        // All bindings hold on a resumed connection as well.
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsExporter), server.peer()->exporter());
        QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsServerEndPoint).has_value(), true);
        if (TlsServer::Versions(versions) == TlsServer::Versions::Tls12)
            QCOMPARE(client.transport->channelBinding(ChannelBinding::TlsUnique), server.peer()->tlsUnique());
    }
    QVERIFY(received[1] + 300 < received[0]); // no certificate was sent
}

void TlsTransportTest::ticketsThatAreNeverTakenBack()
{
    // As stock Prosody and ejabberd: TLS 1.3 hands tickets out, but the server keeps nothing that they name.
    auto wanted = settings(TlsServer::Versions::Tls13);
    wanted.forgetful = true;
    TlsServer server(wanted);
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.write("here"_ba); };
    MemoryTickets tickets;
    for (int round = 0; round < 3; ++round) {
        Client client(server.port(), m_authority.caFile(), "localhost"_ba, &tickets);
        client.transport->startDirectTls();
        client.transport->write("?"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(client.received, "here"_ba, kPatience);
        QVERIFY(!client.transport->tls().resumed);
        QCOMPARE(client.transport->offeredSession(), round > 0);
        QCOMPARE(server.connections(), round + 1);
    }
}

void TlsTransportTest::sessionsAreVerifiedAnew()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.write("here"_ba); };
    const TicketKey key{"localhost"_ba, TlsKind::Direct, m_authority.caFile()};
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const bool old : {false, true}) {
        MemoryTickets tickets;
        for (int round = 0; round < 3; ++round) {
            Client client(server.port(), m_authority.caFile(), "localhost"_ba, &tickets);
            client.transport->startDirectTls();
            client.transport->write("?"_ba);
            QTRY_COMPARE_WITH_TIMEOUT(client.received, "here"_ba, kPatience);
            QCOMPARE(client.transport->tls().resumed, round == 1 || (round == 2 && !old));
            if (!old || round != 1)
                continue;
            // What a resumed connection brought, as it would be a week after the certificate was looked at.
            auto ticket = tickets.take(key, now);
            QVERIFY(ticket);
            while (tickets.take(key, now)) { }
            const qint64 verified = qFromBigEndian<qint64>(ticket->constData());
            QVERIFY(qAbs(verified - now.toSecsSinceEpoch()) < 60);
            qToBigEndian(verified - 8 * 24 * 3600, ticket->data());
            tickets.put(key, *ticket, now.addSecs(1000));
        }
    }
}

void TlsTransportTest::rootsThatAreStillBeingRead()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &bytes) { peer.write(bytes); };
    qputenv("SSL_CERT_FILE", QFile::encodeName(m_authority.caFile())); // OpenSSL's own word for the system's roots
    TlsContexts contexts;
    const auto context = contexts.context({});
    QVERIFY(context && !(*context)->isReady());
    QCOMPARE(*contexts.context({}), *context); // once for all
    auto *socket = new QTcpSocket;
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    QVERIFY(socket->waitForConnected(kPatience));
    TlsTransport transport(socket, {*context, {"localhost"_ba, TlsKind::Direct, {}}, nullptr});
    QSignalSpy encrypted(&transport, &Transport::encrypted);
    transport.startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(encrypted.size(), 1, kPatience);
    QVERIFY((*context)->isReady());
    qunsetenv("SSL_CERT_FILE");
}

void TlsTransportTest::ticketsAreForOneServerOnly()
{
    MemoryTickets tickets;
    const QDateTime now = QDateTime::currentDateTimeUtc(), later = now.addSecs(100);
    const TicketKey key{"a.example"_ba, TlsKind::Direct, {}};
    tickets.put(key, "one"_ba, later);
    tickets.put(key, "two"_ba, later);
    tickets.put(key, "stale"_ba, now.addSecs(-1));
    QVERIFY(!tickets.take({"b.example"_ba, TlsKind::Direct, {}}, now));
    QVERIFY(!tickets.take({"a.example"_ba, TlsKind::StartTls, {}}, now));
    QVERIFY(!tickets.take({"a.example"_ba, TlsKind::Direct, u"ca.pem"_s}, now));
    QCOMPARE(tickets.take(key, now), "two"_ba); // the newest, and only once
    QCOMPARE(tickets.take(key, now), "one"_ba);
    QVERIFY(!tickets.take(key, now));
    for (int i = 0; i < 100; ++i)
        tickets.put(key, QByteArray::number(i), later);
    int kept = 0;
    while (tickets.take(key, now))
        ++kept;
    QCOMPARE(kept, 4);
}

void TlsTransportTest::refusesCertificates_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("kind");
    QTest::newRow("expired") << u"expired"_s << int(TransportErrorKind::CertificateExpired);
    QTest::newRow("not yet valid") << u"future"_s << int(TransportErrorKind::CertificateExpired);
    QTest::newRow("other host") << u"host"_s << int(TransportErrorKind::CertificateWrongHost);
    QTest::newRow("partial wildcard") << u"wildcard"_s << int(TransportErrorKind::CertificateWrongHost);
    QTest::newRow("unknown authority") << u"authority"_s << int(TransportErrorKind::CertificateUntrusted);
    // Ruled out by the handshake, from OpenSSL 3.5 on by the check of the certificate.
    const bool isRuledOutLater = OpenSSL_version_num() >= 0x30500000UL;
    QTest::newRow("weak signature") << u"sha1"_s << int(isRuledOutLater ? TransportErrorKind::CertificateUntrusted : TransportErrorKind::TlsFailed);
    QTest::newRow("revoked") << u"revoked"_s << int(TransportErrorKind::CertificateRevoked);
    QTest::newRow("system's roots do not know it") << u"system"_s << int(TransportErrorKind::CertificateUntrusted);
}

void TlsTransportTest::refusesCertificates()
{
    QFETCH(QString, fault);
    QFETCH(int, kind);
    Authority stranger("Stranger"_ba);
    Authority::Wish wish;
    if (fault == u"expired") {
        wish.validFromDays = -30;
        wish.validToDays = -1;
    } else if (fault == u"future") {
        wish.validFromDays = 1;
    } else if (fault == u"host") {
        wish.names = {"other.example"_ba};
    } else if (fault == u"wildcard") {
        wish.names = {"loc*"_ba};
    } else if (fault == u"sha1") {
        wish.signature = Authority::Signature::EcdsaSha1;
    }
    auto wanted = settings();
    wanted.certificate = fault == u"authority" ? stranger.issue(wish) : m_authority.issue(wish);
    const QString caFile = fault == u"system" ? QString() : fault == u"revoked" ? m_authority.caFileRevoking(*wanted.certificate) : m_authority.caFile();

    TlsServer server(wanted);
    MemoryTickets tickets;
    Client client(server.port(), caFile, "localhost"_ba, &tickets);
    client.transport->startDirectTls();
    client.transport->write("password"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(int(client.closed[0].kind), kind);
    QVERIFY(!client.closed[0].detail.isEmpty());
    QCOMPARE(client.encrypted, 0);
    QVERIFY(!client.transport->isEncrypted());
    QVERIFY(!client.transport->channelBinding(ChannelBinding::TlsServerEndPoint));
    QVERIFY(server.peer() && server.peer()->seen().isEmpty());
    QVERIFY(!tickets.take({"localhost"_ba, TlsKind::Direct, caFile}, QDateTime::currentDateTimeUtc()));
}

void TlsTransportTest::addressInTheCertificate()
{
    auto wanted = settings();
    Authority::Wish wish;
    wish.names = {"127.0.0.1"_ba, "::1"_ba};
    wanted.certificate = m_authority.issue(wish);
    TlsServer server(wanted);
    for (const QByteArray &domain : {"127.0.0.1"_ba, "[::1]"_ba}) {
        Client client(server.port(), m_authority.caFile(), domain);
        client.transport->startDirectTls();
        QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(server.peer()->isEncrypted(), kPatience);
        QCOMPARE(server.peer()->serverName(), QByteArray()); // RFC 6066 §3: no literal addresses
    }
    Client wrong(server.port(), m_authority.caFile(), "127.0.0.2"_ba);
    wrong.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(wrong.closed.size(), 1U, kPatience);
    QCOMPARE(wrong.closed[0].kind, TransportErrorKind::CertificateWrongHost);
}

void TlsTransportTest::startTlsSaysNoAlpn()
{
    auto wanted = settings(TlsServer::Versions::Both, TlsServer::Mode::Plain);
    TlsServer server(wanted);
    server.onReceived = [](TlsPeer &peer, const QByteArray &) {
        peer.write("ok"_ba);
        peer.startTls();
    };
    Client client(server.port(), m_authority.caFile());
    client.transport->write("go"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.received, "ok"_ba, kPatience);
    client.transport->startTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.encrypted, 1, kPatience);
    QCOMPARE(client.transport->tls().alpn, QString());
}

void TlsTransportTest::plainServer()
{
    TlsServer server(settings(TlsServer::Versions::Both, TlsServer::Mode::Plain));
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.write("HTTP/1.1 400 Bad Request\r\n\r\n"_ba); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::TlsFailed);
}

QTEST_GUILESS_MAIN(TlsTransportTest)
#include "tst_tls_transport.moc"
