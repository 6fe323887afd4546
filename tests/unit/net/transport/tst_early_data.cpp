// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/transport/tcp_dialer.h"
#include "net/transport/tls_transport.h"
#include "tests/support/net/tcp_recorder.h"
#include "tests/support/net/tls_server.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using test::Authority;
using test::TlsPeer;
using test::TlsServer;

namespace {

constexpr int kPatience = 10000;
constexpr quint32 kLimit = 4096;

// Hands the same ticket out again and again, as nobody should.
class CopyingTickets final : public TicketStore
{
public:
    void put(const TicketKey &, const QByteArray &session, const QDateTime &) override { m_newest = session; }
    std::optional<QByteArray> take(const TicketKey &, const QDateTime &) override { return m_fixed ? m_fixed : m_newest; }
    void fix() { m_fixed = m_newest; }

private:
    std::optional<QByteArray> m_newest, m_fixed;
};

} // namespace

class EarlyDataTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    Authority m_authority;
    SystemClock m_clock;
    SystemIds m_ids;

    TlsServer::Settings settings(quint32 maxEarlyData = kLimit)
    {
        TlsServer::Settings settings;
        settings.certificate = m_authority.issue();
        settings.maxEarlyData = maxEarlyData;
        return settings;
    }
    DialRequest request(quint16 port, EarlyFlight early = {}) const
    {
        DialRequest request;
        request.domain = "localhost"_ba;
        request.fixedHost = u"127.0.0.1"_s;
        request.fixedPort = port;
        request.caFile = m_authority.caFile();
        request.earlyFlight = std::move(early);
        return request;
    }
    // What the owner of a connection sees of it.
    struct Outcome {
        std::unique_ptr<Transport> transport;
        std::optional<TransportError> error;
        TlsInfo tls;
        QByteArray received;
    };
    std::unique_ptr<Outcome> dial(Dialer &dialer, const DialRequest &request)
    {
        auto outcome = std::make_unique<Outcome>();
        dialer.dial(request, [seen = outcome.get()](Expected<Dialed, TransportError> dialed) {
            if (!dialed) {
                seen->error = dialed.error();
                return;
            }
            seen->transport = std::move(dialed->transport);
            seen->tls = dialed->report.tls;
            QObject::connect(seen->transport.get(), &Transport::received, seen->transport.get(), [seen](const QByteArray &bytes) { seen->received += bytes; });
        });
        if (!QTest::qWaitFor([&] { return outcome->transport || outcome->error; }, kPatience))
            qFatal("no callback");
        return outcome;
    }
    // A first connection, so that there are tickets.
    std::unique_ptr<Outcome> visit(Dialer &dialer, TlsServer &server)
    {
        auto outcome = dial(dialer, request(server.port()));
        if (outcome->error)
            qFatal("%s", qPrintable(outcome->error->detail));
        outcome->transport->write("hello"_ba);
        if (!QTest::qWaitFor([&] { return outcome->received == "re: hello"; }, kPatience))
            qFatal("no answer");
        return outcome;
    }

private Q_SLOTS:
    void accepted();
    void againAndAgain_data();
    void againAndAgain();
    void oneWrite();
    void rejectedByAServerThatForgot();
    void ticketWithoutEarlyData();
    void tooMuch();
    void nothingToSay();
    void neverBeforeTheFirstVisit();
    void neverBehindStartTls();
    void cutInTheMiddle();
    void ticketUsedTwice();
    void recordedAndReplayed();
    void askedAgainWithoutATicket();
};

static void answer(TlsPeer &peer, const QByteArray &bytes)
{
    peer.write("re: " + bytes);
}

