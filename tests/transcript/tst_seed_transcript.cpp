// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/proto/bind2_seed.h"
#include "net/session/extension.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/scram_server.h"
#include "tests/support/net/seed_parts.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

/// An account whose archive nobody reads.
class NoArchive final : public Extension
{
public:
    void inlineInto(BindRequest &request) override { request.readsArchive = false; }
};

} // namespace

/// Bind 2.0 as first written (B1 to B24), and the same machinery on servers that have nothing but RFC 6120.
class SeedTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstContact();
    void stepByStep();
    void stepByStepOctetByOctet();
    void threeStatesOfUnread_data();
    void threeStatesOfUnread();
    void oneChunkWhenKnown();
    void nothingMoreIsAskedOnceItIsProved();
    void twoFlightsWithScram();
    void everyCut_data();
    void everyCut();
    void nothingDroppedThatIsNotRead();
    void sessionIsResumedBeforeAnythingIsBound();
    void failedResumeIsBoundAtOnce();
    void stanzasBetweenBoundAndEnabled();
    void sasl2WithoutInlineBind();
    void sasl2ServerThatHasTheSeedIsTakenTheOldWay();
    void classicServerInOneChunk();

private:
    void contact(Script &s);
    [[nodiscard]] static SessionSettings inSteps(); ///< a server that takes nothing before it has asked
    void oneChunk(Script &s);
    void scramChunk(Script &s);
    CryptoRuntime m_crypto;
    qsizetype m_beforeSuccess = 1; ///< octets from the server, in scramChunk()
};

void SeedTranscript::contact(Script &s)
{
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientSilent();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(kSeedAfter);
    s.client(kBind);
    s.client(kEnable);
    QCOMPARE(s.writes(), 3);
    s.server(seedBound("<latest-id>arc-000917</latest-id><unreads><unread jid='bert@example.org' read-id='arc-000871' unread-count='4'/></unreads>") + kEnabled);
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/x81kq0"_s);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 3);
    QVERIFY(s.session().lastLogin().unreadFromServer);
    QVERIFY(s.session().wasInlined(u"urn:xmpp:carbons:2")); // B9
    QVERIFY(s.session().resumeState());
    const auto said = xep0386seed::parseUnreads(s.session().bound());
    QCOMPARE(said.latestId, u"arc-000917"_s);
    QCOMPARE(said.unreads->size(), size_t(1));
    QCOMPARE(learned(s).seed, Tried::Works);
}

SessionSettings SeedTranscript::inSteps()
{
    ServerFeatures known = cached(kPlain);
    known.learned.restart = known.learned.ahead = Tried::Failed;
    return settingsWith(known);
}

void SeedTranscript::stepByStep()
{
    Script s(inSteps());
    contact(s);
}

void SeedTranscript::stepByStepOctetByOctet()
{
    Script s(inSteps());
    s.setDelivery({Delivery::How::Octets});
    contact(s);
}

/// Who knows nothing of a server asks for what nearly all have, and uses the seed from the second time on (B18).
void SeedTranscript::firstContact()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(kPlain);
    s.client(kAuth);
    s.server(kSuccess);
    s.clientHeader();
    const QByteArray id = s.clientElement().attribute(u"id").toUtf8();
    s.client(kEnable);
    s.serverHeader();
    s.server(kSeedAfter + bindResult(id) + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Classic);
    QCOMPARE(s.session().lastLogin().flights, 3);
    QCOMPARE(learned(s).ahead, Tried::Works);
    QCOMPARE(learned(s).seed, Tried::No);

    Script second(settingsWith(*s.session().settings().cachedFeatures));
    oneChunk(second);
}

void SeedTranscript::threeStatesOfUnread_data()
{
    QTest::addColumn<QByteArray>("inside");
    QTest::addColumn<bool>("told");
    QTest::newRow("no such list") << QByteArray("<latest-id>a</latest-id>") << false;
    QTest::newRow("nothing unread") << QByteArray("<latest-id>a</latest-id><unreads/>") << true;
    QTest::newRow("empty archive") << QByteArray("<latest-id/><unreads/>") << true;
    QTest::newRow("a list") << QByteArray("<unreads><unread jid='bert@example.org' unread-count='1'/></unreads>") << true;
}

