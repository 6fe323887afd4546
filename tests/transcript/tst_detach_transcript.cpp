// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/ext/kith_detach.h"
#include "tests/support/net/detach_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

/// Sessions that are left on purpose at a server that keeps them for long: ticket and proof (D15–D20).
class DetachTranscript : public QObject
{
    Q_OBJECT
    CryptoRuntime m_crypto;
private Q_SLOTS:
    void preparesWhereItIsOffered();
    void preparesAsSoonAsItIsOffered();
    void preparesNothing_data();
    void preparesNothing();
    void keyMayComeLate();
    void saysThatItLeaves();
    void leavesWithoutATicketAsEver();
    void onlyTheLastTicketCounts();
    void provesInOneFlight();
    void provesBehindAClassicLogin();
    void proofIsForThisConnectionOnly();
    void neverWithoutAnExporter();
    void neverInEarlyData();
    void noProofBeforeItIsWrittenDown();
    void noConnectionWhenItCannotBe();
    void networkChangeNeedsNoProof();
};

void DetachTranscript::preparesWhereItIsOffered()
{
    Disk disk;
    Script s(knownDetach());
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    s.session().setLedger(&disk);
    preparation.setDeviceKey(kDeviceKey);
    beLive(s);
    QCOMPARE(s.session().lastLogin().resumeWindow, std::chrono::seconds(600));
    const QByteArray id = takePrepare(s);
    s.server(prepared(id, "t1"));
    s.settle();
    QVERIFY(disk.last);
    QCOMPARE(disk.last->detachTicket, u"t1"_s);
    QCOMPARE(disk.last->detachMax, std::chrono::hours(168));
    QVERIFY(!disk.last->detached && !disk.last->proving);
    QCOMPARE(s.session().lastLogin().resumeWindow, std::chrono::hours(168));
}

void DetachTranscript::preparesAsSoonAsItIsOffered()
{
    // Bound with the password, and only then do features come that announce it.
    Script s;
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    preparation.setDeviceKey(kDeviceKey);
    s.signIn();
    s.clientSilent();
    s.server(afterAuthWithDetach());
    const QByteArray id = takePrepare(s);
    s.server(prepared(id, "t1", "0"));
    QCOMPARE(s.session().lastLogin().resumeWindow, kUntilServerStops);
    QVERIFY(s.session().features().detach);
    s.server(afterAuthWithDetach()); // asked once
    s.clientSilent();
}

void DetachTranscript::preparesNothing_data()
{
    QTest::addColumn<QByteArray>("inBound");
    QTest::addColumn<bool>("hasKey");
    QTest::addColumn<bool>("offered");
    QTest::newRow("not offered") << kEnabled << true << false;
    QTest::newRow("no key") << kEnabled << false << true;
    QTest::newRow("not resumable") << QByteArray("<enabled xmlns='urn:xmpp:sm:3'/>") << true << true;
}

void DetachTranscript::preparesNothing()
{
    QFETCH(QByteArray, inBound);
    QFETCH(bool, hasKey);
    QFETCH(bool, offered);
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    if (offered)
        settings.cachedFeatures->learnAfterAuth(parseElement(afterAuthWithDetach()));
    Script s(settings);
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    preparation.setDeviceKey(hasKey ? kDeviceKey : QByteArray());
    beLive(s, inBound);
    s.clientSilent();
}

void DetachTranscript::keyMayComeLate()
{
    Script s(knownDetach());
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    s.session().setSigningKey({});
    beLive(s);
    s.server(afterAuthWithDetach());
    s.clientSilent();
    preparation.setDeviceKey(kDeviceKey);
    (void)takePrepare(s);
}

void DetachTranscript::saysThatItLeaves()
{
    Disk disk;
    Script s(knownDetach());
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    s.session().setLedger(&disk);
    beLive(s);
    s.server(prepared(takePrepare(s), "t1"));
    s.settle();
    disk.isSlow = true; // from here on nobody waits for it, but it has been told first
    s.session().detach({farewell()});
    s.client("<presence><show>xa</show></presence>");
    s.client("<detach xmlns='urn:kith:detach:0'/>");
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    s.clientClosed();
    QVERIFY(disk.last->detached);
    QCOMPARE(disk.last->detachTicket, u"t1"_s);
    QVERIFY(disk.last->lostAt.isValid());
    QVERIFY(!disk.last->proving);
}

