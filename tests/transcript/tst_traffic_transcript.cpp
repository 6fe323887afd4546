// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/session/extension.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

xml::Element rosterQuery(const QString &to = {})
{
    xml::Element iq(u"iq", u"jabber:client");
    iq.set(u"type", u"get"_s).set(u"id", u"q1"_s).set(u"to", to.isEmpty() ? QString() : to).add(xml::Element(u"query", u"jabber:iq:roster"));
    return iq;
}

xml::Element message(const QString &id)
{
    xml::Element m(u"message", u"jabber:client");
    m.set(u"to", u"bert@example.org"_s).set(u"id", id);
    return m;
}

} // namespace

/// What happens on a live stream.
class TrafficTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownIqIsAnswered();
    void malformedIqIsAnswered();
    void answersCountOnlyFromWhomWasAsked_data();
    void answersCountOnlyFromWhomWasAsked();
    void questionsTimeOut();
    void offlineQuestionsEndAtOnce();
    void onlyCommittedStanzasAreAcknowledged();
    void consumedStanzasAreAcknowledged();
    void withoutStreamManagementPingsStandIn();
    void aLostPingIsAskedAgain();
    void lostWithoutStreamManagement();
    void silenceIsProbedAndTimesOut();
    void hurryIsImpatient();
    void hurryWhenWaitingConnectsAtOnce();
    void backsOffAndRecovers();
    void malformedXmlEndsTheStream();
    void oversizeStanzaEndsTheStream();
    void serverEndsTheStream();
    void signOutInvalidatesTheToken();
    void signOutWithoutNetworkIsBounded();
    void signOutWithoutToken();
    void comesBackWhileSigningOut();
    void consoleHidesSecrets();
    void endingInItsOwnSignal();

private:
    CryptoRuntime m_crypto;
};

void TrafficTranscript::unknownIqIsAnswered()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.server("<iq type='get' id='x1' from='stranger@evil.example/a'><query xmlns='jabber:iq:private'/></iq>");
    s.client("<iq type='error' id='x1' to='stranger@evil.example/a'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.client(kAsk);
    s.server("<iq type='set' id='x2'><strange xmlns='urn:example:strange'/></iq>" + kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='2'/>"); // nothing to commit: settled by itself
    s.client("<iq type='error' id='x2'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.clientSilent();
}

void TrafficTranscript::malformedIqIsAnswered()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.server("<iq type='get' id='x1' from='a@b.example/c'/>");
    s.client("<iq type='error' id='x1' to='a@b.example/c'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.client(kAsk);
    s.server("<iq type='get'><query xmlns='a'/></iq>"); // no id: there is no way to answer
    s.server("<iq type='result' id='never-asked'/><iq type='error' id='never-asked'/>");
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
}

void TrafficTranscript::answersCountOnlyFromWhomWasAsked_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<bool>("counts");
    QTest::newRow("own account, no from") << QString() << QByteArray() << true;
    QTest::newRow("own account, bare") << QString() << QByteArray("anna@example.net") << true;
    QTest::newRow("own account, domain") << QString() << QByteArray("example.net") << true;
    QTest::newRow("asked the domain, no from") << u"example.net"_s << QByteArray() << true;
    QTest::newRow("own account, a stranger") << QString() << QByteArray("mallory@example.net") << false;
    QTest::newRow("own account, a full address") << QString() << QByteArray("anna@example.net/other") << false;
    QTest::newRow("own account, no address") << QString() << QByteArray("@") << false;
    QTest::newRow("asked Bert, Bert") << u"bert@example.org/x"_s << QByteArray("bert@example.org/x") << true;
    QTest::newRow("asked Bert, other resource") << u"bert@example.org/x"_s << QByteArray("bert@example.org/y") << false;
    QTest::newRow("asked Bert, no from") << u"bert@example.org/x"_s << QByteArray() << false;
    QTest::newRow("asked Bert, own server") << u"bert@example.org/x"_s << QByteArray("example.net") << false;
}

void TrafficTranscript::answersCountOnlyFromWhomWasAsked()
{
    QFETCH(QString, to);
    QFETCH(QByteArray, from);
    QFETCH(bool, counts);
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    int answers = 0;
    s.session().request(rosterQuery(to), &s.session(), [&](const auto &) { ++answers; });
    (void)s.clientElement();
    s.server("<iq type='result' id='q1'" + (from.isEmpty() ? QByteArray() : " from='" + from + "'") + "/>");
    QCOMPARE(answers, counts ? 1 : 0);
    s.server("<iq type='result' id='q1'" + (from.isEmpty() ? QByteArray() : " from='" + from + "'") + "/>");
    QCOMPARE(answers, counts ? 1 : 0); // never twice
}

void TrafficTranscript::questionsTimeOut()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    std::vector<IqErrorKind> errors;
    s.session().request(rosterQuery(), &s.session(), [&](const auto &answer) { errors.push_back(answer.error().kind); }, std::chrono::seconds(5));
    {
        QObject gone;
        xml::Element second = rosterQuery();
        second.set(u"id", u"q2"_s);
        s.session().request(second, &gone, [&](const auto &) { errors.push_back(IqErrorKind::Answered); }, std::chrono::seconds(5));
    }
    s.clock().advance(std::chrono::seconds(4));
    QVERIFY(errors.empty());
    s.clock().advance(std::chrono::seconds(2));
    QCOMPARE(errors, std::vector<IqErrorKind>{IqErrorKind::TimedOut});
    s.server("<iq type='result' id='q1'/>");
    QCOMPARE(errors.size(), size_t(1));
}