void SeedTranscript::threeStatesOfUnread()
{
    QFETCH(QByteArray, inside);
    QFETCH(bool, told);
    Script s(settingsWith(cached(kPlain)));
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound(inside) + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().unreadFromServer, told); // B23
}

void SeedTranscript::oneChunk(Script &s)
{
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client(kBind);
    s.client(kEnable);
    QCOMPARE(s.writes(), 1);
    QCOMPARE(s.clientBytes().count("<?xml"), 1); // not again inside the chunk
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound("<unreads/>") + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 1);
    QCOMPARE(s.session().lastLogin().quietReconnects, 0);
    // Is the stream behind the chunk any good? The first time it is asked.
    const QByteArray id = s.clientElement().attribute(u"id").toUtf8();
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    QCOMPARE(learned(s).restart, Tried::No); // not proved yet: no stanza was understood
    s.server("<iq type='result' id='" + id + "'/>");
    QCOMPARE(learned(s).restart, Tried::Works);
    s.clientSilent();
}

void SeedTranscript::oneChunkWhenKnown()
{
    Script s(settingsWith(cached(kPlain)));
    QSignalSpy told(&s.session(), &Session::featuresLearned);
    oneChunk(s);
    QCOMPARE(told.last()[0].value<ServerFeatures>().learned.restart, Tried::Works); // for the store
}

void SeedTranscript::scramChunk(Script &s)
{
    s.goOnline();
    s.clientHeader();
    const xml::Element auth = s.clientElement();
    s.clientSilent();
    QCOMPARE(auth.attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    ScramServer scram(crypto::Hash::Sha256, u"secret"_s);
    s.serverHeader();
    s.server(kScram + "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + scram.first(QByteArray::fromBase64(auth.text().toLatin1())).toBase64() + "</challenge>");
    const QByteArray final = QByteArray::fromBase64(s.clientElement().text().toLatin1());
    QVERIFY(scram.accepts(final));
    s.clientHeader(); // B17
    s.client(kBind);
    s.client(kEnable);
    QCOMPARE(s.writes(), 2);
    m_beforeSuccess = s.serverOctets();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + scram.final(final).toBase64() + "</success>");
    s.serverHeader();
    s.server(kSeedAfter + seedBound() + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 2);
}

void SeedTranscript::nothingMoreIsAskedOnceItIsProved()
{
    ServerFeatures known = cached(kPlain);
    known.learned.restart = known.learned.seed = Tried::Works;
    Script s(settingsWith(known));
    QSignalSpy told(&s.session(), &Session::featuresLearned);
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client(kBind);
    s.client(kEnable);
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound() + kEnabled);
    s.clientSilent();
    QCOMPARE(s.writes(), 1);
    QCOMPARE(told.last()[0].value<ServerFeatures>().learned.restart, Tried::Works);
}

void SeedTranscript::twoFlightsWithScram()
{
    Script s(settingsWith(cached(kScram)));
    QSignalSpy scram(&s.session(), &Session::scramWorked);
    scramChunk(s);
    QCOMPARE(scram.count(), 1);
}

void SeedTranscript::everyCut_data()
{
    QTest::addColumn<bool>("scram");
    QTest::newRow("PLAIN") << false;
    QTest::newRow("SCRAM") << true;
}

void SeedTranscript::everyCut()
{
    QFETCH(bool, scram);
    const ServerFeatures known = cached(scram ? kScram : kPlain);
    const auto run = [&](Script &s) { scram ? scramChunk(s) : oneChunk(s); };
    Script whole(settingsWith(known));
    run(whole);
    const qsizetype length = whole.serverOctets();
    QVERIFY(length > 700);
    // With SCRAM from where it differs on: its hashing takes time.
    for (qsizetype cut = scram ? m_beforeSuccess : 1; cut < length; ++cut) {
        Script s(settingsWith(known));
        s.setDelivery({Delivery::How::CutAt, cut});
        run(s);
        if (QTest::currentTestFailed())
            qFatal("cut at %lld", qlonglong(cut));
    }
    Script octets(settingsWith(known));
    octets.setDelivery({Delivery::How::Octets});
    run(octets);
}

