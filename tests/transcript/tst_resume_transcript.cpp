// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

xml::Element message(const QString &id, const QString &body)
{
    xml::Element m(u"message", u"jabber:client");
    m.set(u"to", u"bert@example.org"_s).set(u"id", id).add(u"body", u"jabber:client", body);
    return m;
}

QByteArray wire(const QByteArray &id, const QByteArray &body)
{
    return "<message to='bert@example.org' id='" + id + "'><body>" + body + "</body></message>";
}

QByteArray incoming(const QByteArray &id)
{
    return "<message from='bert@example.org/x' id='" + id + "'><body>hello</body></message>";
}

const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

QByteArray a(quint32 h)
{
    return "<a xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(h) + "'/>";
}

/// Fates as they were told, in order: "1:Written".
struct Fates {
    explicit Fates(Session &session)
    {
        QObject::connect(&session, &Session::fateChanged, &context, [this](quint64 token, Fate fate) {
            static const char *const names[] = {"Queued", "Written", "Acked", "Lost", "Cancelled"};
            told << u"%1:%2"_s.arg(token).arg(QLatin1StringView(names[int(fate)]));
        });
    }
    QStringList take() { return std::exchange(told, {}); }
    QObject context;
    QStringList told;
};

/// As a process finds it after a start: two messages written, one of them acknowledged by nobody.
SessionSettings withState(quint32 inbound, quint32 outbound)
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    ResumeState state;
    state.smId = u"sm1"_s;
    state.fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    state.inbound = inbound;
    state.outbound = outbound;
    const QDateTime then(QDate(2026, 3, 1), QTime(11, 0), Qt::UTC);
    state.unacked = {{7, message(u"m1"_s, u"one"_s), then}, {8, message(u"m2"_s, u"two"_s), then}};
    settings.resume = state;
    return settings;
}

const QByteArray kTokenWithResume = "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'><initial-response>*</initial-response>"
                                    "<user-agent id='*'><software>Kith</software><device>desktop</device></user-agent><fast xmlns='urn:xmpp:fast:0'/>"
                                    "<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='%1'/>"
                                    "<bind xmlns='urn:xmpp:bind:0'><tag>Kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind></authenticate>";

QByteArray resumeFlight(quint32 h)
{
    return QByteArray(kTokenWithResume).replace("%1", QByteArray::number(h));
}

QByteArray resumed(quint32 h)
{
    return tokenSuccess("<authorization-identifier>anna@example.net/Kith~abc</authorization-identifier><resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='"
                        + QByteArray::number(h) + "'/>");
}

QByteArray notResumed(const QByteArray &failed)
{
    return tokenSuccess(kIdentifier + failed + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>")) + Script::afterAuthFeatures();
}

} // namespace

/// Sessions that outlive their connection (D40…D56).
class ResumeTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repeatsOnlyWhatWasNotAcked();
    void countersWrap();
    void resumesAfterARestartInOneFlight();
    void everyCutOfAResume();
    void passwordResumesToo();
    void failedWithHSettlesTheQueue();
    void failedWithoutHLosesAll();
    void failedNestedInError();
    void queuedBehindLostIsLostToo();
    void queuedAloneIsSentInTheNewSession();
    void ackOfMoreThanWasSentBreaksTheStream();
    void resumedOfMoreThanWasSentBreaksTheStream();
    void repeatedStanzasAreGivenOutOnce();
    void endOfTheReplay();
    void prosodySendsFeaturesBehindTheReplay();
    void openQuestionsSurviveAResume();
    void openQuestionsEndWithTheSession();
    void classicResume();
    void classicResumeFails();
    void saslWithoutInlineResumeAsksBeforeBinding();
    void detachSaysWhatItHandledAndNoFarewell();
    void resumeStateIsAValue();
    void locationIsTriedFirst();
    void conflictStops();

private:
    void resumeAfterRestart(Script &s);
    CryptoRuntime m_crypto;
};

void ResumeTranscript::repeatsOnlyWhatWasNotAcked()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)) + Script::afterAuthFeatures());
    s.session().send(message(u"m1"_s, u"one"_s));
    s.session().send(message(u"m2"_s, u"two"_s));
    s.client(wire("m1", "one"));
    s.client(wire("m2", "two"));
    s.client(kAsk); // one for the burst
    s.clientSilent();
    QCOMPARE(s.writes(), 2); // the login, the burst
    QCOMPARE(fates.take(), QStringList({u"1:Written"_s, u"2:Written"_s}));
    s.cut();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    s.session().send(message(u"m3"_s, u"three"_s)); // typed while the connection is away
    QCOMPARE(fates.take(), QStringList());
    s.clock().advance(std::chrono::seconds(2));
    s.accept();
    s.clientHeader();
    s.client(resumeFlight(0));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(1));
    s.client(wire("m2", "two"));
    s.client(wire("m3", "three"));
    s.client(kAsk);
    s.clientSilent();
    QCOMPARE(fates.take(), QStringList({u"1:Acked"_s, u"2:Written"_s, u"3:Written"_s}));
    s.server(a(3));
    QCOMPARE(fates.take(), QStringList({u"2:Acked"_s, u"3:Acked"_s}));
    QCOMPARE(s.session().lastLogin().rung, Rung::Resume);
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(s.session().lastLogin().flights, 1);
}