void TrafficTranscript::offlineQuestionsEndAtOnce()
{
    Script s;
    std::vector<IqErrorKind> errors;
    s.session().request(rosterQuery(), &s.session(), [&](const auto &answer) { errors.push_back(answer.error().kind); });
    QVERIFY(errors.empty()); // not from inside request()
    s.settle();
    QCOMPARE(errors, std::vector<IqErrorKind>{IqErrorKind::Disconnected});
}

void TrafficTranscript::onlyCommittedStanzasAreAcknowledged()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    s.server("<message from='b@x' id='1'/><presence from='b@x'/><iq type='get' id='p' from='b@x/y'><q xmlns='z'/></iq><message from='b@x' id='2'/>" + kAsk);
    QCOMPARE(stanzas.count(), 3);
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    QCOMPARE(s.clientElement().name(), u"iq"_s);
    s.client(kAsk);
    s.session().handled(stanzas[0][0].toULongLong());
    s.clientSilent(); // told when all is done, or when asked
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    s.session().handled(stanzas[1][0].toULongLong());
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='3'/>"); // the iq between needed no commit
    s.session().handled(stanzas[2][0].toULongLong());
    s.client("<a xmlns='urn:xmpp:sm:3' h='4'/>");
    s.clientSilent();
}

void TrafficTranscript::consumedStanzasAreAcknowledged()
{
    struct Eater final : Extension {
        Handled onStanza(Session &, const xml::Element &) override { return Handled::Yes; }
    } eater;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&eater);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    s.server("<message from='b@x' id='1'/><message from='b@x' id='2'/>" + kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='2'/>");
    QCOMPARE(stanzas.count(), 0);
}

void TrafficTranscript::withoutStreamManagementPingsStandIn()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s, {});
    QSignalSpy fates(&s.session(), &Session::fateChanged);
    s.session().send(message(u"m1"_s));
    s.client("<message to='bert@example.org' id='m1'/>");
    const xml::Element ping = s.clientElement();
    QVERIFY(ping.child(u"ping", u"urn:xmpp:ping"));
    QCOMPARE(s.writes(), 2);
    s.session().send(message(u"m2"_s));
    s.client("<message to='bert@example.org' id='m2'/>");
    s.clientSilent();
    s.server("<iq type='error' id='" + ping.attribute(u"id").toUtf8() + "'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    QCOMPARE(fates.last()[0].toULongLong(), quint64(1));
    QCOMPARE(fates.last()[1].value<Fate>(), Fate::Acked); // that answer stands behind m1, not behind m2
    QVERIFY(s.clientElement().child(u"ping", u"urn:xmpp:ping"));
}

