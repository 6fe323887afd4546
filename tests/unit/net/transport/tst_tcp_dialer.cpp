// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/endpoint_lookup.h"
#include "net/transport/tcp_dialer.h"
#include "net/transport/ticket_store.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_ids.h"
#include "tests/support/net/tls_server.h"
#include "tests/support/net/tls_test_proxy.h"

#include <QSignalSpy>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace net;
using namespace std::chrono_literals;
using test::Authority;
using test::TestProxy;
using test::TlsPeer;
using test::TlsServer;

namespace {

constexpr int kPatience = 10000;

class TableResolver final : public Resolver
{
public:
    std::map<QString, std::vector<SrvRecord>> records;
    std::map<QString, QList<QHostAddress>> hosts;
    QStringList asked;

    void srv(const QString &name, QObject *context, std::function<void(std::vector<SrvRecord>)> done) override
    {
        asked << name;
        QMetaObject::invokeMethod(context, [done, answer = records[name]] { done(answer); }, Qt::QueuedConnection);
    }
    void addresses(const QString &host, QObject *context, std::function<void(QList<QHostAddress>)> done) override
    {
        asked << host;
        QMetaObject::invokeMethod(context, [done, answer = hosts[host]] { done(answer); }, Qt::QueuedConnection);
    }
};

const QString kDirect = u"_xmpps-client._tcp.example.org"_s, kStart = u"_xmpp-client._tcp.example.org"_s;
const QHostAddress kLoopback(QHostAddress::LocalHost);

} // namespace

class TcpDialerTest : public QObject
{
    Q_OBJECT
private:
    Authority m_authority;
    SystemClock m_clock;
    FakeIds m_ids;

    TlsServer::Settings settings(TlsServer::Mode mode = TlsServer::Mode::DirectTls)
    {
        TlsServer::Settings settings;
        Authority::Wish wish;
        wish.names = {"example.org"_ba};
        settings.certificate = m_authority.issue(wish);
        settings.mode = mode;
        return settings;
    }
    DialRequest request(const QString &host = {}, quint16 port = 0) const
    {
        DialRequest request;
        request.domain = "example.org"_ba;
        request.fixedHost = host;
        request.fixedPort = port;
        request.caFile = m_authority.caFile();
        return request;
    }
    Expected<Dialed, TransportError> dial(Dialer &dialer, const DialRequest &request)
    {
        std::optional<Expected<Dialed, TransportError>> outcome;
        dialer.dial(request, [&outcome](Expected<Dialed, TransportError> result) { outcome.emplace(std::move(result)); });
        if (outcome)
            qFatal("called back from inside dial()");
        if (!QTest::qWaitFor([&outcome] { return outcome.has_value(); }, kPatience))
            qFatal("no callback");
        return std::move(*outcome);
    }

private Q_SLOTS:
    void fixedHost();
    void bySrvRecords();
    void fallsBackFromDirectToStartTls();
    void badCertificateOnOneEndpoint();
    void tellsTheMostTellingFailure();
    void serviceRefused();
    void unknownHost();
    void refused();
    void silentServerTimesOut();
    void silentEndpointDoesNotEatTheWholeTime();
    void caFileMissing_data();
    void caFileMissing();
    void cancelled();
    void dialsAgainFromTheCallback();
    void resumesTls();
    void proxies_data();
    void proxies();
    void proxyRefuses_data();
    void proxyRefuses();
    void proxyIsDown();
    void adviceForEveryKind();
};

void TcpDialerTest::fixedHost()
{
    TlsServer server(settings());
    TableResolver resolver;
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request(u"127.0.0.1"_s, server.port()));
    QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
    QVERIFY(dialed->transport->isEncrypted());
    const DialReport &report = dialed->report;
    QVERIFY(report.started <= report.resolved && report.resolved <= report.connected && report.connected < report.secured);
    QCOMPARE(report.address, u"127.0.0.1"_s);
    QCOMPARE(report.port, server.port());
    QCOMPARE(report.tls.kind, TlsKind::Direct);
    QCOMPARE(report.tls.version, u"TLSv1.3"_s);
    QVERIFY(resolver.asked.isEmpty());
    QCOMPARE(server.peer()->serverName(), "example.org"_ba); // the domain, not the host
}