void ResumeTranscript::countersWrap()
{
    // Two unacknowledged, the counter stands just past the wrap: the first of them was stanza 2^32 - 1 or 2^32.
    constexpr quint32 top = std::numeric_limits<quint32>::max();
    Script s(withState(top, 1));
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(top));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(0)); // one of the two
    s.client(wire("m2", "two"));
    s.client(kAsk);
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Written"_s}));
    s.server(incoming("i1") + incoming("i2") + kAsk);
    s.client(a(1)); // top + 2
    s.server(a(1));
    QCOMPARE(fates.take(), QStringList({u"8:Acked"_s}));
}

void ResumeTranscript::resumeAfterRestart(Script &s)
{
    QSignalSpy live(&s.session(), &Session::becameLive);
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(11) + incoming("r1"));
    s.client(wire("m2", "two"));
    s.client(kAsk);
    s.clientSilent();
    QCOMPARE(live.count(), 1);
    QCOMPARE(live[0][0].value<Resumed>(), Resumed::Yes);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/Kith~abc"_s);
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Written"_s}));
    QCOMPARE(s.session().send(message(u"m9"_s, u"x"_s)), quint64(9)); // tokens of the earlier process are not given again
}

void ResumeTranscript::resumesAfterARestartInOneFlight()
{
    Script s(withState(3, 12));
    resumeAfterRestart(s);
    QVERIFY(s.session().lastLogin().whyNotResumed.isEmpty());
}

void ResumeTranscript::everyCutOfAResume()
{
    Script whole(withState(3, 12));
    whole.setDelivery({Delivery::How::Octets});
    resumeAfterRestart(whole);
    for (qsizetype cut = 1; cut < whole.serverOctets(); ++cut) {
        Script s(withState(3, 12));
        s.setDelivery({Delivery::How::CutAt, cut});
        resumeAfterRestart(s);
        if (QTest::currentTestFailed())
            qFatal("cut at %lld", qlonglong(cut));
    }
}

void ResumeTranscript::passwordResumesToo()
{
    SessionSettings settings = withState(3, 12);
    settings.token.reset();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.child(u"resume", u"urn:xmpp:sm:3"));
    QVERIFY(authenticate.child(u"bind", u"urn:xmpp:bind:0")); // B110: together
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    s.finishScram(authenticate, kIdentifier + "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='12'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(s.session().lastLogin().rung, Rung::Password);
}

void ResumeTranscript::failedWithHSettlesTheQueue()
{
    Script s(withState(3, 12));
    Fates fates(s.session());
    QSignalSpy live(&s.session(), &Session::becameLive);
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + notResumed("<failed xmlns='urn:xmpp:sm:3' h='11'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"));
    s.clientSilent(); // sending again is the owner's: it knows the archive
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Lost"_s}));
    QCOMPARE(live[0][0].value<Resumed>(), Resumed::No);
    QCOMPARE(s.session().resumeState()->smId, u"sm2"_s);
    QCOMPARE(s.session().resumeState()->inbound, 0u);
    QCOMPARE(s.session().resumeState()->outbound, 0u);
    QVERIFY(!s.session().lastLogin().whyNotResumed.isEmpty());
    QCOMPARE(s.session().lastLogin().rung, Rung::Token);
}

void ResumeTranscript::failedWithoutHLosesAll()
{
    Script s(withState(3, 12));
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + notResumed("<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"));
    QCOMPARE(fates.take(), QStringList({u"7:Lost"_s, u"8:Lost"_s}));
}

void ResumeTranscript::failedNestedInError()
{
    // Prosody puts the condition one level deeper.
    Script s(withState(3, 12));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + notResumed("<failed xmlns='urn:xmpp:sm:3' h='12'><error type='wait'><internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>"));
    QVERIFY(s.session().lastLogin().whyNotResumed.contains(u"internal-server-error"));
}