/// One that is lost alone, on a stream that goes on: what comes behind it is asked about nevertheless.
void TrafficTranscript::aLostPingIsAskedAgain()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s, {});
    QSignalSpy fates(&s.session(), &Session::fateChanged);
    s.session().send(message(u"m1"_s));
    (void)s.clientElement();
    QVERIFY(s.clientElement().child(u"ping", u"urn:xmpp:ping"));
    s.session().send(message(u"m2"_s));
    (void)s.clientElement();
    s.clientSilent();
    for (int i = 0; i < 5; ++i) {
        s.clock().advance(std::chrono::seconds(13));
        s.server("<presence from='b@x'/>"); // the server lives
    }
    const xml::Element again = s.clientElement();
    QVERIFY(again.child(u"ping", u"urn:xmpp:ping"));
    s.server("<iq type='result' id='" + again.attribute(u"id").toUtf8() + "'/>");
    QCOMPARE(fates.last()[0].toULongLong(), quint64(2));
    QCOMPARE(fates.last()[1].value<Fate>(), Fate::Acked);
}

void TrafficTranscript::lostWithoutStreamManagement()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s, {});
    QSignalSpy fates(&s.session(), &Session::fateChanged);
    s.session().send(message(u"m1"_s));
    (void)s.clientElement();
    s.cut();
    QVERIFY(!s.session().resumeState());
    s.clock().advance(std::chrono::seconds(2));
    s.accept();
    s.clientHeader();
    QVERIFY(!s.clientElement().child(u"resume", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith({})));
    QCOMPARE(fates.last()[1].value<Fate>(), Fate::Lost);
}

void TrafficTranscript::silenceIsProbedAndTimesOut()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.clock().advance(std::chrono::seconds(59));
    s.clientSilent();
    s.clock().advance(std::chrono::seconds(1));
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.clock().advance(std::chrono::seconds(60));
    s.client(kAsk);
    s.clock().advance(std::chrono::seconds(19));
    QCOMPARE(s.session().state(), SessionState::Live);
    s.clock().advance(std::chrono::seconds(1));
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::KeepaliveTimeout);
    QVERIFY(s.session().resumeState());
}

void TrafficTranscript::hurryIsImpatient()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.session().hurry();
    s.client(kAsk);
    s.clock().advance(std::chrono::seconds(4));
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    s.clock().advance(std::chrono::seconds(1));
    QVERIFY(s.dialer().isDialing());
}

void TrafficTranscript::hurryWhenWaitingConnectsAtOnce()
{
    Script s;
    s.session().goOnline();
    s.refuse(TransportErrorKind::NetworkUnreachable);
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::Transport);
    s.session().hurry();
    QCOMPARE(s.session().state(), SessionState::Connecting);
    QVERIFY(s.dialer().isDialing());
    s.session().hurry(); // a dial that hangs is begun anew
    QCOMPARE(s.dialer().dials(), 3);
}

void TrafficTranscript::backsOffAndRecovers()
{
    Script s;
    s.session().goOnline();
    std::vector<qint64> waits;
    for (int i = 0; i < 12; ++i) {
        s.refuse(TransportErrorKind::ConnectionRefused);
        waits.push_back(s.clock().now().msecsTo(s.session().retryAt()));
        s.clock().advance(std::chrono::milliseconds(waits.back()));
    }
    QCOMPARE(waits.front(), qint64(750)); // half of a second is chance, and the chance here is a half
    QCOMPARE(waits[1], qint64(1500));
    QCOMPARE(waits.back(), qint64(225'000)); // five minutes at most
    QVERIFY(std::is_sorted(waits.begin(), waits.end()));
}

void TrafficTranscript::malformedXmlEndsTheStream()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.server("<message><body></message>");
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::BadXmlFromServer);
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QVERIFY(s.session().resumeState());
}

void TrafficTranscript::oversizeStanzaEndsTheStream()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    s.server("<message><body>" + QByteArray(10 * 1024 * 1024, 'x') + "</body></message>");
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::BadXmlFromServer);
    QCOMPARE(stanzas.count(), 0);
}

void TrafficTranscript::serverEndsTheStream()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    s.server("</stream:stream>");
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerShutdown);
}

