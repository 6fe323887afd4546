// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/ext/xep_0030_disco.h"
#include "net/ext/xep_0092_version.h"
#include "net/ext/xep_0199_ping.h"
#include "net/ext/xep_0280_carbons.h"
#include "net/ext/xep_0313_archive.h"
#include "net/ext/xep_0352_client_state.h"
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

/// Live with a token, whatever extensions say first; their words are not looked at.
void beLive(Script &s, const QByteArray &inBound = kEnabled, const QByteArray &features = Script::prosodyFeatures())
{
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(features + tokenSuccess(kIdentifier + boundWith(inBound)) + Script::afterAuthFeatures());
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
    void carbonsInlineAndUnwrapped();
    void carbonsByIqWhereNotInline();
    void forgedCarbonsAreDropped_data();
    void forgedCarbonsAreDropped();
    void discoAnswersAndCapsAgree();
    void discoLearnsTheServer();
    void pingAndVersionAreAnswered();
    void clientStateIsToldAgain();
    void archivePage();
    void forgedArchiveResultsAreDropped();
    void archiveErrors();
    void consoleHidesSecrets();
    void deletingTheSessionInItsOwnSignal();

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

void TrafficTranscript::carbonsInlineAndUnwrapped()
{
    xep0280::Carbons carbons;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&carbons);
    QSignalSpy copies(&carbons, &xep0280::Carbons::carbonReceived);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.goOnline();
    s.clientHeader();
    const xml::Element bind = *s.clientElement().child(u"bind", u"urn:xmpp:bind:0");
    QVERIFY(bind.child(u"enable", u"urn:xmpp:carbons:2"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled + "<enabled xmlns='urn:xmpp:carbons:2'/>")));
    s.clientSilent(); // nothing more to ask
    s.server("<message from='anna@example.net' to='anna@example.net/Kith~abc'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='anna@example.net/phone' to='bert@example.org' id='c1'><body>from the phone</body></message>"
             "</forwarded></sent></message>" + kAsk);
    QCOMPARE(copies.count(), 1);
    QCOMPARE(copies[0][1].value<xep0280::Direction>(), xep0280::Direction::Sent);
    QCOMPARE(copies[0][2].value<xml::Element>().attribute(u"id"), u"c1"_s);
    QCOMPARE(stanzas.count(), 0);
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.session().handled(copies[0][0].toULongLong());
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
}

void TrafficTranscript::carbonsByIqWhereNotInline()
{
    xep0280::Carbons carbons;
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:carbons:2'/>", "");
    Script s(loginWithToken(features));
    s.session().attach(&carbons);
    beLive(s, kEnabled, features);
    s.client("<iq type='set' id='*'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
}

void TrafficTranscript::forgedCarbonsAreDropped_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::newRow("a stranger") << QByteArray("mallory@evil.example");
    QTest::newRow("own full address") << QByteArray("anna@example.net/other");
    QTest::newRow("own domain") << QByteArray("example.net");
}

void TrafficTranscript::forgedCarbonsAreDropped()
{
    QFETCH(QByteArray, from);
    xep0280::Carbons carbons;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&carbons);
    QSignalSpy copies(&carbons, &xep0280::Carbons::carbonReceived);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    s.server("<message from='" + from + "'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='bert@example.org/x' to='anna@example.net'><body>send me money</body></message>"
             "</forwarded></received></message>" + kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    QCOMPARE(copies.count(), 0);
    QCOMPARE(stanzas.count(), 0);
}

