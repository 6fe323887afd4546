// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/happy_eyeballs.h"
#include "tests/support/net/fake_clock.h"

#include <QTcpServer>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace net;
using namespace std::chrono_literals;

namespace {

// A loopback address that swallows connections: its queue is full, so that a further SYN gets no answer at all.
class BlackHole
{
public:
    BlackHole(const QHostAddress &address, quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in name{};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        name.sin_addr.s_addr = htonl(address.toIPv4Address());
        const int yes = 1;
        setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        if (bind(m_socket, reinterpret_cast<sockaddr *>(&name), sizeof name) != 0 || listen(m_socket, 0) != 0)
            qFatal("cannot make a black hole");
        for (int i = 0; i < 4; ++i) {
            m_fillers.emplace_back(std::make_unique<QTcpSocket>());
            m_fillers.back()->connectToHost(address, port);
        }
        (void)m_fillers.front()->waitForConnected(1000);
    }
    ~BlackHole() { ::close(m_socket); }
    Q_DISABLE_COPY(BlackHole)

private:
    int m_socket;
    std::vector<std::unique_ptr<QTcpSocket>> m_fillers;
};

const QHostAddress kDead(u"127.0.0.2"_s), kOther(u"127.0.0.3"_s), kLive(u"127.0.0.1"_s);

} // namespace

class HappyEyeballsTest : public QObject
{
    Q_OBJECT
private:
    SystemClock m_clock;

    // What one race brings, and how long it took.
    struct Outcome {
        std::unique_ptr<QTcpSocket> socket;
        std::optional<TransportError> error;
        std::chrono::milliseconds took{};
    };
    Outcome race(const QList<QHostAddress> &addresses, quint16 port)
    {
        Outcome outcome;
        HappyEyeballs eyeballs(m_clock);
        bool done = false;
        const auto begin = m_clock.monotonic();
        eyeballs.start(addresses, port, [&](Expected<QTcpSocket *, TransportError> result) {
            done = true;
            if (result)
                outcome.socket.reset(*result);
            else
                outcome.error = result.error();
        });
        if (done)
            qFatal("called back from inside start()");
        if (!QTest::qWaitFor([&done] { return done; }, 10000))
            qFatal("no callback");
        outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.monotonic() - begin);
        return outcome;
    }

private Q_SLOTS:
    void alternatesFamilies();
    void firstOfOne();
    void refusedGoesOnAtOnce();
    void silentAddressCostsOneStagger();
    void allRefused();
    void noAddress();
    void losersAreDropped();
    void destroyedMeansSilence();
    void errorsOfSockets_data();
    void errorsOfSockets();
};

void HappyEyeballsTest::alternatesFamilies() // RFC 8305 §4
{
    const QHostAddress a1(u"192.0.2.1"_s), a2(u"192.0.2.2"_s), a3(u"192.0.2.3"_s), b1(u"2001:db8::1"_s), b2(u"2001:db8::2"_s);
    QCOMPARE(HappyEyeballs::interleaved({b1, b2, a1, a2, a3}), (QList<QHostAddress>{b1, a1, b2, a2, a3}));
    QCOMPARE(HappyEyeballs::interleaved({a1, a2, b1}), (QList<QHostAddress>{a1, b1, a2}));
    QCOMPARE(HappyEyeballs::interleaved({a1, a2}), (QList<QHostAddress>{a1, a2}));
    QVERIFY(HappyEyeballs::interleaved({}).isEmpty());
}

void HappyEyeballsTest::firstOfOne()
{
    QTcpServer server;
    QVERIFY(server.listen(kLive));
    const Outcome outcome = race({kLive}, server.serverPort());
    QVERIFY(outcome.socket);
    QCOMPARE(outcome.socket->state(), QAbstractSocket::ConnectedState);
    QVERIFY(!outcome.socket->parent());
}