void EarlyDataTest::accepted()
{
    TlsServer server(settings());
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    const auto first = visit(dialer, server);
    QCOMPARE(first->tls.earlyData, EarlyData::NotSent);

    std::optional<EarlyDataOffer> offered;
    int asked = 0;
    const auto second = dial(dialer, request(server.port(), [&](const EarlyDataOffer &offer) {
        ++asked;
        offered = offer;
        return "early bird"_ba;
    }));
    QVERIFY2(second->transport != nullptr, second->error ? qPrintable(second->error->detail) : "");
    QCOMPARE(asked, 1);
    QCOMPARE(offered->tlsVersion, u"TLSv1.3"_s);
    QCOMPARE(offered->limit, qsizetype(kLimit));
    QVERIFY(offered->serverEndPoint.has_value());
    QCOMPARE(offered->serverEndPoint, first->transport->channelBinding(ChannelBinding::TlsServerEndPoint));
    QVERIFY(second->tls.resumed);
    QCOMPARE(second->tls.earlyData, EarlyData::Accepted);
    QCOMPARE(second->transport->channelBinding(ChannelBinding::TlsServerEndPoint), offered->serverEndPoint); // it held what was promised
    // The server answered before our Finished: its octets come with the end of the handshake, to whoever has the connection then.
    QTRY_COMPARE_WITH_TIMEOUT(second->received, "re: early bird"_ba, kPatience);
    QCOMPARE(server.peer()->seenEarly(), "early bird"_ba);
    second->transport->write("and on"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(second->received, "re: early birdre: and on"_ba, kPatience);
    QCOMPARE(server.peer()->seen(), "early birdand on"_ba);
}

void EarlyDataTest::againAndAgain_data()
{
    QTest::addColumn<bool>("replayable");
    QTest::newRow("server with a cache") << false;
    QTest::newRow("server with tickets that hold everything") << true;
}

void EarlyDataTest::againAndAgain()
{
    QFETCH(bool, replayable);
    auto wanted = settings();
    wanted.replayable = replayable;
    TlsServer server(wanted);
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    for (int round = 0; round < 6; ++round) { // more often than the first visit brought tickets
        const auto again = dial(dialer, request(server.port(), [](const EarlyDataOffer &) { return "early bird"_ba; }));
        QVERIFY2(again->transport != nullptr, again->error ? qPrintable(again->error->detail) : "");
        QVERIFY2(again->tls.earlyData == EarlyData::Accepted, qPrintable(QString::number(round)));
        again->transport->write("hello"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(again->received, "re: early birdre: hello"_ba, kPatience);
    }
}

void EarlyDataTest::oneWrite()
{
    TlsServer server(settings());
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QSignalSpy came(&silent, &QTcpServer::newConnection);
    dialer.dial(request(silent.serverPort(), [](const EarlyDataOffer &) { return QByteArray(1000, 'x'); }), [](Expected<Dialed, TransportError>) { });
    QTRY_COMPARE_WITH_TIMEOUT(came.size(), 1, kPatience);
    QTcpSocket *socket = silent.nextPendingConnection();
    QTRY_VERIFY_WITH_TIMEOUT(socket->bytesAvailable() > 0, kPatience);
    const QByteArray segment = socket->readAll();
    QCOMPARE(segment.at(0), '\x16'); // ClientHello
    QVERIFY(segment.size() > 1300); // and all of the rest behind it
    QVERIFY(!segment.contains("xxxx"));
    dialer.cancel();
}

void EarlyDataTest::rejectedByAServerThatForgot()
{
    TcpDialer dialer(m_clock, m_ids);
    {
        TlsServer server(settings());
        server.onReceived = answer;
        visit(dialer, server);
    }
    TlsServer other(settings()); // the same name, other keys: as after a restart
    other.onReceived = answer;
    const auto second = dial(dialer, request(other.port(), [](const EarlyDataOffer &) { return "early bird"_ba; }));
    QVERIFY2(second->transport != nullptr, second->error ? qPrintable(second->error->detail) : "");
    QVERIFY(!second->tls.resumed);
    QCOMPARE(second->tls.earlyData, EarlyData::Rejected);
    second->transport->write("again"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(second->received, "re: again"_ba, kPatience);
    QCOMPARE(other.peer()->seen(), "again"_ba);
    QCOMPARE(other.connections(), 1);
}

void EarlyDataTest::ticketWithoutEarlyData()
{
    TlsServer server(settings(0));
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    int asked = 0;
    const auto second = dial(dialer, request(server.port(), [&](const EarlyDataOffer &) {
        ++asked;
        return "early bird"_ba;
    }));
    QVERIFY(second->tls.resumed);
    QCOMPARE(second->tls.earlyData, EarlyData::NotSent);
    QCOMPARE(asked, 0);
}

void EarlyDataTest::tooMuch()
{
    TlsServer server(settings(100));
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    const auto second = dial(dialer, request(server.port(), [](const EarlyDataOffer &offer) { return QByteArray(offer.limit + 1, 'x'); }));
    QVERIFY2(second->transport != nullptr, second->error ? qPrintable(second->error->detail) : "");
    QCOMPARE(second->tls.earlyData, EarlyData::NotSent);
    second->transport->write("instead"_ba);
    QTRY_COMPARE_WITH_TIMEOUT(second->received, "re: instead"_ba, kPatience);
    const auto third = dial(dialer, request(server.port(), [](const EarlyDataOffer &offer) { return QByteArray(offer.limit, 'x'); }));
    QCOMPARE(third->tls.earlyData, EarlyData::Accepted); // exactly as much
    QTRY_COMPARE_WITH_TIMEOUT(server.peer()->seenEarly().size(), 100, kPatience);
}

void EarlyDataTest::nothingToSay()
{
    TlsServer server(settings());
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    const auto second = dial(dialer, request(server.port(), [](const EarlyDataOffer &) { return QByteArray(); }));
    QVERIFY(second->tls.resumed);
    QCOMPARE(second->tls.earlyData, EarlyData::NotSent);
}

void EarlyDataTest::neverBeforeTheFirstVisit()
{
    TlsServer server(settings());
    TcpDialer dialer(m_clock, m_ids);
    int asked = 0;
    const auto first = dial(dialer, request(server.port(), [&](const EarlyDataOffer &) {
        ++asked;
        return "early bird"_ba;
    }));
    QVERIFY(first->transport != nullptr);
    QCOMPARE(asked, 0);
}

void EarlyDataTest::neverBehindStartTls()
{
    auto wanted = settings();
    wanted.mode = TlsServer::Mode::Plain;
    wanted.alpn.clear();
    TlsServer server(wanted);
    server.onReceived = [](TlsPeer &peer, const QByteArray &bytes) {
        if (bytes == "<starttls/>") {
            peer.write("<proceed/>"_ba);
            peer.startTls();
        } else {
            answer(peer, bytes);
        }
    };
    TcpDialer dialer(m_clock, m_ids);
    int asked = 0;
    for (int round = 0; round < 2; ++round) {
        auto plain = request(server.port(), [&](const EarlyDataOffer &) {
            ++asked;
            return "early bird"_ba;
        });
        plain.fixedKind = TlsKind::StartTls;
        const auto outcome = dial(dialer, plain);
        outcome->transport->write("<starttls/>"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(outcome->received, "<proceed/>"_ba, kPatience);
        outcome->transport->startTls();
        outcome->transport->write("hello"_ba);
        QTRY_COMPARE_WITH_TIMEOUT(outcome->received, "<proceed/>re: hello"_ba, kPatience);
        QCOMPARE(outcome->transport->tls().resumed, round == 1);
    }
    QCOMPARE(asked, 0);
}

void EarlyDataTest::cutInTheMiddle()
{
    TlsServer server(settings());
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    server.onReceived = [](TlsPeer &peer, const QByteArray &) { peer.cut(); };
    int asked = 0;
    const auto second = dial(dialer, request(server.port(), [&](const EarlyDataOffer &) {
        ++asked;
        return "early bird"_ba;
    }));
    // Once more with a full handshake, and nothing said early: that the first copy arrived is possible.
    QVERIFY2(second->transport != nullptr, second->error ? qPrintable(second->error->detail) : "");
    QCOMPARE(asked, 1);
    QVERIFY(!second->tls.resumed);
    QCOMPARE(second->tls.earlyData, EarlyData::NotSent);
    QCOMPARE(server.connections(), 3);
}

void EarlyDataTest::ticketUsedTwice()
{
    TlsServer server(settings());
    server.onReceived = answer;
    CopyingTickets tickets;
    TcpDialer dialer(m_clock, m_ids, {nullptr, &tickets, nullptr});
    visit(dialer, server);
    tickets.fix();
    const EarlyFlight early = [](const EarlyDataOffer &) { return "early bird"_ba; };
    QCOMPARE(dial(dialer, request(server.port(), early))->tls.earlyData, EarlyData::Accepted);
    const auto again = dial(dialer, request(server.port(), early));
    QVERIFY2(again->transport != nullptr, again->error ? qPrintable(again->error->detail) : "");
    QCOMPARE(again->tls.earlyData, EarlyData::Rejected);
    QCOMPARE(server.peer()->seenEarly(), QByteArray());
}

void EarlyDataTest::recordedAndReplayed()
{
    TlsServer server(settings());
    server.onReceived = answer;
    TcpDialer dialer(m_clock, m_ids);
    visit(dialer, server);
    test::TcpRecorder recorder(server.port());
    const auto second = dial(dialer, request(recorder.port(), [](const EarlyDataOffer &) { return "early bird"_ba; }));
    QCOMPARE(second->tls.earlyData, EarlyData::Accepted);
    QCOMPARE(server.peer()->seenEarly(), "early bird"_ba);

    const int before = server.connections();
    QTcpSocket thief;
    thief.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    thief.write(recorder.connections().first().said.first());
    QTRY_VERIFY_WITH_TIMEOUT(thief.bytesAvailable() > 0, kPatience); // the server has read it, and answers with a handshake of its own
    QCOMPARE(server.connections(), before + 1);
    QCOMPARE(server.peer()->seen(), QByteArray());
}

void EarlyDataTest::askedAgainWithoutATicket()
{
    TcpDialer dialer(m_clock, m_ids);
    {
        TlsServer server(settings());
        server.onReceived = answer;
        visit(dialer, server);
    }
    auto wanted = settings();
    wanted.dislikesTickets = true;
    TlsServer grumpy(wanted);
    const auto second = dial(dialer, request(grumpy.port()));
    QVERIFY2(second->transport != nullptr, second->error ? qPrintable(second->error->detail) : "");
    QVERIFY(!second->tls.resumed);
    QCOMPARE(grumpy.connections(), 2);
}

QTEST_GUILESS_MAIN(EarlyDataTest)
#include "tst_early_data.moc"
