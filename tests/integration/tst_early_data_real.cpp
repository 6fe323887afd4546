// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/early_world.h"
#include "tests/support/app/person.h"
#include "tests/support/net/tcp_recorder.h"
#include "tests/support/net/tls_terminator.h"
#include "tests/support/net/wire_proxy.h"

#include <QRegularExpression>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace test;
using namespace std::chrono_literals;

namespace {

constexpr int kPatience = 20'000;
constexpr auto kOneWay = 300ms; // a round trip more or less shows, however busy the machine is

/// A client in a few lines, straight to the port that the terminator has.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.write("<?xml version='1.0'?><stream:stream from='anna@early.example' to='early.example' version='1.0' xmlns='jabber:client' "
                       "xmlns:stream='http://etherx.jabber.org/streams'>");
        m_features = until(u"</stream:features>"_s);
    }
    [[nodiscard]] QString features() const { return m_features; }
    /// The answer to one <authenticate/>.
    QString authenticate(const QString &mechanism, const QByteArray &initial, const QString &more)
    {
        const QString id = u"2f6f9a0e-7a0c-4c0e-9d5e-1f1d0a6f5c11"_s;
        m_socket.write(u"<authenticate xmlns='urn:xmpp:sasl:2' mechanism='%1'><initial-response>%2</initial-response><user-agent id='%3'/>%4</authenticate>"_s
                           .arg(mechanism, QString::fromLatin1(initial.toBase64()), id, more)
                           .toUtf8());
        return until(u"</success>"_s, u"</failure>"_s);
    }
    /// With the password; a token comes with it.
    [[nodiscard]] QString newToken()
    {
        const QString answer = authenticate(u"PLAIN"_s, QByteArray("\0anna\0secret", 12), u"<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>"_s);
        static const QRegularExpression attribute(u"token=['\"]([^'\"]+)"_s);
        return attribute.match(answer).captured(1);
    }
    /// By the token: what FAST's element says. Empty: it worked; else the condition.
    [[nodiscard]] QString useToken(const QString &token, const QString &fast)
    {
        const QByteArray proof = net::crypto::hmac(net::crypto::Hash::Sha256, token.toUtf8(), "Initiator"_ba);
        const QString answer = authenticate(u"HT-SHA-256-NONE"_s, QByteArray("anna\0", 5) + proof, u"<fast xmlns='urn:xmpp:fast:0' %1/>"_s.arg(fast));
        if (answer.contains(u"</success>"_s))
            return {};
        static const QRegularExpression condition(u"<failure[^>]*><([a-z-]+)"_s);
        return condition.match(answer).captured(1);
    }

private:
    QString until(const QString &end, const QString &orEnd = {})
    {
        QByteArray all;
        (void)QTest::qWaitFor([&] {
            all += m_socket.readAll();
            return all.contains(end.toUtf8()) || (!orEnd.isEmpty() && all.contains(orEnd.toUtf8()));
        }, kPatience);
        return QString::fromUtf8(all);
    }
    QTcpSocket m_socket;
    QString m_features;
};

} // namespace

/// Early data from one end to the other: Kith, HAProxy that takes TLS off, Prosody with mod_fast_early_data.
class EarlyDataReal : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;
    std::unique_ptr<EarlyWorld> m_world;
    Authority m_authority; // for terminators of this process

    std::shared_ptr<Certificate> certificate()
    {
        Authority::Wish wish;
        wish.names = {"early.example"_ba};
        return m_authority.issue(wish);
    }
    // The program ends and starts again, on a slow wire until it is signed in.
    static std::optional<model::LoginReport> restartOver(WireProxy &wire, Person &person)
    {
        // The ticket of a connection comes one round trip after the login.
        if (!QTest::qWaitFor([&person] { return person.store().read().tickets.all().size() == 2; }, kPatience))
            return {};
        person.quit();
        const auto old = [&wire] {
            wire.forget();
            return !wire.connections().empty();
        };
        if (!QTest::qWaitFor([&old] { return !old(); }, kPatience))
            return {};
        wire.setDelay(kOneWay);
        person.start();
        if (!person.waitOnline())
            return {};
        const model::LoginReport report = person.account()->lastLogin();
        const auto connections = wire.connections();
        qInfo("%s: live after %.1f ms, a round trip is %d ms; %llu octets sent, %llu received, %d connections", qPrintable(report.rung), double(report.live.count()) / 1000,
            int(2 * kOneWay.count()), report.bytesSent, report.bytesReceived, int(connections.size()));
        wire.setDelay(0ms);
        if (connections.size() != 1 || !person.waitCaughtUp())
            return {};
        return report;
    }

