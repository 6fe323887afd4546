// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/ext/xep_0280_carbons.h"
#include "net/ext/xep_0352_client_state.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

/// Signing in on each rung of the ladder, on what the two stock servers say.
class SignInTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstContactWithProsody();
    void firstContactWithEjabberd();
    void passwordOnCachedFeaturesTakesTwoFlights();
    void tokenTakesOneFlight();
    void startTlsThenTokenInOneChunk();
    void firstContactOctetByOctet();
    void everyCutOfTheSameConversation();
    void classicServer();
    void classicServerThatWaitsToBeRead_data();
    void classicServerThatWaitsToBeRead();
    void whatFollowsTheLoginLeavesInOneWrite();
    void nothingSuperfluousInTheFirstFlight();
    void unreadListInsideTodaysBind();

private:
    void firstContact(Script &s);
    void startTlsThenToken(Script &s);
    CryptoRuntime m_crypto;
};

void SignInTranscript::firstContact(Script &s)
{
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    QSignalSpy scram(&s.session(), &Session::scramWorked);
    QSignalSpy live(&s.session(), &Session::becameLive);
    s.goOnline();
    s.clientHeader();
    s.clientSilent(); // nothing is known about the server
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    const xml::Element authenticate = s.clientElement();
    QVERIFY(matches(authenticate, parseElement("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-1-PLUS'><initial-response>*</initial-response>"
                                               "<user-agent id='2f6f9a0e-7a0c-4c0e-9d5e-1f1d0a6f5c11'><software>Kith</software><device>desktop</device></user-agent>"
                                               "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>"
                                               "<bind xmlns='urn:xmpp:bind:0'><tag>Kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>"
                                               "</authenticate>")));
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='t1' expiry='2026-04-01T00:00:00Z'/>");
    s.server(Script::afterAuthFeatures());
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(live.count(), 1);
    QCOMPARE(scram.count(), 1);
    QCOMPARE(tokens.count(), 1);
    QCOMPARE(s.session().settings().token->mechanism, u"HT-SHA-256-EXPR"_s);
    QCOMPARE(s.session().settings().token->token, u"t1"_s);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/Kith~abc"_s);
    QCOMPARE(s.session().lastLogin().rung, Rung::Unknown);
    QCOMPARE(s.session().lastLogin().flights, 3);
    QCOMPARE(s.session().lastLogin().resumeWindow, std::chrono::seconds(600));
    QCOMPARE(s.session().lastLogin().channelBinding, u"tls-exporter"_s);
    QVERIFY(s.session().features().csi);
}

void SignInTranscript::firstContactWithProsody()
{
    Script s;
    firstContact(s);
}

void SignInTranscript::firstContactOctetByOctet()
{
    Script s;
    s.setDelivery({Delivery::How::Octets});
    firstContact(s);
}

void SignInTranscript::everyCutOfTheSameConversation()
{
    Script whole(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls));
    startTlsThenToken(whole);
    const qsizetype length = whole.serverOctets();
    QVERIFY(length > 1000);
    for (qsizetype cut = 1; cut < length; ++cut) {
        Script s(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls));
        s.setDelivery({Delivery::How::CutAt, cut});
        startTlsThenToken(s);
        if (QTest::currentTestFailed())
            qFatal("cut at %lld", qlonglong(cut));
    }
}

void SignInTranscript::firstContactWithEjabberd()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    // Listed although enabled inline: asking again would be an error.
    s.server(Script::afterAuthFeatures());
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().resumeState());
}

void SignInTranscript::passwordOnCachedFeaturesTakesTwoFlights()
{
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = Script::learned(Script::ejabberdFeatures());
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    s.clientSilent();
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    s.server(Script::afterAuthFeatures());
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Password);
    QCOMPARE(s.session().lastLogin().flights, 2);
    QCOMPARE(s.writes(), 2);
}

void SignInTranscript::tokenTakesOneFlight()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    // bind2.md's vector would be user juliet; the key is the same, the user is anna.
    s.client("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'><initial-response>*</initial-response>"
             "<user-agent id='2f6f9a0e-7a0c-4c0e-9d5e-1f1d0a6f5c11'><software>Kith</software><device>desktop</device></user-agent>"
             "<fast xmlns='urn:xmpp:fast:0'/>"
             "<bind xmlns='urn:xmpp:bind:0'><tag>Kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind></authenticate>");
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)) + Script::afterAuthFeatures());
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Token);
    QCOMPARE(s.session().lastLogin().flights, 1);
}

void SignInTranscript::startTlsThenTokenInOneChunk()
{
    Script s(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls));
    startTlsThenToken(s);
}

void SignInTranscript::startTlsThenToken(Script &s)
{
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>");
    s.server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message><body>put here by somebody on the way</body></message>");
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.encrypt();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    QCOMPARE(s.writes(), 2);
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)));
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(stanzas.count(), 0);
    QCOMPARE(s.session().lastLogin().flights, 1);
}