void TcpDialerTest::bySrvRecords()
{
    TlsServer server(settings());
    TableResolver resolver;
    resolver.records[kDirect] = {{u"tls.example.net"_s, server.port(), 1, 0}};
    resolver.hosts[u"tls.example.net"_s] = {kLoopback};
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
    QCOMPARE(dialed->report.host, u"tls.example.net"_s);
    QVERIFY(dialed->transport->isEncrypted());
}

void TcpDialerTest::fallsBackFromDirectToStartTls()
{
    TlsServer plain(settings(TlsServer::Mode::Plain));
    plain.onReceived = [](TlsPeer &peer, const QByteArray &bytes) {
        if (!peer.isEncrypted() && bytes == "<starttls/>") {
            peer.write("<proceed/>"_ba);
            peer.startTls();
        }
    };
    TableResolver resolver;
    resolver.records[kDirect] = {{u"gone.example.net"_s, 5223, 1, 0}, {u"closed.example.net"_s, 1, 2, 0}};
    resolver.records[kStart] = {{u"plain.example.net"_s, plain.port(), 3, 0}};
    resolver.hosts[u"closed.example.net"_s] = {kLoopback};
    resolver.hosts[u"plain.example.net"_s] = {QHostAddress(u"127.0.0.9"_s), kLoopback};
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
    QCOMPARE(dialed->report.host, u"plain.example.net"_s);
    QCOMPARE(dialed->report.address, u"127.0.0.1"_s);
    QCOMPARE(dialed->report.tls.kind, TlsKind::None);
    QVERIFY(!dialed->transport->isEncrypted());

    Transport &transport = *dialed->transport;
    QSignalSpy received(&transport, &Transport::received), encrypted(&transport, &Transport::encrypted);
    transport.write("<starttls/>"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(received.size(), 1, kPatience);
    transport.startTls();
    QTRY_COMPARE_WITH_TIMEOUT(encrypted.size(), 1, kPatience);
    QCOMPARE(transport.tls().kind, TlsKind::StartTls);
}

void TcpDialerTest::badCertificateOnOneEndpoint()
{
    auto wrong = settings();
    wrong.certificate = m_authority.issue(); // for localhost
    TlsServer bad(wrong), good(settings());
    TableResolver resolver;
    resolver.records[kDirect] = {{u"bad.example.net"_s, bad.port(), 1, 0}, {u"good.example.net"_s, good.port(), 2, 0}};
    resolver.hosts[u"bad.example.net"_s] = resolver.hosts[u"good.example.net"_s] = {kLoopback};
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
    QCOMPARE(dialed->report.host, u"good.example.net"_s);
    QCOMPARE(bad.connections(), 1);
}

void TcpDialerTest::tellsTheMostTellingFailure()
{
    auto wrong = settings();
    wrong.certificate = m_authority.issue();
    TlsServer bad(wrong);
    TableResolver resolver;
    resolver.records[kDirect] = {{u"gone.example.net"_s, 5223, 1, 0}, {u"bad.example.net"_s, bad.port(), 2, 0}, {u"closed.example.net"_s, 1, 3, 0}};
    resolver.hosts[u"bad.example.net"_s] = resolver.hosts[u"closed.example.net"_s] = {kLoopback};
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::CertificateWrongHost);
}

void TcpDialerTest::serviceRefused()
{
    TableResolver resolver;
    resolver.records[kDirect] = resolver.records[kStart] = {{u"."_s, 0, 0, 0}};
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::ServiceRefused);
}

void TcpDialerTest::unknownHost()
{
    TableResolver resolver;
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    const auto dialed = dial(dialer, request());
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::HostNotFound);
    QVERIFY(resolver.asked.contains(u"example.org"_s)); // the fallback was tried
}

void TcpDialerTest::refused()
{
    TlsServer server(settings());
    server.stop();
    const quint16 port = [] {
        QTcpServer free;
        return free.listen(kLoopback) ? free.serverPort() : quint16(1);
    }();
    TcpDialer dialer(m_clock, m_ids);
    const auto dialed = dial(dialer, request(u"127.0.0.1"_s, port));
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::ConnectionRefused);
}