void HappyEyeballsTest::refusedGoesOnAtOnce()
{
    QTcpServer server;
    QVERIFY(server.listen(kLive));
    FakeClock clock; // stands still: what goes on goes on because of the refusals
    HappyEyeballs eyeballs(clock);
    std::unique_ptr<QTcpSocket> winner;
    eyeballs.start({kDead, kOther, kLive}, server.serverPort(), [&](Expected<QTcpSocket *, TransportError> result) { winner.reset(result.value()); }); // nobody listens on the first two
    QTRY_VERIFY_WITH_TIMEOUT(winner, 10'000);
    QCOMPARE(winner->peerAddress(), kLive);
}

void HappyEyeballsTest::silentAddressCostsOneStagger()
{
    QTcpServer server;
    QVERIFY(server.listen(kLive));
    const BlackHole hole(kDead, server.serverPort());
    const Outcome outcome = race({kDead, kLive}, server.serverPort());
    QVERIFY(outcome.socket);
    QCOMPARE(outcome.socket->peerAddress(), kLive);
    QVERIFY(outcome.took >= HappyEyeballs::kStagger - 5ms); // the dead one did get its head start
}

void HappyEyeballsTest::allRefused()
{
    QTcpServer server;
    QVERIFY(server.listen(kLive));
    const quint16 port = server.serverPort();
    server.close();
    const Outcome outcome = race({kLive, kDead}, port);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, TransportErrorKind::ConnectionRefused);
}

void HappyEyeballsTest::noAddress()
{
    const Outcome outcome = race({}, 5222);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, TransportErrorKind::HostNotFound);
}

void HappyEyeballsTest::losersAreDropped()
{
    FakeClock clock; // stands still: only the test starts the second attempt
    QTcpServer first, second;
    QVERIFY(first.listen(kLive));
    QVERIFY(second.listen(kOther, first.serverPort()));
    HappyEyeballs eyeballs(clock);
    std::unique_ptr<QTcpSocket> winner;
    int calls = 0;
    eyeballs.start({kLive, kOther}, first.serverPort(), [&](Expected<QTcpSocket *, TransportError> result) {
        ++calls;
        winner.reset(result.value());
    });
    clock.advance(HappyEyeballs::kStagger); // both are now on their way
    QTRY_VERIFY(winner);
    QTRY_VERIFY(first.hasPendingConnections() && second.hasPendingConnections());
    QTcpServer &loser = winner->peerAddress() == kLive ? second : first;
    QTcpSocket *lost = loser.nextPendingConnection();
    QTRY_COMPARE(lost->state(), QAbstractSocket::UnconnectedState);
    clock.advance(10s);
    QCOMPARE(calls, 1);
    QCOMPARE(winner->state(), QAbstractSocket::ConnectedState);
}

void HappyEyeballsTest::destroyedMeansSilence()
{
    QTcpServer server;
    QVERIFY(server.listen(kLive));
    bool called = false;
    {
        HappyEyeballs eyeballs(m_clock);
        eyeballs.start({kLive}, server.serverPort(), [&called](const auto &) { called = true; });
    }
    QTRY_VERIFY(server.hasPendingConnections());
    QTcpSocket *peer = server.nextPendingConnection();
    QTRY_COMPARE(peer->state(), QAbstractSocket::UnconnectedState);
    QVERIFY(!called);
}

void HappyEyeballsTest::errorsOfSockets_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, QAbstractSocket::SocketError error, TransportErrorKind kind) { QTest::newRow(name) << int(error) << int(kind); };
    row("refused", QAbstractSocket::ConnectionRefusedError, TransportErrorKind::ConnectionRefused);
    row("closed", QAbstractSocket::RemoteHostClosedError, TransportErrorKind::RemoteClosed);
    row("not found", QAbstractSocket::HostNotFoundError, TransportErrorKind::HostNotFound);
    row("time", QAbstractSocket::SocketTimeoutError, TransportErrorKind::TimedOut);
    row("network", QAbstractSocket::NetworkError, TransportErrorKind::NetworkUnreachable);
    row("proxy", QAbstractSocket::ProxyNotFoundError, TransportErrorKind::ProxyFailed);
    row("unknown", QAbstractSocket::UnknownSocketError, TransportErrorKind::RemoteClosed);
}

void HappyEyeballsTest::errorsOfSockets()
{
    QFETCH(int, error);
    QFETCH(int, kind);
    QCOMPARE(int(toTransportError(QAbstractSocket::SocketError(error), u"why"_s).kind), kind);
}

QTEST_GUILESS_MAIN(HappyEyeballsTest)
#include "tst_happy_eyeballs.moc"
