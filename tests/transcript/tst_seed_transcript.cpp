// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/proto/bind2_seed.h"
#include "net/session/extension.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/scram_server.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kPlain = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
const QByteArray kScram = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism></mechanisms></stream:features>";
const QByteArray kSeedAfter = "<stream:features><bind xmlns='urn:xmpp:bind2:0'/><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
const QByteArray kClassicAfter = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
const QByteArray kAuth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFubmEAc2VjcmV0</auth>";
const QByteArray kSuccess = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const QByteArray kBind = "<bind xmlns='urn:xmpp:bind2:0'/>";
const QByteArray kClassicBind = "<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
const QByteArray kEnable = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

QByteArray seedBound(const QByteArray &more = {}, const QByteArray &jid = "anna@example.net/x81kq0")
{
    return "<bound xmlns='urn:xmpp:bind2:0'><jid>" + jid + "</jid>" + more + "</bound>";
}

ServerFeatures cached(const QByteArray &before, const QByteArray &after = kSeedAfter)
{
    ServerFeatures features;
    features.tls = TlsKind::Direct;
    features.learnBeforeAuth(parseElement(before));
    features.learnAfterAuth(parseElement(after));
    return features;
}

SessionSettings settingsWith(const ServerFeatures &features)
{
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = features;
    return settings;
}

QByteArray bindResult(const QByteArray &id)
{
    return "<iq type='result' id='" + id + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/r1</jid></bind></iq>";
}

/// An account whose archive nobody reads.
class NoArchive final : public Extension
{
public:
    void inlineInto(BindRequest &request) override { request.readsArchive = false; }
};

const LearnedFacts &learned(Script &s)
{
    return s.session().settings().cachedFeatures->learned;
}

} // namespace

/// Bind 2.0 as first written (B1 to B24), and the same machinery on servers that have nothing but RFC 6120.
class SeedTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstContact();
    void firstContactOctetByOctet();
    void threeStatesOfUnread_data();
    void threeStatesOfUnread();
    void oneChunkWhenKnown();
    void twoFlightsWithScram();
    void everyCut_data();
    void everyCut();
    void surprisedByTheChunk_data();
    void surprisedByTheChunk();
    void networkTroubleIsForgivenOnce();
    void silenceBehindSuccess();
    void stumblesBehindTheChunk();
    void refusedSeedIsNotTriedAgain_data();
    void refusedSeedIsNotTriedAgain();
    void seedThatIsNoLongerOffered();
    void changedConfigurationForgives();
    void wrongPasswordBehindAChunk();
    void nothingDroppedThatIsNotRead();
    void sessionIsResumedBeforeAnythingIsBound();
    void failedResumeIsBoundAtOnce();
    void stanzasBetweenBoundAndEnabled();
    void addressOfSomebodyElse();
    void sasl2WithoutInlineBind();
    void sasl2ServerThatHasTheSeedIsTakenTheOldWay();
    void classicServerInOneChunk();

private:
    void contact(Script &s);
    void oneChunk(Script &s);
    void scramChunk(Script &s);
    CryptoRuntime m_crypto;
    qsizetype m_beforeSuccess = 1; ///< octets from the server, in scramChunk()
};

void SeedTranscript::contact(Script &s)
{
    s.goOnline();
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(kPlain);
    s.client(kAuth);
    s.server(kSuccess);
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(kSeedAfter);
    s.client(kBind);
    s.client(kEnable);
    QCOMPARE(s.writes(), 4);
    s.server(seedBound("<latest-id>arc-000917</latest-id><unreads><unread jid='bert@example.org' read-id='arc-000871' unread-count='4'/></unreads>") + kEnabled);
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/x81kq0"_s);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 4);
    QVERIFY(s.session().lastLogin().unreadFromServer);
    QVERIFY(s.session().wasInlined(u"urn:xmpp:carbons:2")); // B9
    QVERIFY(s.session().resumeState());
    const auto said = xep0386seed::parseUnreads(s.session().bound());
    QCOMPARE(said.latestId, u"arc-000917"_s);
    QCOMPARE(said.unreads->size(), size_t(1));
    QCOMPARE(learned(s).seed, Tried::Works);
    QCOMPARE(learned(s).restart, Tried::No);
}

