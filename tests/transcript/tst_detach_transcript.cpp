// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/ext/kith_detach.h"
#include "net/session/session_ledger.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

/// A disk: keeps the last state, from which another process would go on.
class Disk final : public SessionLedger
{
public:
    void began(const ResumeState &state) override { last = state; }
    void write(const Entry &, Written done) override { done(true); }
    void changed(const ResumeState &state, Written done) override
    {
        last = state;
        ++changes;
        if (isSlow)
            open = std::move(done);
        else
            done(!isFull);
    }
    void left(const ResumeState &state) override { last = state; }
    void ended() override { last.reset(); }

    std::optional<ResumeState> last;
    int changes = 0;
    bool isSlow = false, isFull = false;
    Written open;
};

const QByteArray kDeviceKey(32, 'k');
const QByteArray kExporter = "exporter of this connection"_ba;

QByteArray privateKey()
{
    return crypto::hmac(crypto::Hash::Sha256, kDeviceKey, "kith-detach-0 signing key");
}

QByteArray afterAuth()
{
    return Script::afterAuthFeatures().replace("<csi ", "<detach xmlns='urn:kith:detach:0' max='604800'/><csi ");
}

/// A login that has a token, and knows what this server offers.
SessionSettings known()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.cachedFeatures->learnAfterAuth(parseElement(afterAuth()));
    settings.signingKey = privateKey();
    return settings;
}

/// As another process finds it.
SessionSettings left(bool proving = false)
{
    SessionSettings settings = known();
    ResumeState state;
    state.smId = u"sm1"_s;
    state.fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    state.detached = true;
    state.detachTicket = u"t1"_s;
    state.detachMax = std::chrono::hours(168);
    state.proving = proving;
    settings.resume = state;
    return settings;
}

void bindTo(Script &s, const QByteArray &exporter = kExporter)
{
    s.setBindings({{ChannelBinding::TlsExporter, exporter}});
}

QByteArray proof(const QByteArray &ticket = "t1", const QByteArray &exporter = kExporter)
{
    const QByteArray octets = "kith-detach-0"_ba + '\0' + ticket + '\0' + "sm1" + '\0' + "tls-exporter" + '\0' + exporter;
    return "<proof xmlns='urn:kith:detach:0' ticket='" + ticket + "' binding='tls-exporter'>" + crypto::ed25519Sign(privateKey(), octets).toBase64() + "</proof>";
}

const QByteArray kBind = "<bind xmlns='urn:xmpp:bind:0'><tag>Kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";

QByteArray authenticate(const QByteArray &inResume, const QByteArray &rest, const QByteArray &h = "0")
{
    return "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'><initial-response>*</initial-response>"
           "<user-agent id='*'><software>Kith</software><device>desktop</device></user-agent><fast xmlns='urn:xmpp:fast:0'/>"
           "<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='" + h + "'>" + inResume + "</resume>" + rest + "</authenticate>";
}

const QByteArray kResumed = "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>";

QByteArray failed(const QByteArray &condition, bool nested = true)
{
    const QByteArray inner = "<" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
    return "<failed xmlns='urn:xmpp:sm:3'>" + (nested ? "<error type='cancel'>" + inner + "</error>" : inner) + "</failed>";
}

const QByteArray kKilled = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                           "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>This session was resumed twice with the same ticket</text>"
                           "<killed xmlns='urn:kith:detach:0'/></stream:error></stream:stream>";

QByteArray prepared(const QByteArray &id, const QByteArray &ticket, const QByteArray &max = "604800")
{
    return "<iq type='result' id='" + id + "'><prepared xmlns='urn:kith:detach:0' max='" + max + "'><ticket>" + ticket + "</ticket></prepared></iq>";
}

xml::Element farewell()
{
    xml::Element presence(u"presence", u"jabber:client");
    presence.add(u"show", u"jabber:client", u"xa"_s);
    return presence;
}

/// What the client prepares with; its id.
QByteArray takePrepare(Script &s)
{
    const xml::Element iq = s.clientElement();
    const xml::Element *asked = iq.child(u"prepare", detach::kNs);
    if (!asked || asked->childText(u"key", detach::kNs).toLatin1() != crypto::ed25519PublicKey(privateKey()).toBase64())
        QTest::qFail("not prepared with the public key of this device", __FILE__, __LINE__);
    s.client("<r xmlns='urn:xmpp:sm:3'/>");
    return iq.attribute(u"id").toLatin1();
}

} // namespace