void DetachTranscript::leavesWithoutATicketAsEver()
{
    Script s(knownDetach());
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    beLive(s);
    const QByteArray id = takePrepare(s); // its answer would be too late
    s.session().detach({farewell()});
    s.client("<presence><show>xa</show></presence>");
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.clientClosed();
    QVERIFY(s.session().resumeState()->detached);
    QVERIFY(s.session().resumeState()->detachTicket.isEmpty());
    s.session().goOnline();
    s.accept();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.child(u"resume", u"urn:xmpp:sm:3"));
    QVERIFY(!authenticate.child(u"resume", u"urn:xmpp:sm:3")->firstChild());
}

void DetachTranscript::onlyTheLastTicketCounts()
{
    Script s(knownDetach());
    bindTo(s);
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    beLive(s);
    s.server(afterAuthWithDetach());
    const QByteArray first = takePrepare(s);
    s.cut();
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticateWith({}, kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='1'/>"));
    const QByteArray second = takePrepare(s);
    s.server(prepared(first, "t1")); // repeated by the server: the first question was answered, and nobody heard it
    s.settle();
    QVERIFY(s.session().resumeState()->detachTicket.isEmpty());
    s.server(prepared(second, "t2"));
    s.settle();
    QCOMPARE(s.session().resumeState()->detachTicket, u"t2"_s);
}

void DetachTranscript::provesInOneFlight()
{
    Disk disk;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    QVERIFY(disk.last->proving); // before a single octet
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + kResumed));
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(s.session().lastLogin().flights, 1);
    QVERIFY(s.session().saidFarewell());
    const ResumeState now = *s.session().resumeState();
    QVERIFY(now.detachTicket.isEmpty() && !now.detached && !now.proving);
}

void DetachTranscript::provesBehindAClassicLogin()
{
    SessionSettings settings = leftOnPurpose();
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    signInClassically(s);
    s.client(resumeElement(proofOf()));
    s.server(kResumed);
    QCOMPARE(s.session().state(), SessionState::Live);
}

void DetachTranscript::proofIsForThisConnectionOnly()
{
    QVERIFY(proofOf("t1", "a") != proofOf("t1", "b"));
    Script s(leftOnPurpose());
    bindTo(s, "another connection"_ba);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf("t1", "another connection"_ba), kBind));
}

void DetachTranscript::neverWithoutAnExporter()
{
    Disk disk;
    Script s(leftOnPurpose());
    s.session().setLedger(&disk);
    s.setBindings({{ChannelBinding::TlsServerEndPoint, "certificate"_ba}});
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith({}, kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(failedResume("not-authorized") + boundElsewhere()));
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(!s.session().lastLogin().whyNotResumed.isEmpty());
}

void DetachTranscript::neverInEarlyData()
{
    const QByteArray features = Script::prosodyFeatures().replace("<fast xmlns='urn:xmpp:fast:0'>", "<fast xmlns='urn:xmpp:fast:0' tls-0rtt='true'>");
    for (const bool proved : {false, true}) {
        SessionSettings settings = leftOnPurpose();
        settings.cachedFeatures = Script::learned(features);
        if (!proved)
            settings.resume->detachTicket.clear();
        Script s(settings);
        bindTo(s);
        s.setEarlyData({u"TLSv1.3"_s, {}, 16384}, EarlyData::Accepted);
        s.goOnline();
        QCOMPARE(s.earlyBytes().isEmpty(), proved);
    }
}

void DetachTranscript::noProofBeforeItIsWrittenDown()
{
    Disk disk;
    disk.isSlow = true;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.session().goOnline();
    s.settle();
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Connecting);
    // Closed and opened meanwhile: only the newest wish counts.
    const auto first = std::exchange(disk.open, {});
    s.session().detach();
    s.session().goOnline();
    const auto second = std::exchange(disk.open, {});
    QVERIFY(first && second);
    first(true);
    QVERIFY(!s.dialer().isDialing());
    second(true);
    s.accept();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
}

void DetachTranscript::noConnectionWhenItCannotBe()
{
    Disk disk;
    disk.isFull = true;
    Script s(leftOnPurpose());
    s.session().setLedger(&disk);
    s.session().goOnline();
    s.settle();
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Waiting);
    disk.isFull = false;
    s.session().hurry();
    QVERIFY(s.dialer().isDialing());
}

void DetachTranscript::networkChangeNeedsNoProof()
{
    Script s(knownDetach());
    bindTo(s);
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    beLive(s);
    s.server(prepared(takePrepare(s), "t1"));
    s.settle();
    s.cut();
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticateWith({}, kBind, "1")); // the ticket is not wasted on it
}

QTEST_GUILESS_MAIN(DetachTranscript)
#include "tst_detach_transcript.moc"
