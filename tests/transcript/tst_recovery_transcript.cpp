// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every way a login can turn out otherwise than what was known of the server promised, and the test that provokes it. R: this file, T: tst_token_transcript, D: tst_stock_defects_transcript,
// S: tst_resume_transcript, E: tst_extension_transcript, X: tst_recovery_real (the real servers). None of them asks for the password unless the password is wrong.
//
//   what happens                                   | test
//   -----------------------------------------------+--------------------------------------------------------------------------------------------------------
//   features changed since the cache               | R mechanismRemoved, otherTlsThanWhenItWasCached, staleInlineFeatures, staleInlineResume; X serverLost*
//   mechanism removed: password, token             | R mechanismRemoved; T mechanismGone*; X serverLostAMechanism, serverLostTokens, serverLostSasl2
//   channel binding removed, its types not (B117)  | tst_security_transcript strippedOffers; X serverLostChannelBinding (told as tampering)
//   token revoked                                  | T revokedToken*; X tokenRevoked
//   token expired: by date, by the server          | T expiredByDate*, revokedToken* (both conditions); X tokenExpiredAtTheServer
//   token rotated twice, a crash between           | T rotatedTwiceAndCrashedBetween, olderToken*; X tokenRotatedAtEachLogin
//   second token on one stream (Prosody)           | T secondTokenOnAStreamIsNotToBlame
//   server's proof wrong; newer form; refusal in it| T tokenProofIsVerified, newerAnswerForm, refusalInsideTheAnswer
//   server in trouble                              | T serverInTroubleLeavesTheToken
//   closed after a pipelined chunk                 | R staleCacheCostsOneQuietReconnect (closed, stream errors, end, broken XML), quietOnceThenBackOff; X chunkIsCut
//   server that never takes a chunk                | R serverThatNeverTakesPipeliningIsLearned
//   config-version mismatch (XEP-0509)             | R configVersionMismatchKeepsTheToken
//   wrong password, pipelined and not              | R wrongPassword, pipelinedPasswordIsTriedOnceMoreBeforeTheUserIsTold; X passwordChanged
//   session expired: resume failed, bind goes on   | S failedWithH*, failedWithoutH*, failedNestedInError, classicResumeFails; R countersStayUntilBound; X sessionExpired
//   bind failed inside <success/>                  | R failedBindInsideSuccess; D prosodyBindFailsInsideSuccess
//   <success/> with neither <bound/> nor <resumed/>| R successWithoutBoundBindsTheOldWay
//   <bound/> without <enabled/>, with <failed/>    | R boundWithoutSm, boundWithFailedSm, smOnlyAfterBind; X serverLostStreamManagement
//   <bound/> without <metadata/>                   | all of these transcripts: no stock server sends it
//   server without archive                         | E archiveErrors; X serverLostTheArchive
//   server without carbons                         | E carbonsByIqWhereNotInline; R staleInlineFeatures; X serverLostCarbons
//   limit of 256 PEP items                         | tst_read_state_real
//   unknown task                                   | R unknownTaskIsAborted
//
//   known defect                                   | test
//   -----------------------------------------------+--------------------------------------------------------------------------------------------------------
//   Prosody: inline <failed> with nested <error>   | S failedNestedInError (resume); R boundWithFailedSm (enable); D prosodyBindFailsInsideSuccess (bind)
//   Prosody: conditions in urn:xmpp:sasl:2         | D conditionsInAnyNamespace
//   Prosody: one token per stream                  | T secondTokenOnAStreamIsNotToBlame
//   Prosody: unasked token on resume               | D prosodyGivesAnUnaskedTokenOnResume
//   Prosody: token's mechanism stored unchecked    | D tokenRequestsNameWhatIsOffered
//   Prosody: needs the attribute mechanism         | D everyAttemptNamesItsMechanism
//   Prosody: features after a resume               | S prosodySendsFeaturesBehindTheReplay
//   Prosody: inline CSI starts nothing             | E clientStateIsToldAgain
//   Prosody: keeps offline copies (B140)           | tst_archive_real
//   ejabberd: no SASL2 without from=               | Script::clientHeader(), in every transcript
//   ejabberd: HT announced without the binding     | D ejabberdAnnouncesUniqOnTls13
//   ejabberd: token not tied to its mechanism      | D tokenIsUsedWithItsMechanismOnly
//   ejabberd: token request needs a user agent     | D noTokenIsAskedForWithoutUserAgent
//   ejabberd: lifetimes 1000 times too long        | D expiryIsTakenAsSaid
//   ejabberd: expired token is not-authorized      | T revokedToken*
//   ejabberd: answers in the classic namespace     | D ejabberdAnswersInTheClassicNamespace
//   ejabberd: <sm/> listed although enabled        | D ejabberdListsSmAlthoughEnabled
//   ejabberd: upgrades offered at each login       | tst_upgrade_transcript upgradesOnce
//   ejabberd: an upgrade locks the account out     | D ejabberdUpgradesToWhatItDoesNotOffer; X serverLostTokens, serverLostAMechanism
//   ejabberd: FAST mechanisms in SCRAM's h         | D ejabberdHashesTokenMechanisms
//   ejabberd: tokens outlive a new password        | X passwordChanged
//   ejabberd: invalidate leaves the pending token  | nothing a client can do; it expires
//   authorization-identity (B106)                  | D identifierMisspelt
#include "net/crypto/crypto_runtime.h"
#include "net/ext/xep_0280_carbons.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kNotAuthorized = saslFailure("not-authorized");