void SeedTranscript::nothingDroppedThatIsNotRead()
{
    NoArchive extension;
    Script s(settingsWith(cached(kPlain)));
    s.session().attach(&extension);
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client(kClassicBind); // B24
    s.client(kEnable);
    // Today's Bind 2 drops the offline messages as well.
    Script today(loginWithToken(Script::prosodyFeatures()));
    today.session().attach(&extension);
    today.goOnline();
    today.clientHeader();
    QVERIFY(!today.clientElement().child(u"bind", u"urn:xmpp:bind:0"));
}

void SeedTranscript::sessionIsResumedBeforeAnythingIsBound()
{
    SessionSettings settings = settingsWith(cached(kPlain));
    settings.resume.emplace();
    settings.resume->smId = u"sm7"_s;
    settings.resume->inbound = 5;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/old");
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm7' h='5'/>");
    s.clientSilent(); // a bind behind it would come on a bound session
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + "<resumed xmlns='urn:xmpp:sm:3' previd='sm7' h='0'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(s.session().lastLogin().flights, 1);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/old"_s);
    const QByteArray id = s.clientElement().attribute(u"id").toUtf8();
    s.server("<iq type='result' id='" + id + "'/>");
    QCOMPARE(learned(s).restart, Tried::No); // says nothing of a stream that is bound
}

void SeedTranscript::failedResumeIsBoundAtOnce()
{
    SessionSettings settings = settingsWith(cached(kPlain));
    settings.resume.emplace();
    settings.resume->smId = u"sm7"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/old");
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm7' h='0'/>");
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + "<failed xmlns='urn:xmpp:sm:3' h='0'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
    s.client(kBind);
    s.client(kEnable);
    QCOMPARE(s.writes(), 2);
    s.server(seedBound() + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().flights, 2);
    QVERIFY(!s.session().lastLogin().whyNotResumed.isEmpty());
}

void SeedTranscript::stanzasBetweenBoundAndEnabled()
{
    Script s(settingsWith(cached(kPlain)));
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound() + "<message from='bert@example.org/x'><body>carbons are on already</body></message>" + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(stanzas.count(), 0); // not counted by the server, and in the archive
    s.server("<message from='bert@example.org/x'><body>live</body></message>" + kAsk);
    QCOMPARE(stanzas.count(), 1);
    s.session().handled(stanzas[0][0].toULongLong());
    QCOMPARE(s.session().resumeState()->inbound, 1u);
}

void SeedTranscript::sasl2WithoutInlineBind()
{
    const QByteArray features = "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication></stream:features>";
    Script s(settingsWith(cached(features)));
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.is(u"authenticate", u"urn:xmpp:sasl:2"));
    s.clientSilent(); // B104: nothing behind it
    s.serverHeader();
    s.server(features + "<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>anna@example.net</authorization-identifier></success>" + kSeedAfter);
    s.client(kBind);
    s.client(kEnable);
    s.server(seedBound("<unreads/>") + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 2);
}

void SeedTranscript::sasl2ServerThatHasTheSeedIsTakenTheOldWay()
{
    // Both lists, but nothing to bind with inside SASL2: header, auth, header, bind is one round trip shorter.
    const QByteArray features = "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication>"
                                "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
    ServerFeatures known = cached(features);
    Script s(settingsWith(known));
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    s.client(kBind);
    s.client(kEnable);
    known.learned.restart = Tried::Failed;
    Script other(settingsWith(known));
    other.goOnline();
    other.clientHeader();
    QVERIFY(other.clientElement().is(u"authenticate", u"urn:xmpp:sasl:2"));
}

void SeedTranscript::classicServerInOneChunk()
{
    const QByteArray after = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
                             "<sm xmlns='urn:xmpp:sm:3'/></stream:features>";
    Script s(settingsWith(cached(kPlain, after)));
    s.goOnline();
    s.clientHeader();
    s.client(kAuth);
    s.clientHeader();
    const QByteArray bindId = s.clientElement().attribute(u"id").toUtf8();
    const QByteArray sessionId = s.clientElement().attribute(u"id").toUtf8();
    s.client(kEnable);
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(after + bindResult(bindId) + "<iq type='result' id='" + sessionId + "'/>" + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Classic);
    QCOMPARE(s.session().lastLogin().flights, 1);
}

QTEST_GUILESS_MAIN(SeedTranscript)
#include "tst_seed_transcript.moc"