void ResumeTranscript::queuedBehindLostIsLostToo()
{
    Script s(withState(3, 12));
    Fates fates(s.session());
    s.session().send(message(u"m3"_s, u"three"_s));
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + notResumed("<failed xmlns='urn:xmpp:sm:3'/>"));
    s.clientSilent(); // else "three" would overtake "one" and "two"
    QCOMPARE(fates.take(), QStringList({u"7:Lost"_s, u"8:Lost"_s, u"9:Lost"_s}));
}

void ResumeTranscript::queuedAloneIsSentInTheNewSession()
{
    SessionSettings settings = withState(3, 12);
    Script s(settings);
    Fates fates(s.session());
    s.session().send(message(u"m3"_s, u"three"_s));
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + notResumed("<failed xmlns='urn:xmpp:sm:3' h='12'/>")); // the server has all that was written
    s.client(wire("m3", "three"));
    s.client(kAsk);
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Acked"_s, u"9:Written"_s}));
}

void ResumeTranscript::ackOfMoreThanWasSentBreaksTheStream()
{
    Script s;
    s.signIn();
    s.session().send(message(u"m1"_s, u"one"_s));
    s.client(wire("m1", "one"));
    s.client(kAsk);
    s.server(a(2));
    s.clientClosed();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ProtocolError);
    QVERIFY(!s.session().resumeState());
}

void ResumeTranscript::resumedOfMoreThanWasSentBreaksTheStream()
{
    Script s(withState(3, 12));
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(13));
    s.clientClosed();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ProtocolError);
    QVERIFY(!s.session().resumeState());
}

void ResumeTranscript::repeatedStanzasAreGivenOutOnce()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QStringList seen;
    quint64 lastSeq = 0;
    QObject::connect(&s.session(), &Session::stanzaReceived, &s.session(), [&](quint64 seq, const xml::Element &stanza) {
        seen << stanza.attribute(u"id");
        lastSeq = seq;
    });
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)) + Script::afterAuthFeatures());
    s.server(incoming("i1"));
    s.session().handled(lastSeq);
    s.server(incoming("i2") + incoming("i3"));
    QCOMPARE(s.session().inboundAfter(lastSeq), 3u);
    QCOMPARE(s.session().resumeState()->inbound, 1u); // two are not committed
    s.cut();
    s.clock().advance(std::chrono::seconds(2));
    s.accept();
    s.clientHeader();
    s.client(resumeFlight(1));
    s.session().handled(lastSeq); // committed while the login is under way
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(0) + incoming("i2") + incoming("i3") + incoming("i4") + kAsk);
    QCOMPARE(seen, QStringList({u"i1"_s, u"i2"_s, u"i3"_s, u"i4"_s}));
    s.client(a(3));
    s.session().handled(lastSeq);
    s.client(a(4)); // unasked: the last answer was short
    s.clientSilent();
}

void ResumeTranscript::endOfTheReplay()
{
    for (const QByteArray &sign : {kAsk, a(12)}) { // the server asks behind it, or answers what we asked
        Script s(withState(3, 12));
        QSignalSpy replayed(&s.session(), &Session::replayed);
        s.goOnline();
        s.clientHeader();
        (void)s.clientElement();
        s.serverHeader();
        s.server(Script::prosodyFeatures() + resumed(10) + incoming("i4"));
        s.client(wire("m1", "one"));
        s.client(wire("m2", "two"));
        s.client(kAsk);
        QCOMPARE(replayed.count(), 0); // there may be more
        s.server(incoming("i5") + sign + kAsk);
        QCOMPARE(replayed.count(), 1);
    }
}

void ResumeTranscript::prosodySendsFeaturesBehindTheReplay()
{
    Script s(withState(3, 12));
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.goOnline();
    s.clientHeader();
    s.client(resumeFlight(3));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(12) + incoming("i1") + Script::afterAuthFeatures() + kAsk);
    QCOMPARE(stanzas.count(), 1);
    s.session().handled(stanzas[0][0].toULongLong());
    s.client(a(4)); // the features are not counted
    s.clientSilent();
}

void ResumeTranscript::openQuestionsSurviveAResume()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)) + Script::afterAuthFeatures());
    QStringList answers;
    xml::Element iq(u"iq", u"jabber:client");
    iq.set(u"type", u"get"_s).set(u"id", u"q1"_s).add(xml::Element(u"query", u"jabber:iq:roster"));
    s.session().request(iq, &s.session(), [&](const auto &answer) { answers << (answer ? u"result"_s : u"error"_s); });
    s.client("<iq type='get' id='q1'><query xmlns='jabber:iq:roster'/></iq>");
    s.client(kAsk);
    s.cut();
    QCOMPARE(answers, QStringList());
    s.clock().advance(std::chrono::seconds(2));
    s.accept();
    s.clientHeader();
    s.client(resumeFlight(0));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + resumed(1) + "<iq type='result' id='q1'><query xmlns='jabber:iq:roster'/></iq>");
    QCOMPARE(answers, QStringList({u"result"_s}));
}