void TrafficTranscript::discoAnswersAndCapsAgree()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    xep0199::PingResponder ping;
    xep0280::Carbons carbons;
    xep0030::Disco disco(s.session(), {u"urn:xmpp:receipts"_s});
    for (Extension *extension : {static_cast<Extension *>(&ping), static_cast<Extension *>(&carbons), static_cast<Extension *>(&disco)})
        s.session().attach(extension);
    beLive(s);
    (void)s.clientElement(); // two questions of its own
    (void)s.clientElement();
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='2'/>");
    s.session().send(xml::Element(u"presence", u"jabber:client"));
    const xml::Element presence = s.clientElement();
    const xml::Element *caps = presence.child(u"c", u"http://jabber.org/protocol/caps");
    QVERIFY(caps);
    const QString node = caps->attribute(u"node") + u'#' + caps->attribute(u"ver");
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='3'/>");
    s.server("<iq type='get' id='d1' from='bert@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info' node='" + node.toUtf8() + "'/></iq>");
    const xml::Element answer = s.clientElement();
    QCOMPARE(answer.attribute(u"to"), u"bert@example.org/x"_s);
    const auto info = xep0030::parseInfo(*answer.child(u"query", u"http://jabber.org/protocol/disco#info"));
    QVERIFY(info && info->hasIdentity(u"client", u"pc"));
    QCOMPARE(info->node, node);
    for (const QString &feature : {u"urn:xmpp:ping"_s, u"urn:xmpp:carbons:2"_s, u"urn:xmpp:receipts"_s, u"http://jabber.org/protocol/disco#info"_s})
        QVERIFY2(info->hasFeature(feature), qPrintable(feature));
    s.client(kAsk);
    s.server("<iq type='get' id='d2' from='bert@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info' node='other'/></iq>");
    s.client("<iq type='error' id='d2' to='bert@example.org/x'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
}

void TrafficTranscript::discoLearnsTheServer()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    xep0030::Disco disco(s.session(), {});
    s.session().attach(&disco);
    QSignalSpy changed(&disco, &xep0030::Disco::serverInfoChanged);
    beLive(s);
    const xml::Element account = s.clientElement();
    const xml::Element server = s.clientElement();
    QCOMPARE(account.attribute(u"to"), u"anna@example.net"_s);
    QCOMPARE(server.attribute(u"to"), u"example.net"_s);
    s.server("<iq type='result' from='anna@example.net' id='" + account.attribute(u"id").toUtf8()
             + "'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='pubsub' type='pep'/><feature var='urn:xmpp:mam:2'/></query></iq>");
    QCOMPARE(changed.count(), 0);
    s.server("<iq type='error' from='example.net' id='" + server.attribute(u"id").toUtf8()
             + "'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    QCOMPARE(changed.count(), 1);
    QVERIFY(disco.serverInfo().hasArchive());
    QVERIFY(!disco.serverInfo().hasExtendedArchive());
    QVERIFY(disco.serverInfo().hasPersonalNodes());
    QVERIFY(!disco.serverInfo().hasBlocking());
}

void TrafficTranscript::pingAndVersionAreAnswered()
{
    xep0199::PingResponder ping;
    xep0092::VersionResponder version(u"Kith"_s, u"0.1"_s);
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&ping);
    s.session().attach(&version);
    beLive(s);
    s.server("<iq type='get' id='p1' from='example.net'><ping xmlns='urn:xmpp:ping'/></iq>");
    s.client("<iq type='result' id='p1' to='example.net'/>");
    s.client(kAsk);
    s.server("<iq type='get' id='v1' from='example.net'><query xmlns='jabber:iq:version'/></iq>");
    s.client("<iq type='result' id='v1' to='example.net'><query xmlns='jabber:iq:version'><name>Kith</name><version>0.1</version></query></iq>");
}

void TrafficTranscript::clientStateIsToldAgain()
{
    xep0352::ClientState state;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&state);
    state.setActive(s.session(), false); // offline: nothing to tell
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"bind", u"urn:xmpp:bind:0")->child(u"inactive", u"urn:xmpp:csi:0"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)));
    s.client("<inactive xmlns='urn:xmpp:csi:0'/>"); // Prosody takes the inline one but does not act on it
    state.setActive(s.session(), true);
    s.client("<active xmlns='urn:xmpp:csi:0'/>");
    state.setActive(s.session(), true);
    s.clientSilent();
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
}