QByteArray streamError(const QByteArray &condition, const QByteArray &text = {})
{
    return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + text + "</" + condition + "></stream:error>";
}

} // namespace

/// What goes wrong while signing in, and what it costs: the recovery table of bind2.md and its defects of stock servers.
class RecoveryTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongPassword();
    void pipelinedPasswordIsTriedOnceMoreBeforeTheUserIsTold();
    void staleCacheCostsOneQuietReconnect_data();
    void staleCacheCostsOneQuietReconnect();
    void quietOnceThenBackOff();
    void serverThatNeverTakesPipeliningIsLearned();
    void configVersionMismatchKeepsTheToken();
    void unlistedMechanismIsSkipped();
    void mechanismRemoved();
    void otherTlsThanWhenItWasCached();
    void staleInlineFeatures();
    void staleInlineResume();
    void countersStayUntilBound();
    void successWithoutBoundBindsTheOldWay();
    void failedBindInsideSuccess();
    void boundWithoutSm();
    void boundWithFailedSm();
    void smOnlyAfterBind();
    void unknownTaskIsAborted();
    void seeOtherHostOnce();
    void streamErrorsHaveCauses_data();
    void streamErrorsHaveCauses();
    void silentServer();

private:
    CryptoRuntime m_crypto;
};

void RecoveryTranscript::wrongPassword()
{
    Script s;
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    (void)s.clientElement();
    s.server(kNotAuthorized);
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::WrongPassword);
    QCOMPARE(errors.count(), 1);
    QVERIFY(!s.dialer().isDialing());
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
}

void RecoveryTranscript::pipelinedPasswordIsTriedOnceMoreBeforeTheUserIsTold()
{
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = Script::learned(Script::ejabberdFeatures());
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + kNotAuthorized);
    const xml::Element again = s.clientElement();
    QCOMPARE(again.attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    QVERIFY(!s.session().lastError());
    s.server(kNotAuthorized);
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::WrongPassword);
    QCOMPARE(s.dialer().dials(), 1);
}

void RecoveryTranscript::staleCacheCostsOneQuietReconnect_data()
{
    QTest::addColumn<QByteArray>("answer"); // empty: the connection just goes
    QTest::newRow("closed") << QByteArray();
    QTest::newRow("policy-violation") << streamError("policy-violation");
    QTest::newRow("unsupported-stanza-type") << streamError("unsupported-stanza-type");
    QTest::newRow("end of stream") << QByteArray("</stream:stream>");
    QTest::newRow("broken XML") << QByteArray("<a></b>");
}

void RecoveryTranscript::staleCacheCostsOneQuietReconnect()
{
    QFETCH(QByteArray, answer);
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    QSignalSpy states(&s.session(), &Session::stateChanged);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    if (answer.isEmpty())
        s.cut();
    else
        s.server(answer);
    // At once, and only speaking when spoken to; the token is still good.
    s.accept();
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    s.server(tokenSuccess(kIdentifier + boundWith(kEnabled)));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(states.count(), 2); // connecting, live: the user saw nothing of it
    QCOMPARE(s.session().lastLogin().quietReconnects, 1);
}