void TrafficTranscript::signOutInvalidatesTheToken()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    QSignalSpy out(&s.session(), &Session::signedOut);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.session().signOut();
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QVERIFY(!s.session().resumeState());
    s.accept();
    s.clientHeader();
    s.client("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'><initial-response>*</initial-response>"
             "<user-agent id='*'><software>Kith</software><device>desktop</device></user-agent><fast xmlns='urn:xmpp:fast:0' invalidate='true'/></authenticate>");
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>"));
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(out.count(), 1);
    QCOMPARE(tokens.count(), 1);
    QVERIFY(!s.session().settings().token);
    s.clock().advance(std::chrono::minutes(1));
    QCOMPARE(out.count(), 1);
    QVERIFY(!s.dialer().isDialing());
}

void TrafficTranscript::signOutWithoutNetworkIsBounded()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy out(&s.session(), &Session::signedOut);
    s.session().goOnline();
    s.refuse(TransportErrorKind::NetworkUnreachable);
    s.session().signOut();
    s.settle();
    QCOMPARE(out.count(), 0); // it tries
    s.clock().advance(std::chrono::seconds(3));
    QCOMPARE(out.count(), 1);
    QVERIFY(!s.session().settings().token);
    QVERIFY(!s.dialer().isDialing());
}

void TrafficTranscript::signOutWithoutToken()
{
    Script s;
    QSignalSpy out(&s.session(), &Session::signedOut);
    s.session().signOut();
    QCOMPARE(out.count(), 0); // never from inside
    s.settle();
    QCOMPARE(out.count(), 1);
}

void TrafficTranscript::comesBackWhileSigningOut()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    beLive(s);
    QSignalSpy out(&s.session(), &Session::signedOut);
    s.session().signOut();
    s.session().goOnline();
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.clientEnd();
    s.accept();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"fast", u"urn:xmpp:fast:0")); // the token is taken back all the same
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>"));
    QCOMPARE(out.count(), 1);
    s.accept();
    s.clientHeader();
    s.clock().advance(std::chrono::seconds(5)); // the limit of signing out is not one of the new connection
    QCOMPARE(out.count(), 1);
    QCOMPARE(s.session().state(), SessionState::Connecting);
}

void TrafficTranscript::consoleHidesSecrets()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QByteArray out, in;
    QObject::connect(&s.session(), &Session::xmlSeen, &s.session(), [&](bool incoming, const QByteArray &xml) { (incoming ? in : out) += xml; });
    s.goOnline();
    s.clientHeader();
    const QString secret = s.clientElement().childText(u"initial-response", u"urn:xmpp:sasl:2");
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess(kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='very-secret' expiry='2026-05-01T10:00:00Z'/>"));
    QVERIFY(out.contains("<stream:stream") && out.contains("<authenticate"));
    QVERIFY(in.contains("<success") && in.contains("<bound"));
    QVERIFY(!out.contains(secret.toUtf8()));
    QVERIFY(!in.contains("very-secret"));
}

void TrafficTranscript::endingInItsOwnSignal()
{
    // Whatever happens may be what makes the owner go away or come back.
    for (const int when : {0, 1, 2, 3, 4}) {
        Script s(loginWithToken(Script::prosodyFeatures()));
        QObject context;
        if (when == 0)
            QObject::connect(&s.session(), &Session::becameLive, &context, [&] { s.session().detach(); });
        else if (when == 3)
            QObject::connect(&s.session(), &Session::stateChanged, &context, [&] {
                if (s.session().state() == SessionState::Live)
                    s.session().detach();
            });
        else if (when == 4)
            QObject::connect(&s.session(), &Session::featuresLearned, &context, [&] { s.session().detach(); });
        else if (when == 1)
            QObject::connect(&s.session(), &Session::stanzaReceived, &context, [&] { s.session().signOut(); });
        else
            QObject::connect(&s.session(), &Session::errorOccurred, &context, [&] { s.session().goOnline(); });
        QSignalSpy lives(&s.session(), &Session::becameLive);
        beLive(s);
        QCOMPARE(lives.count(), when < 3 ? 1 : 0);
        if (when == 0 || when > 2) {
            QCOMPARE(s.session().state(), SessionState::Offline);
            continue;
        }
        s.server("<message from='b@x'/><message from='b@x'/>");
        if (when == 1) {
            QCOMPARE(s.session().state(), SessionState::Offline);
            continue;
        }
        s.cut();
        QCOMPARE(s.session().state(), SessionState::Connecting);
    }
}

QTEST_GUILESS_MAIN(TrafficTranscript)
#include "tst_traffic_transcript.moc"
