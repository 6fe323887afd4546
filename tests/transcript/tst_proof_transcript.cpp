// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/proto/kith_detach.h"
#include "tests/support/net/detach_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

/// What becomes of a proof: lost, refused, or given by somebody else before (D24–D26).
class ProofTranscript : public QObject
{
    Q_OBJECT
    CryptoRuntime m_crypto;
private Q_SLOTS:
    void lostAnswer();
    void lostProof();
    void lostProofClassic();
    void twiceLost();
    void lostAndForgotten();
    void proofThatNeverLeftIsGivenLater();
    void refusedLoginBurnsNothing();
    void crashedWhileProving();
    void refused_data();
    void refused();
    void serverIsStopping();
    void usedBySomebodyElse();
    void usedBySomebodyElseClassic();
    void killedWhileLive();
    void fightingCopies();
};

void ProofTranscript::lostAnswer()
{
    Disk disk;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    s.cut();
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    s.client(authenticateWith({}, {})); // not the ticket again; and nothing bound, or there would be no second question
    s.server(tokenSuccess(kIdentifier + kResumed)); // the proof had arrived
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
}

void ProofTranscript::lostProof()
{
    Script s(leftOnPurpose(true));
    bindTo(s);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith({}, {}));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kBareIdentifier + failedResume("not-authorized")) + afterAuthWithDetach());
    s.client(resumeElement(proofOf())); // the ticket is still good, and is shown on the same connection
    s.server(kResumed);
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QVERIFY(s.session().lastLogin().whyNotResumed.isEmpty());
    QCOMPARE(errors.count(), 0);
}

void ProofTranscript::lostProofClassic()
{
    SessionSettings settings = leftOnPurpose(true);
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    signInClassically(s);
    s.client(resumeElement());
    s.server(failedResume("not-authorized", false));
    s.client(resumeElement(proofOf()));
    s.server(failedResume("not-authorized", false)); // no third time
    s.client("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
}

void ProofTranscript::twiceLost()
{
    Script s(leftOnPurpose(true));
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith({}, {}));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kBareIdentifier + failedResume("not-authorized")) + afterAuthWithDetach());
    s.client(resumeElement(proofOf()));
    s.cut();
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticateWith({}, {})); // shown, and no answer: once more without
}

void ProofTranscript::lostAndForgotten()
{
    Script s(leftOnPurpose(true));
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith({}, {}));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kBareIdentifier + failedResume("item-not-found")) + afterAuthWithDetach());
    s.client("<iq type='set' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"); // nothing was bound beside it
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<iq type='result' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/n</jid></bind></iq><enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().resumeState()->smId, u"sm2"_s);
    QVERIFY(!s.session().resumeState()->proving);
    QVERIFY(!s.session().lastLogin().whyNotResumed.isEmpty());
}

void ProofTranscript::proofThatNeverLeftIsGivenLater()
{
    Disk disk;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.session().goOnline();
    s.refuse(TransportErrorKind::NetworkUnreachable);
    QCOMPARE(disk.changes, 1);
    s.session().hurry();
    s.accept();
    QCOMPARE(disk.changes, 1); // it is known there
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
}

void ProofTranscript::refusedLoginBurnsNothing()
{
    Script s(leftOnPurpose());
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + saslFailure("not-authorized", "urn:ietf:params:xml:ns:xmpp-sasl"));
    const xml::Element again = s.clientElement(); // with the password, on the same stream
    const xml::Element *resume = again.child(u"resume", u"urn:xmpp:sm:3");
    QVERIFY(resume && resume->child(u"proof", detach::kNs));
    s.server(saslFailure("temporary-auth-failure", "urn:ietf:params:xml:ns:xmpp-sasl"));
    QVERIFY(!s.session().resumeState()->proving); // it was not looked at
}

void ProofTranscript::crashedWhileProving()
{
    Disk disk;
    {
        Script s(leftOnPurpose());
        bindTo(s);
        s.session().setLedger(&disk);
        s.goOnline();
        s.clientHeader();
        s.client(authenticateWith(proofOf(), kBind));
        s.deleteSession();
    }
    SessionSettings settings = leftOnPurpose();
    settings.resume = ResumeState::fromJson(disk.last->toJson());
    Script s(settings);
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith({}, {}));
}

void ProofTranscript::refused_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QString>("word"); ///< of the sentence
    QTest::newRow("not-authorized") << QByteArray("not-authorized") << u"proof"_s;
    QTest::newRow("item-not-found") << QByteArray("item-not-found") << u"no longer"_s;
    QTest::newRow("resource-constraint") << QByteArray("resource-constraint") << u"More had arrived"_s;
    QTest::newRow("not-allowed") << QByteArray("not-allowed") << u"not-allowed"_s;
    QTest::newRow("bad-request") << QByteArray("bad-request") << u"bad-request"_s;
}

void ProofTranscript::refused()
{
    QFETCH(QByteArray, condition);
    QFETCH(QString, word);
    Disk disk;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess(failedResume(condition) + boundElsewhere()));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().resource(), u"other"_s);
    QVERIFY2(s.session().lastLogin().whyNotResumed.contains(word), qPrintable(s.session().lastLogin().whyNotResumed));
    QCOMPARE(disk.last->smId, u"sm2"_s);
    QVERIFY(disk.last->detachTicket.isEmpty() && !disk.last->proving);
}

void ProofTranscript::serverIsStopping()
{
    Disk disk;
    Script s(leftOnPurpose());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess(failedResume("service-unavailable") + boundElsewhere()));
    s.clientEnd(); // no new session: the old one is there when the server is back
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerShutdown);
    QCOMPARE(disk.last->smId, u"sm1"_s);
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
}

void ProofTranscript::usedBySomebodyElse()
{
    Script s(leftOnPurpose());
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticateWith(proofOf(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kBareIdentifier + failedResume("conflict")) + kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
    QVERIFY(sessionAdvice(*s.session().lastError()).contains(u"another copy of this profile"));
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing()); // nothing before the user says so
}

void ProofTranscript::usedBySomebodyElseClassic()
{
    SessionSettings settings = leftOnPurpose();
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    signInClassically(s);
    (void)s.clientElement();
    s.server(failedResume("conflict", false) + kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
}

void ProofTranscript::killedWhileLive()
{
    Script s;
    s.signIn();
    s.server(kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
}

void ProofTranscript::fightingCopies()
{
    // Without our module two copies take one session from each other; the server says conflict, or nothing at all.
    SessionSettings settings = leftOnPurpose();
    settings.resume->detachTicket.clear();
    Script s(settings);
    const auto resumeAndLose = [&] {
        s.goOnline();
        s.clientHeader();
        (void)s.clientElement();
        s.serverHeader();
        s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + kResumed));
        s.server("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    };
    resumeAndLose();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::Conflict);
    resumeAndLose();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
    QCOMPARE(s.session().state(), SessionState::Offline);
}

QTEST_GUILESS_MAIN(ProofTranscript)
#include "tst_proof_transcript.moc"