/// Sessions that are left on purpose at a server that keeps them for long: ticket, proof, and what becomes of both (D15–D20, D24–D26).
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
    void lostAnswer();
    void lostProof();
    void lostProofClassic();
    void twiceLost();
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
    void networkChangeNeedsNoProof();
};

void DetachTranscript::preparesWhereItIsOffered()
{
    Disk disk;
    Script s(known());
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
    s.server(afterAuth());
    const QByteArray id = takePrepare(s);
    s.server(prepared(id, "t1", "0"));
    QCOMPARE(s.session().lastLogin().resumeWindow, kUntilServerStops);
    QVERIFY(s.session().features().detach);
    s.server(afterAuth()); // asked once
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
        settings.cachedFeatures->learnAfterAuth(parseElement(afterAuth()));
    Script s(settings);
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    preparation.setDeviceKey(hasKey ? kDeviceKey : QByteArray());
    beLive(s, inBound);
    s.clientSilent();
}

void DetachTranscript::keyMayComeLate()
{
    Script s(known());
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    s.session().setSigningKey({});
    beLive(s);
    s.server(afterAuth());
    s.clientSilent();
    preparation.setDeviceKey(kDeviceKey);
    (void)takePrepare(s);
}

void DetachTranscript::saysThatItLeaves()
{
    Disk disk;
    Script s(known());
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
    Script s(known());
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
    Script s(known());
    bindTo(s);
    detach::Preparation preparation(s.session());
    s.session().attach(&preparation);
    beLive(s);
    s.server(afterAuth());
    const QByteArray first = takePrepare(s);
    s.cut();
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticate({}, kBind));
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
    Script s(left());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    QVERIFY(disk.last->proving); // before a single octet
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
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
    SessionSettings settings = left();
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(afterAuth());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'>" + proof() + "</resume>");
    s.server(kResumed);
    QCOMPARE(s.session().state(), SessionState::Live);
}

void DetachTranscript::proofIsForThisConnectionOnly()
{
    QVERIFY(proof("t1", "a") != proof("t1", "b"));
    Script s(left());
    bindTo(s, "another connection"_ba);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof("t1", "another connection"_ba), kBind));
}

void DetachTranscript::neverWithoutAnExporter()
{
    Disk disk;
    Script s(left());
    s.session().setLedger(&disk);
    s.setBindings({{ChannelBinding::TlsServerEndPoint, "certificate"_ba}});
    s.goOnline();
    s.clientHeader();
    s.client(authenticate({}, kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + failed("not-authorized") + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>")));
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(!s.session().lastLogin().whyNotResumed.isEmpty());
}

void DetachTranscript::neverInEarlyData()
{
    const QByteArray features = Script::prosodyFeatures().replace("<fast xmlns='urn:xmpp:fast:0'>", "<fast xmlns='urn:xmpp:fast:0' tls-0rtt='true'>");
    for (const bool proved : {false, true}) {
        SessionSettings settings = left();
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
    Script s(left());
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
    s.client(authenticate(proof(), kBind));
}

void DetachTranscript::noConnectionWhenItCannotBe()
{
    Disk disk;
    disk.isFull = true;
    Script s(left());
    s.session().setLedger(&disk);
    s.session().goOnline();
    s.settle();
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Waiting);
    disk.isFull = false;
    s.session().hurry();
    QVERIFY(s.dialer().isDialing());
}

void DetachTranscript::lostAnswer()
{
    Disk disk;
    Script s(left());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
    s.cut();
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    s.client(authenticate({}, {})); // not the ticket again; and nothing bound, or there would be no second question
    s.server(tokenSuccess(kIdentifier + kResumed)); // the proof had arrived
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
}

void DetachTranscript::lostProof()
{
    Script s(left(true));
    bindTo(s);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate({}, {}));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>" + failed("not-authorized")) + afterAuth());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'>" + proof() + "</resume>"); // the ticket is still good, and is shown on the same connection
    s.server(kResumed);
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QVERIFY(s.session().lastLogin().whyNotResumed.isEmpty());
    QCOMPARE(errors.count(), 0);
}

void DetachTranscript::lostProofClassic()
{
    SessionSettings settings = left(true);
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(afterAuth());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>");
    s.server(failed("not-authorized", false));
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'>" + proof() + "</resume>");
    s.server(failed("not-authorized", false)); // no third time
    s.client("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
}

void DetachTranscript::twiceLost()
{
    Script s(left(true));
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate({}, {}));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>" + failed("not-authorized")) + afterAuth());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'>" + proof() + "</resume>");
    s.cut();
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticate({}, {})); // shown, and no answer: once more without
}