void SeedTranscript::firstContact()
{
    Script s;
    contact(s);
}

void SeedTranscript::firstContactOctetByOctet()
{
    Script s;
    s.setDelivery({Delivery::How::Octets});
    contact(s);
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
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 1);
    QCOMPARE(s.session().lastLogin().quietReconnects, 0);
    s.session().send(xml::Element(u"presence", u"jabber:client"));
    s.client("<presence/>");
    s.client(kAsk);
    QCOMPARE(learned(s).restart, Tried::No); // not proved yet
    s.server("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    QCOMPARE(learned(s).restart, Tried::Works);
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
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().rung, Rung::Seed);
    QCOMPARE(s.session().lastLogin().flights, 2);
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

void SeedTranscript::surprisedByTheChunk_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray error = "<stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";
    QTest::newRow("closed at once") << QByteArray();
    QTest::newRow("closed behind the features") << kPlain;
    QTest::newRow("closed behind success") << kPlain + kSuccess;
    QTest::newRow("stream error") << kPlain + error;
    QTest::newRow("stream error behind success") << kPlain + kSuccess + error;
    QTest::newRow("malformed request") << kPlain + "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><malformed-request/></failure>";
    QTest::newRow("another challenge") << kPlain + "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
    QTest::newRow("old document goes on") << kPlain + kSuccess + kSeedAfter + seedBound();
}

void SeedTranscript::surprisedByTheChunk()
{
    QFETCH(QByteArray, answer);
    Script s(settingsWith(cached(kPlain)));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.serverHeader();
    s.server(answer);
    s.cut();
    QCOMPARE(s.dialer().dials(), 2); // at once
    QCOMPARE(learned(s).restart, Tried::Failed);
    s.accept();
    s.clientHeader();
    s.clientSilent(); // nothing that was not asked for
    s.serverHeader();
    s.server(kPlain);
    s.client(kAuth);
    s.clientSilent();
    s.server(kSuccess);
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(kSeedAfter);
    s.client(kBind);
    s.clientSilent();
    s.server(seedBound());
    s.client(kEnable);
    s.server(kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().quietReconnects, 1);
    QCOMPARE(errors.count(), 0);

    // From now on with what this server takes, and without another surprise: also after a restart of the program.
    const auto kept = ServerFeatures::fromJson(s.session().settings().cachedFeatures->toJson());
    QVERIFY(kept);
    Script later(settingsWith(*kept));
    later.goOnline();
    later.clientHeader();
    later.client(kAuth);
    later.clientSilent();
    later.serverHeader();
    later.server(kPlain + kSuccess);
    later.clientHeader();
    later.clientSilent();
    later.serverHeader();
    later.server(kSeedAfter);
    later.client(kBind);
    later.client(kEnable);
    later.server(seedBound() + kEnabled);
    QCOMPARE(later.session().state(), SessionState::Live);
    QCOMPARE(later.session().lastLogin().flights, 3);
    QCOMPARE(later.session().lastLogin().quietReconnects, 0);
}

void SeedTranscript::networkTroubleIsForgivenOnce()
{
    ServerFeatures known = cached(kPlain);
    known.learned.restart = Tried::Works;
    Script s(settingsWith(known));
    s.goOnline();
    s.cut();
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(learned(s).restart, Tried::No); // one more chance: a line that breaks says little about the server
    Script again(settingsWith(*s.session().settings().cachedFeatures));
    QVERIFY(again.session().settings().cachedFeatures->learned.restart != Tried::Failed);
}

void SeedTranscript::silenceBehindSuccess()
{
    Script s(settingsWith(cached(kPlain)));
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.settle();
    QCOMPARE(s.dialer().dials(), 1);
    s.clock().advance(std::chrono::seconds(2)); // not the half minute of a slow server: what is missing was sent before
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(learned(s).restart, Tried::Failed);
}

