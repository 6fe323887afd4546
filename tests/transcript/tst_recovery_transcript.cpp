// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kNotAuthorized = "<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>";

QByteArray failure(const QByteArray &condition, const QByteArray &ns = "urn:ietf:params:xml:ns:xmpp-sasl")
{
    return "<failure xmlns='urn:xmpp:sasl:2'><" + condition + " xmlns='" + ns + "'/></failure>";
}

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
    void wrongPasswordWithoutTlsNamespaceMix();
    void pipelinedPasswordIsTriedOnceMoreBeforeTheUserIsTold();
    void revokedTokenFallsBackToPasswordOnTheSameStream();
    void revokedTokenWithoutPasswordAsksForIt();
    void serverInTroubleLeavesTheToken();
    void expiredTokenIsNotTried();
    void replacedTokenIsStored();
    void olderTokenIsForgottenOnceTheNewOneWorked();
    void olderTokenIsTriedBeforeThePasswordIsAskedFor();
    void tokenProofIsVerified();
    void staleCacheCostsOneQuietReconnect_data();
    void staleCacheCostsOneQuietReconnect();
    void secondFailureIsTold();
    void serverThatNeverTakesPipeliningIsLearned();
    void configVersionMismatchKeepsTheToken();
    void unlistedMechanismIsSkipped();
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

void RecoveryTranscript::wrongPasswordWithoutTlsNamespaceMix()
{
    // Prosody: some conditions come in SASL2's own namespace.
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    (void)s.clientElement();
    s.server(failure("account-disabled", "urn:xmpp:sasl:2"));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::AccountDisabled);
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

void RecoveryTranscript::revokedTokenFallsBackToPasswordOnTheSameStream()
{
    Script s(loginWithToken(Script::ejabberdFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + failure("credentials-expired"));
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    QVERIFY(authenticate.child(u"request-token", u"urn:xmpp:fast:0"));
    QVERIFY(!authenticate.child(u"fast", u"urn:xmpp:fast:0"));
    QCOMPARE(tokens.count(), 1);
    QVERIFY(!s.session().settings().token);
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='t2'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.dialer().dials(), 1);
    QCOMPARE(s.session().settings().token->token, u"t2"_s);
    QCOMPARE(s.session().settings().token->mechanism, u"HT-SHA-256-NONE"_s);
}

void RecoveryTranscript::revokedTokenWithoutPasswordAsksForIt()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + kNotAuthorized);
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoPassword);
    QVERIFY(!s.session().settings().token);
}

void RecoveryTranscript::serverInTroubleLeavesTheToken()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + failure("temporary-auth-failure"));
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TemporaryAuthFailure);
    QVERIFY(s.session().settings().token);
}

void RecoveryTranscript::expiredTokenIsNotTried()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.token->expiry = QDateTime(QDate(2026, 2, 1), QTime(0, 0), Qt::UTC);
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
}

void RecoveryTranscript::replacedTokenIsStored()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess(kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='fresh' expiry='2026-05-01T10:00:00Z'/>"));
    QCOMPARE(tokens.count(), 1);
    const FastToken expected{u"HT-SHA-256-NONE"_s, u"fresh"_s, QDateTime(QDate(2026, 5, 1), QTime(10, 0), Qt::UTC), 0, noneToken().token};
    QCOMPARE(*s.session().settings().token, expected);
}

void RecoveryTranscript::olderTokenIsForgottenOnceTheNewOneWorked()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.token->older = u"old"_s;
    Script s(settings);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)));
    QCOMPARE(tokens.count(), 1);
    QCOMPARE(*s.session().settings().token, noneToken());
}

void RecoveryTranscript::olderTokenIsTriedBeforeThePasswordIsAskedFor()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.token = FastToken{u"HT-SHA-256-NONE"_s, u"never arrived at the server"_s, {}, 0, noneToken().token};
    settings.password.clear();
    Script s(settings);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + kNotAuthorized);
    s.clientEnd();
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    s.server(tokenSuccess(kIdentifier + boundWith(kEnabled)));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(*s.session().settings().token, noneToken());
}

void RecoveryTranscript::tokenProofIsVerified()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + "<success xmlns='urn:xmpp:sasl:2'><additional-data>" + QByteArray(32, 'x').toBase64() + "</additional-data>" + kIdentifier
             + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='evil'/></success>");
    s.client("<abort xmlns='urn:xmpp:sasl:2'/>");
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerNotAuthentic);
    QCOMPARE(tokens.count(), 0);
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

void RecoveryTranscript::secondFailureIsTold()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
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
    s.server(failure("mechanism-too-weak"));
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-1"_s);
    s.server(failure("mechanism-too-weak"));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoCommonMechanism);
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