void DetachTranscript::proofThatNeverLeftIsGivenLater()
{
    Disk disk;
    Script s(left());
    bindTo(s);
    s.session().setLedger(&disk);
    s.session().goOnline();
    s.refuse(TransportErrorKind::NetworkUnreachable);
    QCOMPARE(disk.changes, 1);
    s.session().hurry();
    s.accept();
    QCOMPARE(disk.changes, 1); // it is known there
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
}

void DetachTranscript::refusedLoginBurnsNothing()
{
    Script s(left());
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + saslFailure("not-authorized", "urn:ietf:params:xml:ns:xmpp-sasl"));
    const xml::Element again = s.clientElement(); // with the password, on the same stream
    const xml::Element *resume = again.child(u"resume", u"urn:xmpp:sm:3");
    QVERIFY(resume && resume->child(u"proof", detach::kNs));
    s.server(saslFailure("temporary-auth-failure", "urn:ietf:params:xml:ns:xmpp-sasl"));
    QVERIFY(!s.session().resumeState()->proving); // it was not looked at
}

void DetachTranscript::crashedWhileProving()
{
    Disk disk;
    {
        Script s(left());
        bindTo(s);
        s.session().setLedger(&disk);
        s.goOnline();
        s.clientHeader();
        s.client(authenticate(proof(), kBind));
        s.deleteSession();
    }
    SessionSettings settings = left();
    settings.resume = ResumeState::fromJson(disk.last->toJson());
    Script s(settings);
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate({}, {}));
}

void DetachTranscript::refused_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QString>("word"); ///< of the sentence
    QTest::newRow("not-authorized") << QByteArray("not-authorized") << u"proof"_s;
    QTest::newRow("item-not-found") << QByteArray("item-not-found") << u"no longer"_s;
    QTest::newRow("resource-constraint") << QByteArray("resource-constraint") << u"More had arrived"_s;
    QTest::newRow("not-allowed") << QByteArray("not-allowed") << u"not-allowed"_s;
    QTest::newRow("bad-request") << QByteArray("bad-request") << u"bad-request"_s;
}

void DetachTranscript::refused()
{
    QFETCH(QByteArray, condition);
    QFETCH(QString, word);
    Disk disk;
    Script s(left());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess("<authorization-identifier>anna@example.net/other</authorization-identifier>" + failed(condition) + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>")));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().resource(), u"other"_s);
    QVERIFY2(s.session().lastLogin().whyNotResumed.contains(word), qPrintable(s.session().lastLogin().whyNotResumed));
    QCOMPARE(disk.last->smId, u"sm2"_s);
    QVERIFY(disk.last->detachTicket.isEmpty() && !disk.last->proving);
}

void DetachTranscript::serverIsStopping()
{
    Disk disk;
    Script s(left());
    bindTo(s);
    s.session().setLedger(&disk);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess("<authorization-identifier>anna@example.net/other</authorization-identifier>" + failed("service-unavailable") + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>")));
    s.clientEnd(); // no new session: the old one is there when the server is back
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerShutdown);
    QCOMPARE(disk.last->smId, u"sm1"_s);
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
}

void DetachTranscript::usedBySomebodyElse()
{
    Script s(left());
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.client(authenticate(proof(), kBind));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>" + failed("conflict")) + kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
    QVERIFY(sessionAdvice(*s.session().lastError()).contains(u"another copy of this profile"));
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing()); // nothing before the user says so
}

void DetachTranscript::usedBySomebodyElseClassic()
{
    SessionSettings settings = left();
    settings.cachedFeatures.reset();
    settings.token.reset();
    Script s(settings);
    bindTo(s);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(afterAuth());
    (void)s.clientElement();
    s.server(failed("conflict", false) + kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
}

void DetachTranscript::killedWhileLive()
{
    Script s;
    s.signIn();
    s.server(kKilled);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TakenUpElsewhere);
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
}

void DetachTranscript::fightingCopies()
{
    // Without our module two copies take one session from each other; the server says conflict, or nothing at all.
    SessionSettings settings = left();
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

void DetachTranscript::networkChangeNeedsNoProof()
{
    Script s(known());
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
    s.client(authenticate({}, kBind, "1")); // the ticket is not wasted on it
}

QTEST_GUILESS_MAIN(DetachTranscript)
#include "tst_detach_transcript.moc"
