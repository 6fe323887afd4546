// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/channel_binding.h"
#include "net/transport/tls_transport.h"
#include "tests/support/net/tls_server.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QNetworkProxy>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace net;
using test::Authority;
using test::TlsPeer;
using test::TlsServer;

namespace {

constexpr int kPatience = 10000;

// A transport connected to a server of this process, and what it has signalled.
struct Client {
    std::unique_ptr<TlsTransport> transport;
    QByteArray received;
    int encrypted = 0;
    std::vector<TransportError> closed;

    Client(quint16 port, const QString &caFile, const QByteArray &domain = "localhost"_ba, TicketStore *tickets = nullptr)
    {
        auto *socket = new QTcpSocket;
        socket->setProxy(QNetworkProxy::NoProxy); // as the dialer does
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!socket->waitForConnected(kPatience))
            qFatal("loopback does not connect");
        const auto context = TlsContext::create(caFile);
        if (!context)
            qFatal("%s", qPrintable(context.error().detail));
        transport = std::make_unique<TlsTransport>(socket, TlsEngine::Settings{*context, {domain, TlsKind::Direct, caFile}, tickets});
        QObject::connect(transport.get(), &Transport::encrypted, transport.get(), [this] { ++encrypted; });
        QObject::connect(transport.get(), &Transport::received, transport.get(), [this](const QByteArray &bytes) { received += bytes; });
        QObject::connect(transport.get(), &Transport::closed, transport.get(), [this](const TransportError &error) { closed.push_back(error); });
    }
};

} // namespace

class TlsTransportTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    Authority m_authority;

    TlsServer::Settings settings(TlsServer::Versions versions = TlsServer::Versions::Both, TlsServer::Mode mode = TlsServer::Mode::DirectTls)
    {
        TlsServer::Settings settings;
        settings.certificate = m_authority.issue();
        settings.versions = versions;
        settings.mode = mode;
        return settings;
    }

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
    void endsDuringTheHandshake();
    void closesOnce();
    void lastWordsAreNotOvertaken_data();
    void lastWordsAreNotOvertaken();
    void serverSaysGoodbye();
    void serverVanishes();
    void damagedRecord();
    void deletedInItsOwnSignals_data();
    void deletedInItsOwnSignals();
    void whatCameBeforeWeListened();
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

void TlsTransportTest::endsDuringTheHandshake()
{
    TlsServer server(settings(TlsServer::Versions::Both, TlsServer::Mode::Plain));
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.close(); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::TlsFailed);
}

void TlsTransportTest::closesOnce()
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

void TlsTransportTest::lastWordsAreNotOvertaken_data()
{
    QTest::addColumn<bool>("dies");
    QTest::newRow("in peace") << false;
    QTest::newRow("at the end of the process") << true;
}

void TlsTransportTest::lastWordsAreNotOvertaken()
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

void TlsTransportTest::serverSaysGoodbye()
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

void TlsTransportTest::serverVanishes()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.cut(); };
    Client client(server.port(), m_authority.caFile());
    client.transport->startDirectTls();
    client.transport->write("?"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(client.closed.size(), 1U, kPatience);
    QCOMPARE(client.closed[0].kind, TransportErrorKind::RemoteClosed);
}

void TlsTransportTest::damagedRecord()
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

void TlsTransportTest::deletedInItsOwnSignals_data()
{
    QTest::addColumn<QString>("signal");
    QTest::newRow("encrypted") << u"encrypted"_s;
    QTest::newRow("received") << u"received"_s;
    QTest::newRow("closed") << u"closed"_s;
}

void TlsTransportTest::deletedInItsOwnSignals()
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

void TlsTransportTest::whatCameBeforeWeListened()
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

QTEST_GUILESS_MAIN(TlsTransportTest)
#include "tst_tls_transport.moc"