void SeedTranscript::stumblesBehindTheChunk()
{
    // As a server does whose parser goes on in the document before the restart.
    Script s(settingsWith(cached(kPlain)));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound() + kEnabled);
    QCOMPARE(s.session().state(), SessionState::Live);
    s.session().send(xml::Element(u"presence", u"jabber:client"));
    s.settle();
    s.server("<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(learned(s).restart, Tried::Failed);
    QCOMPARE(errors.count(), 0);
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(kPlain);
    s.client(kAuth);
    s.server(kSuccess);
    s.clientHeader();
    s.serverHeader();
    s.server(kSeedAfter);
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>");
    s.server("<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    s.client("<presence/>"); // what was lost in the other document
}

void SeedTranscript::refusedSeedIsNotTriedAgain_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("stream error") << QByteArray("<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QTest::newRow("an error of no kind") << QByteArray("<iq type='error' id='x'/>");
    QTest::newRow("failed") << QByteArray("<failed xmlns='urn:xmpp:bind2:0'/>");
    QTest::newRow("bound without an address") << QByteArray("<bound xmlns='urn:xmpp:bind2:0'/>");
    QTest::newRow("bare address") << seedBound({}, "anna@example.net");
    QTest::newRow("only what came behind") << kEnabled;
}

void SeedTranscript::refusedSeedIsNotTriedAgain()
{
    QFETCH(QByteArray, answer);
    for (const bool chunk : {false, true}) {
        Script s(chunk ? settingsWith(cached(kPlain)) : Script::defaultSettings());
        QSignalSpy errors(&s.session(), &Session::errorOccurred);
        s.goOnline();
        s.serverHeader();
        s.server(kPlain + kSuccess);
        s.serverHeader();
        s.server(kSeedAfter + answer);
        QCOMPARE(s.dialer().dials(), 2);
        QCOMPARE(learned(s).seed, Tried::Failed);
        QCOMPARE(learned(s).restart, Tried::No);
        s.accept();
        s.clientHeader();
        s.serverHeader();
        s.server(kPlain);
        s.client(kAuth);
        s.server(kSuccess);
        s.clientHeader();
        s.serverHeader();
        s.server(kSeedAfter);
        const QByteArray id = s.clientElement().attribute(u"id").toUtf8(); // RFC 6120's
        s.server(bindResult(id));
        s.client(kEnable);
        s.server(kEnabled);
        QCOMPARE(s.session().state(), SessionState::Live);
        QCOMPARE(s.session().lastLogin().rung, Rung::Classic);
        QVERIFY(!s.session().wasInlined(u"urn:xmpp:carbons:2"));
        QVERIFY(!s.session().lastLogin().unreadFromServer);
        QCOMPARE(errors.count(), 0);
    }
}

void SeedTranscript::seedThatIsNoLongerOffered()
{
    Script s(settingsWith(cached(kPlain)));
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kClassicAfter + "<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(learned(s).seed, Tried::No); // only the cache was stale
    QCOMPARE(learned(s).restart, Tried::No);
}

void SeedTranscript::changedConfigurationForgives()
{
    ServerFeatures known = cached(kPlain);
    known.learned.restart = known.learned.seed = known.learned.early = Tried::Failed;
    known.learned.upgraded = QStringList{u"UPGR-SCRAM-SHA-256"_s};
    ServerFeatures same = known;
    same.learnBeforeAuth(parseElement(kPlain));
    QCOMPARE(same.learned, known.learned);
    ServerFeatures other = known;
    other.learnBeforeAuth(parseElement(kScram));
    QCOMPARE(other.learned.restart, Tried::No);
    QCOMPARE(other.learned.seed, Tried::No);
    QCOMPARE(other.learned.early, Tried::No);
    QCOMPARE(other.learned.upgraded, known.learned.upgraded);
}

void SeedTranscript::wrongPasswordBehindAChunk()
{
    Script s(settingsWith(cached(kPlain)));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    const QByteArray refused = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>";
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + refused);
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(errors.count(), 0);
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(kPlain);
    s.client(kAuth);
    s.server(refused);
    QCOMPARE(errors.count(), 1); // said step by step, and refused again: now the user is told
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::WrongPassword);
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(learned(s).restart, Tried::No); // the chunk was understood
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

void SeedTranscript::addressOfSomebodyElse()
{
    Script s(settingsWith(cached(kPlain)));
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kSeedAfter + seedBound({}, "mallory@example.net/x"));
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::BindFailed);
    QVERIFY(s.session().state() != SessionState::Live);
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