void TrafficTranscript::archivePage()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    std::optional<xep0313::Page> page;
    xep0313::PageRequest request;
    request.with = Jid::fromString(u"bert@example.org");
    request.before = QString();
    request.max = 2;
    archive.query(s.session(), request, &s.session(), [&](const auto &answer) { page = *answer; });
    const xml::Element iq = s.clientElement();
    const xml::Element *query = iq.child(u"query", u"urn:xmpp:mam:2");
    QVERIFY(query);
    const xml::Element *set = query->child(u"set", u"http://jabber.org/protocol/rsm");
    QVERIFY(set && set->child(u"before", u"http://jabber.org/protocol/rsm"));
    const QByteArray id = query->attribute(u"queryid").toUtf8();
    const auto result = [&](const QByteArray &archiveId, const QByteArray &from) {
        return "<message" + from + "><result xmlns='urn:xmpp:mam:2' queryid='" + id + "' id='" + archiveId + "'><forwarded xmlns='urn:xmpp:forward:0'>"
            "<delay xmlns='urn:xmpp:delay' stamp='2026-02-01T10:00:00Z'/><message xmlns='jabber:client' from='bert@example.org/x' id='m" + archiveId
            + "'><body>b</body></message></forwarded></result></message>";
    };
    s.server(result("1", " from='anna@example.net'") + result("2", "") + result("3", "")); // one more than asked for
    s.server("<iq type='result' id='" + iq.attribute(u"id").toUtf8() + "'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
             "<first>1</first><last>2</last><count>40</count></set></fin></iq>");
    QVERIFY(page);
    QCOMPARE(page->items.size(), size_t(2));
    QCOMPARE(page->items[0].id, u"1"_s);
    QCOMPARE(page->items[0].stamp, QDateTime(QDate(2026, 2, 1), QTime(10, 0), Qt::UTC));
    QCOMPARE(page->items[0].message.attribute(u"id"), u"m1"_s);
    QVERIFY(page->complete);
    QCOMPARE(page->first, u"1"_s);
    QCOMPARE(page->count, std::optional(40));
    QCOMPARE(stanzas.count(), 0);
}

void TrafficTranscript::forgedArchiveResultsAreDropped()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    std::optional<xep0313::Page> page;
    archive.query(s.session(), {}, &s.session(), [&](const auto &answer) { page = *answer; });
    const xml::Element iq = s.clientElement();
    const QByteArray id = iq.child(u"query", u"urn:xmpp:mam:2")->attribute(u"queryid").toUtf8();
    for (const QByteArray &from : {QByteArray("mallory@evil.example"), QByteArray("anna@example.net/other"), QByteArray("example.net")}) {
        s.server("<message from='" + from + "'><result xmlns='urn:xmpp:mam:2' queryid='" + id + "' id='9'><forwarded xmlns='urn:xmpp:forward:0'>"
                 "<delay xmlns='urn:xmpp:delay' stamp='2026-02-01T10:00:00Z'/><message xmlns='jabber:client' from='bert@example.org/x'><body>forged</body></message></forwarded></result></message>");
    }
    s.server("<message><result xmlns='urn:xmpp:mam:2' queryid='other' id='9'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='bert@example.org/x'><body>stale</body></message></forwarded></result></message>");
    s.server("<iq type='result' id='" + iq.attribute(u"id").toUtf8() + "'><fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'/></fin></iq>");
    QVERIFY(page);
    QVERIFY(page->items.empty());
    QVERIFY(page->first.isEmpty());
    QCOMPARE(stanzas.count(), 0);
}

void TrafficTranscript::archiveErrors()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    beLive(s);
    QStringList conditions;
    const auto note = [&](const auto &answer) { conditions << (answer ? u"page"_s : answer.error().condition); };
    archive.query(s.session(), {}, &s.session(), note);
    {
        QObject gone;
        archive.query(s.session(), {}, &gone, note);
    }
    const QByteArray first = s.clientElement().attribute(u"id").toUtf8();
    const QByteArray second = s.clientElement().attribute(u"id").toUtf8();
    s.server("<iq type='error' id='" + first + "'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.server("<iq type='result' id='" + second + "'><fin xmlns='urn:xmpp:mam:2'/></iq>");
    QCOMPARE(conditions, QStringList({u"item-not-found"_s}));
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

void TrafficTranscript::deletingTheSessionInItsOwnSignal()
{
    // The window that holds the account may be closed by anything that happens.
    for (const int when : {0, 1, 2}) {
        Script s(loginWithToken(Script::prosodyFeatures()));
        QObject context;
        if (when == 0)
            QObject::connect(&s.session(), &Session::becameLive, &context, [&] { s.session().detach(); });
        else if (when == 1)
            QObject::connect(&s.session(), &Session::stanzaReceived, &context, [&] { s.session().signOut(); });
        else
            QObject::connect(&s.session(), &Session::errorOccurred, &context, [&] { s.session().goOnline(); });
        beLive(s);
        if (when == 0) {
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