void RecoveryTranscript::quietOnceThenBackOff()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.cut();
    s.accept();
    s.clientHeader();
    s.cut();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QVERIFY(!s.dialer().isDialing());
    QVERIFY(s.session().retryAt() > s.clock().now());
    QCOMPARE(errors.count(), 1);
    QVERIFY(!asksForPassword(s.session()));
    s.clock().advance(std::chrono::seconds(30)); // normal back-off from here on, and still no word before the server's
    s.accept();
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s); // the token was not to blame
    s.server(tokenSuccess(kIdentifier + boundWith(kEnabled)));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().quietReconnects, 1);
}

void RecoveryTranscript::serverThatNeverTakesPipeliningIsLearned()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().goOnline();
    for (int login = 0; login < 3; ++login) {
        s.accept();
        s.clientHeader();
        if (login < 2) {
            (void)s.clientElement();
            s.cut();
            s.accept();
            s.clientHeader();
        }
        s.clientSilent();
        s.serverHeader();
        s.server(Script::prosodyFeatures());
        (void)s.clientElement();
        s.server(tokenSuccess(kIdentifier + boundWith(kEnabled)));
        QCOMPARE(s.session().state(), SessionState::Live);
        s.cut();
        s.clock().advance(std::chrono::seconds(10));
    }
}

void RecoveryTranscript::configVersionMismatchKeepsTheToken()
{
    const QByteArray version = "<config-version xmlns='urn:xmpp:iap:0' value='v1'/></stream:features>";
    SessionSettings settings = loginWithToken(Script::prosodyFeatures().replace("</stream:features>", version));
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    const xml::Element first = s.clientElement();
    QCOMPARE(first.child(u"config-version", u"urn:xmpp:iap:0")->attribute(u"value"), u"v1"_s);
    s.serverHeader();
    s.server(Script::prosodyFeatures().replace("</stream:features>", QByteArray(version).replace("v1", "v2"))
             + "<failure xmlns='urn:xmpp:sasl:2'><aborted xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><config-version-mismatch xmlns='urn:xmpp:iap:0'/></failure>");
    const xml::Element second = s.clientElement();
    QCOMPARE(second.attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    QVERIFY(!second.child(u"config-version", u"urn:xmpp:iap:0"));
    QCOMPARE(s.session().features().configVersion, u"v2"_s);
    QVERIFY(s.session().settings().token);
}

void RecoveryTranscript::unlistedMechanismIsSkipped()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-512</mechanism><mechanism>SCRAM-SHA-1</mechanism></authentication></stream:features>");
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-512"_s);
    s.server(saslFailure("mechanism-too-weak"));
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-1"_s);
    s.server(saslFailure("mechanism-too-weak"));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoCommonMechanism);
}

void RecoveryTranscript::mechanismRemoved()
{
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = Script::learned(Script::ejabberdFeatures());
    Script s(settings);
    QSignalSpy learned(&s.session(), &Session::featuresLearned);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    s.serverHeader();
    s.server(Script::ejabberdFeatures().replace("SCRAM-SHA-256", "SCRAM-SHA-512"));
    s.clientSilent(); // the cache is overwritten, but nothing is done before the failure
    QCOMPARE(learned.count(), 1);
    s.server(saslFailure("invalid-mechanism"));
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-512"_s);
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().settings().cachedFeatures->mechanisms, QStringList({u"PLAIN"_s, u"SCRAM-SHA-512"_s}));
    QCOMPARE(errors.count(), 0);
}

void RecoveryTranscript::otherTlsThanWhenItWasCached()
{
    // What was cached named a binding that this TLS does not have, and this server sends no h (B118): that looks like tampering only as long as the cache is believed.
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = Script::learned(Script::prosodyFeatures().replace("tls-exporter", "tls-unique"));
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-1-PLUS"_s);
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
}