void TcpDialerTest::silentServerTimesOut()
{
    FakeClock clock;
    TlsServer server(settings(TlsServer::Mode::Plain)); // takes the ClientHello and says nothing
    TcpDialer dialer(clock, m_ids);
    std::optional<TransportError> error;
    auto wanted = request(u"127.0.0.1"_s, server.port());
    wanted.timeout = 20s;
    dialer.dial(wanted, [&error](const auto &result) { error = result.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(server.peer() && !server.peer()->seen().isEmpty(), kPatience);
    clock.advance(19s);
    QVERIFY(!error);
    QSignalSpy gone(server.peer(), &TlsPeer::gone);
    clock.advance(2s);
    QVERIFY(error);
    QCOMPARE(error->kind, TransportErrorKind::TimedOut);
    QTRY_COMPARE_WITH_TIMEOUT(gone.size(), 1, kPatience); // and the connection is dropped
}

void TcpDialerTest::silentEndpointDoesNotEatTheWholeTime()
{
    FakeClock clock;
    TlsServer silent(settings(TlsServer::Mode::Plain)), good(settings());
    TableResolver resolver;
    resolver.records[kDirect] = {{u"silent.example.net"_s, silent.port(), 1, 0}, {u"good.example.net"_s, good.port(), 2, 0}};
    resolver.hosts[u"silent.example.net"_s] = resolver.hosts[u"good.example.net"_s] = {kLoopback};
    TcpDialer dialer(clock, m_ids, {&resolver, nullptr});
    std::optional<Expected<Dialed, TransportError>> outcome;
    dialer.dial(request(), [&outcome](Expected<Dialed, TransportError> result) { outcome.emplace(std::move(result)); });
    QTRY_VERIFY_WITH_TIMEOUT(silent.peer() && !silent.peer()->seen().isEmpty(), kPatience);
    clock.advance(10s);
    QTRY_VERIFY_WITH_TIMEOUT(outcome, kPatience);
    QVERIFY(outcome->has_value());
    QCOMPARE((*outcome)->report.host, u"good.example.net"_s);
}

void TcpDialerTest::caFileMissing_data()
{
    QTest::addColumn<QString>("content"); // null: no file
    QTest::newRow("no file") << QString();
    QTest::newRow("empty") << u""_s;
    QTest::newRow("no certificate in it") << u"hello"_s;
    QTest::newRow("broken certificate") << u"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"_s;
}

void TcpDialerTest::caFileMissing()
{
    QFETCH(QString, content);
    QTemporaryDir dir;
    auto wanted = request(u"127.0.0.1"_s, 1);
    wanted.caFile = dir.filePath(u"ca.pem"_s);
    if (!content.isNull()) {
        QFile file(wanted.caFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content.toUtf8());
    }
    TcpDialer dialer(m_clock, m_ids);
    const auto dialed = dial(dialer, wanted);
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::CertificateFileUnreadable);
}

void TcpDialerTest::cancelled()
{
    TlsServer server(settings());
    TcpDialer dialer(m_clock, m_ids);
    bool called = false;
    dialer.dial(request(u"127.0.0.1"_s, server.port()), [&called](const auto &) { called = true; });
    dialer.cancel();
    dialer.cancel();
    QCoreApplication::processEvents();
    QVERIFY(!called);
    // In the middle of the handshake.
    TlsServer silent(settings(TlsServer::Mode::Plain));
    dialer.dial(request(u"127.0.0.1"_s, silent.port()), [&called](const auto &) { called = true; });
    QTRY_VERIFY_WITH_TIMEOUT(silent.peer() && !silent.peer()->seen().isEmpty(), kPatience);
    QSignalSpy gone(silent.peer(), &TlsPeer::gone);
    dialer.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(gone.size(), 1, kPatience);
    QVERIFY(dial(dialer, request(u"127.0.0.1"_s, server.port()))); // and it can be used again
    QVERIFY(!called);
}

void TcpDialerTest::dialsAgainFromTheCallback()
{
    TlsServer server(settings());
    TcpDialer dialer(m_clock, m_ids);
    std::unique_ptr<Transport> second;
    dialer.dial(request(u"127.0.0.1"_s, 1), [&](const auto &first) {
        QVERIFY(!first);
        dialer.dial(request(u"127.0.0.1"_s, server.port()), [&second](Expected<Dialed, TransportError> result) { second = std::move(result->transport); });
    });
    QTRY_VERIFY_WITH_TIMEOUT(second, kPatience);
}

void TcpDialerTest::resumesTls()
{
    TlsServer server(settings());
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.write("here"_ba); };
    TcpDialer dialer(m_clock, m_ids);
    for (const bool resumed : {false, true}) {
        const auto dialed = dial(dialer, request(u"127.0.0.1"_s, server.port()));
        QVERIFY(dialed);
        QCOMPARE(dialed->report.tls.resumed, resumed);
        QSignalSpy received(dialed->transport.get(), &Transport::received);
        dialed->transport->write("?"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(received.size(), 1, kPatience);
    }
    // Other roots: that verification is not ours to reuse.
    auto other = request(u"127.0.0.1"_s, server.port());
    other.caFile.clear();
    const auto dialed = dial(dialer, other);
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::CertificateUntrusted);
}

