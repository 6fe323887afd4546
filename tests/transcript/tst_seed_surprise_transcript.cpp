// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/seed_parts.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

/// Servers that do not take what is pipelined across a stream restart, or that do not keep what the seed's feature promises: one quiet reconnect, and never again.
class SeedSurpriseTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void surprisedByTheChunk_data();
    void surprisedByTheChunk();
    void networkTroubleIsForgivenOnce();
    void silenceBehindSuccess();
    void stumblesBehindTheChunk();
    void stumblesBehindAFailedResume();
    void refusedSeedIsNotTriedAgain_data();
    void refusedSeedIsNotTriedAgain();
    void seedThatIsNoLongerOffered();
    void changedConfigurationForgives();
    void wrongPasswordBehindAChunk();
    void addressOfSomebodyElse();

private:
    CryptoRuntime m_crypto;
};

void SeedSurpriseTranscript::surprisedByTheChunk_data()
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

void SeedSurpriseTranscript::surprisedByTheChunk()
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
    later.client(kBind);
    later.client(kEnable);
    later.clientSilent();
    later.serverHeader();
    later.server(kSeedAfter + seedBound() + kEnabled);
    QCOMPARE(later.session().state(), SessionState::Live);
    QCOMPARE(later.session().lastLogin().flights, 2);
    QCOMPARE(later.session().lastLogin().quietReconnects, 0);
}

void SeedSurpriseTranscript::networkTroubleIsForgivenOnce()
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

void SeedSurpriseTranscript::silenceBehindSuccess()
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

void SeedSurpriseTranscript::stumblesBehindTheChunk()
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
    s.server("<a xmlns='urn:xmpp:sm:3' h='0'/>"); // <r/> has a namespace of its own
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
    QCOMPARE(s.session().lastLogin().quietReconnects, 1);
    s.client("<iq type='get' id='*'><ping xmlns='urn:xmpp:ping'/></iq>"); // what was lost in the other document
    s.client("<presence/>");
}

void SeedSurpriseTranscript::stumblesBehindAFailedResume()
{
    ServerFeatures known = cached(kPlain, kClassicAfter);
    known.learned.restart = Tried::Works; // as it seemed
    SessionSettings settings = settingsWith(known);
    settings.resume.emplace();
    settings.resume->smId = u"sm7"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/old");
    Script s(settings);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.serverHeader();
    s.server(kPlain + kSuccess);
    s.serverHeader();
    s.server(kClassicAfter + "<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
    s.settle();
    s.server("<stream:error><not-well-formed xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QCOMPARE(s.dialer().dials(), 2);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(learned(s).restart, Tried::Failed);
}

void SeedSurpriseTranscript::refusedSeedIsNotTriedAgain_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("stream error") << QByteArray("<stream:error><unsupported-stanza-type xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
    QTest::newRow("an error of no kind") << QByteArray("<iq type='error' id='x'/>");
    QTest::newRow("failed") << QByteArray("<failed xmlns='urn:xmpp:bind2:0'/>");
    QTest::newRow("bound without an address") << QByteArray("<bound xmlns='urn:xmpp:bind2:0'/>");
    QTest::newRow("bare address") << seedBound({}, "anna@example.net");
    QTest::newRow("only what came behind") << kEnabled;
}

void SeedSurpriseTranscript::refusedSeedIsNotTriedAgain()
{
    QFETCH(QByteArray, answer);
    for (const bool chunk : {false, true}) {
        ServerFeatures known = cached(kPlain);
        known.learned.restart = chunk ? Tried::No : Tried::Failed;
        Script s(settingsWith(known));
        QSignalSpy errors(&s.session(), &Session::errorOccurred);
        s.goOnline();
        s.serverHeader();
        s.server(kPlain + kSuccess);
        s.serverHeader();
        s.server(kSeedAfter + answer);
        QCOMPARE(s.dialer().dials(), 2);
        QCOMPARE(learned(s).seed, Tried::Failed);
        QCOMPARE(learned(s).restart, known.learned.restart);
        QVERIFY(learned(s).ahead != Tried::Failed);
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

void SeedSurpriseTranscript::seedThatIsNoLongerOffered()
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

void SeedSurpriseTranscript::changedConfigurationForgives()
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

void SeedSurpriseTranscript::wrongPasswordBehindAChunk()
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

void SeedSurpriseTranscript::addressOfSomebodyElse()
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

QTEST_GUILESS_MAIN(SeedSurpriseTranscript)
#include "tst_seed_surprise_transcript.moc"