void ResumeTranscript::openQuestionsEndWithTheSession()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)) + Script::afterAuthFeatures());
    std::vector<IqErrorKind> errors;
    xml::Element iq(u"iq", u"jabber:client");
    iq.set(u"type", u"get"_s).add(xml::Element(u"query", u"jabber:iq:roster"));
    s.session().request(iq, &s.session(), [&](const auto &answer) { errors.push_back(answer.error().kind); });
    (void)s.clientElement();
    s.cut();
    s.clock().advance(std::chrono::seconds(2));
    s.accept();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + notResumed("<failed xmlns='urn:xmpp:sm:3'/>"));
    QCOMPARE(errors, std::vector<IqErrorKind>{IqErrorKind::Disconnected});
    s.clientSilent(); // the question is not asked again in the new session
}

void ResumeTranscript::classicResume()
{
    SessionSettings settings = withState(3, 12);
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(Script::afterAuthFeatures());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='3'/>");
    s.server("<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='12'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Classic);
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Acked"_s}));
}

void ResumeTranscript::classicResumeFails()
{
    SessionSettings settings = withState(3, 12);
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    Fates fates(s.session());
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(Script::afterAuthFeatures());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='3'/>");
    s.server("<failed xmlns='urn:xmpp:sm:3' h='11'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
    s.client("<iq type='set' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    s.server("<iq type='result' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/n</jid></bind></iq>");
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(fates.take(), QStringList({u"7:Acked"_s, u"8:Lost"_s}));
}

void ResumeTranscript::saslWithoutInlineResumeAsksBeforeBinding()
{
    const QByteArray features = Script::prosodyFeatures().replace("<inline><sm xmlns='urn:xmpp:sm:3'/>", "<inline>");
    SessionSettings settings = withState(3, 12);
    settings.cachedFeatures = Script::learned(features);
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(!authenticate.child(u"bind", u"urn:xmpp:bind:0"));
    QVERIFY(!authenticate.child(u"resume", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(features + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>") + Script::afterAuthFeatures());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='3'/>");
    s.server("<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='12'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
}

void ResumeTranscript::detachSaysWhatItHandledAndNoFarewell()
{
    Script s;
    s.signIn();
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.server(incoming("i1") + incoming("i2"));
    s.session().handled(1);
    s.session().send(message(u"m1"_s, u"one"_s));
    s.session().detach();
    s.client(wire("m1", "one"));
    s.client(a(1)); // the second is not committed: it shall come again
    s.clientClosed(); // no </stream:stream>
    QCOMPARE(s.session().state(), SessionState::Offline);
    const ResumeState state = *s.session().resumeState();
    QCOMPARE(state.smId, u"sm1"_s);
    QCOMPARE(state.inbound, 1u);
    QCOMPARE(state.outbound, 1u);
    QCOMPARE(state.unacked.size(), size_t(1));
    QCOMPARE(state.lostAt, s.clock().now());
    QCOMPARE(state.max, std::chrono::seconds(600));
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
    // D52: even when it is surely too late, asking settles the queue.
    s.session().goOnline();
    s.accept();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"resume", u"urn:xmpp:sm:3"));
}

void ResumeTranscript::resumeStateIsAValue()
{
    Script s(withState(3, 12));
    const ResumeState state = *s.session().resumeState();
    QCOMPARE(state.smId, u"sm1"_s);
    QCOMPARE(state.inbound, 3u);
    QCOMPARE(state.outbound, 12u);
    QCOMPARE(state.unacked.size(), size_t(2));
    QCOMPARE(state.unacked.front().token, quint64(7));
}

void ResumeTranscript::locationIsTriedFirst()
{
    SessionSettings settings = withState(3, 12);
    settings.resume->location = u"node2.example.net:5222"_s;
    Script s(settings);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.session().goOnline();
    QCOMPARE(s.dialer().request().fixedHost, u"node2.example.net"_s);
    QCOMPARE(s.dialer().request().fixedKind, TlsKind::StartTls); // direct TLS must not be assumed there
    s.refuse(TransportErrorKind::ConnectionRefused);
    QVERIFY(s.dialer().isDialing());
    QVERIFY(s.dialer().request().fixedHost.isEmpty());
    QCOMPARE(errors.count(), 0);
}

void ResumeTranscript::conflictStops()
{
    Script s;
    s.signIn();
    s.server("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    QCOMPARE(s.session().state(), SessionState::Offline);
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
}

QTEST_GUILESS_MAIN(ResumeTranscript)
#include "tst_resume_transcript.moc"