void RecoveryTranscript::staleInlineFeatures()
{
    // The server binds as ever, but passes over what it no longer knows inside <bind/>: it counts as not asked.
    xep0280::Carbons carbons;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&carbons);
    s.goOnline();
    s.clientHeader();
    const xml::Element bind = *s.clientElement().child(u"bind", u"urn:xmpp:bind:0");
    QVERIFY(bind.child(u"enable", u"urn:xmpp:carbons:2") && bind.child(u"enable", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(Script::prosodyFeatures().replace("<feature var='urn:xmpp:carbons:2'/>", "").replace("<feature var='urn:xmpp:sm:3'/>", "")
             + tokenSuccess(kIdentifier + boundWith({})));
    s.clientSilent();
    s.server(Script::afterAuthFeatures());
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<enabled xmlns='urn:xmpp:sm:3' id='late' resume='true'/>");
    s.client("<iq type='set' id='*'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
    QVERIFY(!s.session().wasInlined(u"urn:xmpp:carbons:2"));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().resumeState()->smId, u"late"_s);
    s.server("<iq type='error' id='id1'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    QCOMPARE(s.session().state(), SessionState::Live); // a server without carbons is a server all the same
    QVERIFY(!s.session().lastError());
}

void RecoveryTranscript::staleInlineResume()
{
    // Neither resuming nor binding is known inside SASL2 any more: both the old way, and in this order.
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.resume = ResumeState{};
    settings.resume->smId = u"sm1"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.child(u"resume", u"urn:xmpp:sm:3") && authenticate.child(u"bind", u"urn:xmpp:bind:0")); // B110
    s.serverHeader();
    s.server("<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-1</mechanism>"
             "<inline><fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast></inline></authentication></stream:features>"
             + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>") + Script::afterAuthFeatures());
    s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>");
    s.server("<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(s.session().lastLogin().resumed);
    QVERIFY(s.session().lastLogin().whyNotResumed.isEmpty());
}

void RecoveryTranscript::countersStayUntilBound()
{
    // B110: refused to resume, and gone before anything was bound. Nothing is settled: the next login asks again, and nothing counts as lost before.
    const QByteArray features = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
    SessionSettings settings = Script::defaultSettings();
    settings.resume = ResumeState{};
    settings.resume->smId = u"sm1"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    settings.resume->inbound = 3;
    settings.resume->outbound = 1;
    settings.resume->unacked = {{7, parseElement("<message to='bert@example.org' id='m1'><body>one</body></message>"), QDateTime(QDate(2026, 3, 1), QTime(11, 0), Qt::UTC)}};
    Script s(settings);
    QSignalSpy fates(&s.session(), &Session::fateChanged);
    s.session().goOnline();
    for (const bool last : {false, true}) {
        s.accept();
        s.clientHeader();
        s.serverHeader();
        s.server(features);
        (void)s.clientElement();
        s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        s.clientHeader();
        s.serverHeader();
        s.server(Script::afterAuthFeatures());
        s.client("<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='3'/>");
        s.server("<failed xmlns='urn:xmpp:sm:3' h='0'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
        const xml::Element bind = s.clientElement();
        if (!last) {
            s.cut();
            QCOMPARE(s.session().resumeState()->inbound, 3u);
            QCOMPARE(s.session().resumeState()->unacked.size(), size_t(1));
            QCOMPARE(fates.count(), 0);
            s.clock().advance(std::chrono::seconds(10));
            continue;
        }
        s.server("<iq type='result' id='" + bind.attribute(u"id").toUtf8() + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/n</jid></bind></iq>");
        s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        s.server("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>");
    }
    QCOMPARE(fates.count(), 1);
    QCOMPARE(fates[0][1].value<Fate>(), Fate::Lost); // for its owner to look up in the archive
    QCOMPARE(s.session().resumeState()->inbound, 0u);
    QVERIFY(!asksForPassword(s.session()));
}

void RecoveryTranscript::successWithoutBoundBindsTheOldWay()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>"));
    s.clientSilent();
    s.server(Script::afterAuthFeatures());
    s.client("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    s.server("<iq type='result' id='id1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/old</jid></bind></iq>");
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<failed xmlns='urn:xmpp:sm:3'><internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(!s.session().resumeState());
    QVERIFY(!s.session().wasInlined(u"urn:xmpp:sm:3"));
}

void RecoveryTranscript::failedBindInsideSuccess()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess("<authorization-identifier>anna@example.net</authorization-identifier>"
                            "<failed xmlns='urn:xmpp:bind:0'><error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>")
             + Script::afterAuthFeatures());
    s.client("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"); // in the same write
    s.server("<iq type='error' id='id1'><error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::BindFailed);
}

void RecoveryTranscript::boundWithoutSm()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith({})) + Script::afterAuthFeatures());
    s.clientSilent(); // no second <enable/> on the strength of <sm/>
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(!s.session().resumeState());
}

void RecoveryTranscript::boundWithFailedSm()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess(kIdentifier
                            + boundWith("<failed xmlns='urn:xmpp:sm:3'><error type='wait'><internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>"))
             + Script::afterAuthFeatures());
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QVERIFY(!s.session().resumeState());
}