void TcpDialerTest::proxies_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("type");
    QTest::newRow("SOCKS5") << int(TestProxy::Kind::Socks5) << int(QNetworkProxy::Socks5Proxy);
    QTest::newRow("HTTP CONNECT") << int(TestProxy::Kind::Http) << int(QNetworkProxy::HttpProxy);
}

void TcpDialerTest::proxies()
{
    QFETCH(int, kind);
    QFETCH(int, type);
    TlsServer server(settings());
    TestProxy proxy(TestProxy::Kind(kind), server.port());
    TableResolver resolver;
    TcpDialer dialer(m_clock, m_ids, {&resolver, nullptr});
    auto wanted = request(u"hidden.example.net"_s, 443);
    wanted.proxy = QNetworkProxy(QNetworkProxy::ProxyType(type), u"127.0.0.1"_s, proxy.port());
    {
        const auto dialed = dial(dialer, wanted);
        QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
        QVERIFY(dialed->transport->isEncrypted());
        QCOMPARE(proxy.asked(), QStringList{u"hidden.example.net:443"_s});
    }
    // Without a fixed host: the domain itself, and not one query beside the proxy.
    TlsServer plain(settings(TlsServer::Mode::Plain));
    TestProxy second(TestProxy::Kind(kind), plain.port());
    wanted.fixedHost.clear();
    wanted.proxy.setPort(second.port());
    const auto dialed = dial(dialer, wanted);
    QVERIFY2(dialed.has_value(), dialed ? "" : qPrintable(dialed.error().detail));
    QCOMPARE(second.asked(), QStringList{u"example.org:5222"_s});
    QVERIFY(resolver.asked.isEmpty());
}

void TcpDialerTest::proxyRefuses_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("expected");
    // What a SOCKS5 proxy refuses and what it cannot find look alike through Qt.
    QTest::newRow("SOCKS5") << int(TestProxy::Kind::Socks5) << int(QNetworkProxy::Socks5Proxy) << int(TransportErrorKind::HostNotFound);
    QTest::newRow("HTTP CONNECT") << int(TestProxy::Kind::Http) << int(QNetworkProxy::HttpProxy) << int(TransportErrorKind::ProxyFailed);
}

void TcpDialerTest::proxyRefuses()
{
    QFETCH(int, kind);
    QFETCH(int, type);
    TestProxy proxy(TestProxy::Kind(kind), 1, TestProxy::Mood::Refuses);
    TcpDialer dialer(m_clock, m_ids);
    auto wanted = request(u"hidden.example.net"_s, 443);
    wanted.proxy = QNetworkProxy(QNetworkProxy::ProxyType(type), u"127.0.0.1"_s, proxy.port());
    const auto dialed = dial(dialer, wanted);
    QVERIFY(!dialed);
    QTEST(int(dialed.error().kind), "expected");
}

void TcpDialerTest::proxyIsDown()
{
    TcpDialer dialer(m_clock, m_ids);
    auto wanted = request(u"hidden.example.net"_s, 443);
    wanted.proxy = QNetworkProxy(QNetworkProxy::Socks5Proxy, u"127.0.0.1"_s, 1);
    const auto dialed = dial(dialer, wanted);
    QVERIFY(!dialed);
    QCOMPARE(dialed.error().kind, TransportErrorKind::ProxyFailed);
}

void TcpDialerTest::adviceForEveryKind()
{
    QStringList seen;
    for (int kind = 0; kind <= int(TransportErrorKind::CertificateFileUnreadable); ++kind) {
        const QString advice = transportAdvice({TransportErrorKind(kind), u"SSL_R_SOMETHING"_s});
        QVERIFY(advice.endsWith(u'.'));
        QVERIFY(!advice.contains(u"SSL_R"_s)); // the technical part is for another place
        QVERIFY(!seen.contains(advice));
        seen << advice;
    }
}

QTEST_GUILESS_MAIN(TcpDialerTest)
#include "tst_tcp_dialer.moc"