void SignInTranscript::classicServer()
{
    SessionSettings settings = Script::defaultSettings();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    s.client("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFubmEAc2VjcmV0</auth>");
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    // What nearly every server has is asked for with the header: a round trip less.
    s.clientHeader();
    s.client("<iq type='set' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.clientSilent();
    QCOMPARE(s.writes(), 3);
    s.serverHeader();
    s.server("<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
             "<sm xmlns='urn:xmpp:sm:3'/></stream:features>");
    s.server("<iq type='result' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/r1</jid></bind></iq>");
    s.server("<enabled xmlns='urn:xmpp:sm:3' id='sm9' resume='true' max='300'/>");
    // What could not be known: an old server insists on RFC 3921's session.
    s.client("<iq type='set' id='id2'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>");
    s.server("<iq type='result' id='id2'/>");
    s.clientSilent();
    QCOMPARE(s.session().settings().cachedFeatures->learned.ahead, Tried::Works);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Classic);
    QCOMPARE(s.session().jid().resource(), u"r1"_s);
    QCOMPARE(s.session().resumeState()->smId, u"sm9"_s);
}

void SignInTranscript::classicServerThatWaitsToBeRead_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("closed") << QByteArray();
    QTest::newRow("no stream management, and bound") << QByteArray("<iq type='result' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/r1</jid></bind></iq>"
                                                         "<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QTest::newRow("no stream management") << QByteArray("<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QTest::newRow("too early") << QByteArray("<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
}

/// One that does not take what comes before its features costs one quiet reconnect, and is not surprised a second time.
void SignInTranscript::classicServerThatWaitsToBeRead()
{
    QFETCH(QByteArray, answer);
    const QByteArray before = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
    const QByteArray after = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>";
    const QByteArray auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFubmEAc2VjcmV0</auth>";
    const QByteArray success = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
    Script s(Script::defaultSettings());
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.serverHeader();
    s.server(before + success);
    s.serverHeader();
    s.server(after + answer);
    s.cut();
    QCOMPARE(s.dialer().dials(), 2);
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(before);
    s.client(auth);
    s.server(success);
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(after);
    const QByteArray id = s.clientElement().attribute(u"id").toUtf8();
    s.server("<iq type='result' id='" + id + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/r1</jid></bind></iq>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(errors.count(), 0);
    const ServerFeatures known = *s.session().settings().cachedFeatures;
    QCOMPARE(known.learned.ahead, Tried::Failed);
}

void SignInTranscript::whatFollowsTheLoginLeavesInOneWrite()
{
    xep0280::Carbons carbons; // by IQ, as it is not inline here
    xep0352::ClientState state;
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:carbons:2'/>", "").replace("<feature var='urn:xmpp:csi:0'/>", "");
    Script s(loginWithToken(features));
    s.session().attach(&carbons);
    s.session().attach(&state);
    state.setActive(s.session(), false);
    QObject::connect(&s.session(), &Session::becameLive, &s.session(), [&s] {
        s.session().request(parseElement("<iq type='set'><query xmlns='urn:xmpp:mam:2'/></iq>"), &s.session(), [](const auto &) {});
        s.session().send(xml::Element(u"presence", u"jabber:client"));
    });
    beLive(s, kEnabled, features);
    s.client("<inactive xmlns='urn:xmpp:csi:0'/>");
    s.client("<iq type='set' id='*'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    s.client("<iq type='set' id='*'><query xmlns='urn:xmpp:mam:2'/></iq>");
    s.client("<presence/>");
    s.client("<r xmlns='urn:xmpp:sm:3'/>");
    s.clientSilent();
    QCOMPARE(s.writes(), 2); // the login, and all this
}

void SignInTranscript::nothingSuperfluousInTheFirstFlight()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.resume.emplace();
    settings.resume->smId = u"dm128WBy9j8-"_s;
    settings.resume->inbound = 512;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().children().size(), size_t(5)); // proof, user agent, fast, resume, bind
    QVERIFY2(s.clientBytes().size() < 900, qPrintable(QString::number(s.clientBytes().size())));
    QCOMPARE(s.writes(), 1);
}

void SignInTranscript::unreadListInsideTodaysBind()
{
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:sm:3'/>", "<feature var='urn:xmpp:sm:3'/><feature var='urn:xmpp:bind2:0'/>");
    Script s(loginWithToken(features));
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"bind", u"urn:xmpp:bind:0")->child(u"unreads", u"urn:xmpp:bind2:0"));
    s.serverHeader();
    s.server(features + tokenSuccess(kIdentifier + boundWith(kEnabled + "<unreads xmlns='urn:xmpp:bind2:0'><unread jid='bert@example.org' unread-count='2'/></unreads>")));
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().unreadFromServer);
    QCOMPARE(s.session().lastLogin().flights, 1);
    Script stock(loginWithToken(Script::prosodyFeatures()));
    stock.goOnline();
    stock.clientHeader();
    QVERIFY(!stock.clientElement().child(u"bind", u"urn:xmpp:bind:0")->child(u"unreads", u"urn:xmpp:bind2:0"));
}

QTEST_GUILESS_MAIN(SignInTranscript)
#include "tst_sign_in_transcript.moc"