private Q_SLOTS:
    void initTestCase();
    void twoRoundTrips();
    void throughHaproxy();
    void replayIsRefused();
    void terminatorThatForgot();
    void announcedBehindTheTerminatorOnly();
    void counts();
    void countsSurviveARestart();
    void ownTlsNeedsNoCount();
};

void EarlyDataReal::initTestCase()
{
    if (!EarlyWorld::isInstalled()) {
        if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
            QFAIL("Prosody or HAProxy is not installed, and KITH_REQUIRE_SERVERS is set");
        QSKIP("Prosody or HAProxy is not installed");
    }
    m_world = std::make_unique<EarlyWorld>();
    const QString trouble = m_world->start();
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
}

void EarlyDataReal::twoRoundTrips()
{
    TlsTerminator terminator(certificate(), m_world->plainPort());
    WireProxy wire(terminator.port());
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(wire.port(), m_authority.caFile())), QString());
    QVERIFY(anna.waitCaughtUp());
    QVERIFY(!anna.account()->lastLogin().earlyData);
    for (int round = 0; round < 3; ++round) { // each login leaves what the next one needs
        const auto report = restartOver(wire, anna);
        QVERIFY2(report, "no login");
        QVERIFY2(report->earlyData, qPrintable(report->rung + u' ' + report->mechanism));
        QVERIFY(report->tlsResumed);
        QCOMPARE(report->mechanism, u"HT-SHA-256-NONE"_s);
        // One for TCP, one for TLS and the login together.
        QVERIFY2(report->live >= 4 * kOneWay && report->live < 6 * kOneWay, qPrintable(QString::number(report->live.count())));
    }
}

void EarlyDataReal::throughHaproxy()
{
    WireProxy wire(m_world->tlsPort());
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(wire.port())), QString());
    QVERIFY(anna.waitCaughtUp());
    for (int round = 0; round < 2; ++round) {
        const auto report = restartOver(wire, anna);
        QVERIFY2(report, "no login");
        QVERIFY2(report->earlyData, qPrintable(report->rung + u' ' + report->mechanism));
        QVERIFY(report->tlsResumed);
        // It takes early data, but lets no answer out before the handshake is over: no slower than without, and no faster either.
        QVERIFY2(report->live >= 4 * kOneWay && report->live < 8 * kOneWay, qPrintable(QString::number(report->live.count())));
    }
}

void EarlyDataReal::replayIsRefused()
{
    TlsTerminator terminator(certificate(), m_world->plainPort());
    TcpRecorder recorder(terminator.port());
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(recorder.port(), m_authority.caFile())), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().earlyData);
    QVERIFY(anna.waitCaughtUp());

    const QByteArray firstFlight = recorder.connections().last().said.first();
    QCOMPARE(firstFlight.at(0), '\x16');
    const qsizetype before = m_world->log().size();
    QTcpSocket thief;
    thief.connectToHost(QHostAddress(QHostAddress::LocalHost), terminator.port());
    thief.write(firstFlight);
    QTRY_VERIFY2_WITH_TIMEOUT(m_world->log().mid(before).contains(u"sent again?"_s), qPrintable(m_world->log().mid(before)), kPatience);
    const QString since = m_world->log().mid(before);
    QVERIFY2(since.contains(u"audit: token login of anna@early.example from"_s), qPrintable(since));
    QVERIFY2(!since.contains(u"Authenticated as"_s), qPrintable(since));
    QCOMPARE(anna.account()->status().kind, model::ConnectionKind::Online); // and nobody was thrown out

    // The token is as good as before.
    thief.abort();
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().earlyData);
}