void RecoveryTranscript::smOnlyAfterBind()
{
    // Bind 2 without stream management inside: then it is asked for as RFC 6120 streams do.
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:sm:3'/>", "");
    Script s(loginWithToken(features));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(features + tokenSuccess(kIdentifier + boundWith({})));
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Connecting);
    s.server(Script::afterAuthFeatures());
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<enabled xmlns='urn:xmpp:sm:3' id='late' resume='1'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().resumeState()->smId, u"late"_s);
}

void RecoveryTranscript::unknownTaskIsAborted()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    (void)s.clientElement();
    s.server("<continue xmlns='urn:xmpp:sasl:2'><additional-data>dj0x</additional-data><tasks><task>TOTP-EXAMPLE</task></tasks></continue>");
    s.client("<abort xmlns='urn:xmpp:sasl:2'/>");
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::StepNotSupported);
    QCOMPARE(s.session().lastError()->detail, u"TOTP-EXAMPLE"_s);
}

void RecoveryTranscript::seeOtherHostOnce()
{
    Script s;
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(streamError("see-other-host", "[2001:db8::1]:5223"));
    s.clientEnd();
    QVERIFY(s.dialer().isDialing());
    QCOMPARE(s.dialer().request().fixedHost, u"2001:db8::1"_s);
    QCOMPARE(s.dialer().request().fixedPort, quint16(5223));
    QCOMPARE(s.dialer().request().domain, QByteArray("example.net")); // the certificate must still be the domain's
    QCOMPARE(errors.count(), 0);
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(streamError("see-other-host", "elsewhere.example.net"));
    s.clientEnd();
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(errors.count(), 1);
}

void RecoveryTranscript::streamErrorsHaveCauses_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<SessionErrorKind>("kind");
    QTest::addColumn<bool>("retried");
    QTest::newRow("host-unknown") << QByteArray("host-unknown") << SessionErrorKind::HostUnknown << false;
    QTest::newRow("conflict") << QByteArray("conflict") << SessionErrorKind::Conflict << false;
    QTest::newRow("system-shutdown") << QByteArray("system-shutdown") << SessionErrorKind::ServerShutdown << true;
    QTest::newRow("policy-violation") << QByteArray("policy-violation") << SessionErrorKind::PolicyViolation << true;
    QTest::newRow("resource-constraint") << QByteArray("resource-constraint") << SessionErrorKind::ResourceConstraint << true;
    QTest::newRow("not-well-formed") << QByteArray("not-well-formed") << SessionErrorKind::ProtocolError << true;
    QTest::newRow("connection-timeout") << QByteArray("connection-timeout") << SessionErrorKind::KeepaliveTimeout << true;
    QTest::newRow("unheard-of") << QByteArray("unheard-of") << SessionErrorKind::Other << true;
}

void RecoveryTranscript::streamErrorsHaveCauses()
{
    QFETCH(QByteArray, condition);
    QFETCH(SessionErrorKind, kind);
    QFETCH(bool, retried);
    const auto expected = retried ? SessionState::Waiting : SessionState::Offline;
    {
        Script s; // while signing in
        s.goOnline();
        s.clientHeader();
        s.serverHeader();
        s.server(streamError(condition));
        s.clientEnd();
        s.clientClosed();
        QCOMPARE(s.session().lastError()->kind, kind);
        QCOMPARE(s.session().state(), expected);
        QVERIFY(!sessionAdvice(*s.session().lastError()).isEmpty());
    }
    Script s; // when live
    s.signIn();
    s.server(streamError(condition));
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().lastError()->kind, kind);
    QCOMPARE(s.session().state(), expected);
}

void RecoveryTranscript::silentServer()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.clock().advance(std::chrono::seconds(30));
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::Transport);
    QCOMPARE(s.session().lastError()->transport->kind, TransportErrorKind::TimedOut);
}

QTEST_GUILESS_MAIN(RecoveryTranscript)
#include "tst_recovery_transcript.moc"