void EarlyDataReal::terminatorThatForgot()
{
    TcpRecorder recorder(m_world->tlsPort());
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(recorder.port())), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    QVERIFY(m_world->restartTerminator());
    const qsizetype before = recorder.connections().size();
    anna.start();
    QVERIFY(anna.waitOnline());
    const model::LoginReport report = anna.account()->lastLogin();
    QVERIFY(!report.earlyData && !report.tlsResumed);
    QVERIFY2(report.mechanism.startsWith(u"HT-"_s), qPrintable(report.mechanism)); // said again behind the handshake
    QCOMPARE(recorder.connections().size(), before + 1);
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().earlyData);
}

void EarlyDataReal::announcedBehindTheTerminatorOnly()
{
    const QString features = RawClient(m_world->plainPort()).features();
    QVERIFY2(features.contains(QRegularExpression(u"<fast[^>]*tls-0rtt=['\"]true"_s)), qPrintable(features));
    QVERIFY(!features.contains(u"urn:ietf:params:xml:ns:xmpp-tls"_s)); // it is encrypted already
    QVERIFY(!features.contains(u"HT-SHA-256-EXPR"_s));
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(m_world->ownTlsPort())), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().earlyData);
}

void EarlyDataReal::counts()
{
    const auto login = [this](const QString &token, const QString &fast) { return RawClient(m_world->plainPort()).useToken(token, fast); };
    const QString token = RawClient(m_world->plainPort()).newToken();
    QVERIFY(!token.isEmpty());
    const QString refused = u"not-authorized"_s;
    QCOMPARE(login(token, {}), refused);
    QCOMPARE(login(token, u"count='0'"_s), refused);
    QCOMPARE(login(token, u"count='-3'"_s), refused);
    QCOMPARE(login(token, u"count='1e3'"_s), refused);
    QCOMPARE(login(token, u"count='99999999999999999999'"_s), refused);
    QCOMPARE(login(token, u"count='7'"_s), QString());
    QCOMPARE(login(token, u"count='7'"_s), refused);
    QCOMPARE(login(token, u"count='6'"_s), refused);
    QCOMPARE(login(token, {}), refused);
    QCOMPARE(login(token, u"count='8'"_s), QString());
    QCOMPARE(login(token, u"count='4294967295'"_s), QString());
    QCOMPARE(login(u"secret-token:wrong"_s, u"count='4294967296'"_s), refused);
    QVERIFY2(!m_world->log().contains(u"Traceback"_s), qPrintable(m_world->log()));

    const QString next = RawClient(m_world->plainPort()).newToken(); // one of its own begins anew
    QCOMPARE(login(next, u"count='1'"_s), QString());
    QCOMPARE(login(next, u"count='1'"_s), refused);
    QCOMPARE(login(next, u"invalidate='true'"_s), QString());
}

void EarlyDataReal::countsSurviveARestart()
{
    const QString token = RawClient(m_world->plainPort()).newToken();
    QCOMPARE(RawClient(m_world->plainPort()).useToken(token, u"count='5'"_s), QString());
    QVERIFY(m_world->restartProsody());
    QCOMPARE(RawClient(m_world->plainPort()).useToken(token, u"count='5'"_s), u"not-authorized"_s);
    QCOMPARE(RawClient(m_world->plainPort()).useToken(token, u"count='6'"_s), QString());
}

void EarlyDataReal::ownTlsNeedsNoCount()
{
    // A client that knows nothing of counts: a token by Prosody's own TLS works there again and again, and does not begin to be refused.
    Person anna;
    QCOMPARE(anna.signIn(m_world->request(m_world->ownTlsPort())), QString());
    QVERIFY(anna.waitCaughtUp());
    for (int round = 0; round < 2; ++round) {
        anna.quit();
        anna.start();
        QVERIFY(anna.waitOnline());
        QVERIFY(anna.account()->lastLogin().mechanism.startsWith(u"HT-"_s));
    }
}

QTEST_GUILESS_MAIN(EarlyDataReal)
#include "tst_early_data_real.moc"
