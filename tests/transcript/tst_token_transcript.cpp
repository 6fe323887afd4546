// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/proto/xep_0388_sasl2.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

/// Does this <authenticate/> prove this token?
bool usesToken(const xml::Element &authenticate, const QString &token)
{
    const QByteArray proof = crypto::hmac(crypto::Hash::Sha256, token.toUtf8(), "Initiator");
    const QString sent = authenticate.childText(u"initial-response", xep0388::kNs);
    return authenticate.attribute(u"mechanism") == u"HT-SHA-256-NONE" && QByteArray::fromBase64(sent.toLatin1()) == QByteArray("anna\0", 5) + proof;
}

/// prosodyFeatures() of a server that takes tokens no more.
QByteArray withoutTokens()
{
    return Script::prosodyFeatures().replace("<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-EXPR</mechanism><mechanism>HT-SHA-256-NONE</mechanism></fast>", "");
}

QByteArray tokenElement(const QByteArray &token)
{
    return "<token xmlns='urn:xmpp:fast:0' token='" + token + "'/>";
}

} // namespace

/// What becomes of a token: refused, expired, replaced, not looked at. The table of all recovery rows is in tst_recovery_transcript.cpp.
class TokenTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revokedTokenFallsBackToPasswordOnTheSameStream_data();
    void revokedTokenFallsBackToPasswordOnTheSameStream();
    void revokedTokenWithoutPasswordAsksForIt();
    void serverInTroubleLeavesTheToken();
    void expiredByDateIsNotTried();
    void expiredByDateWithoutPassword();
    void mechanismGoneKeepsTheToken();
    void mechanismGoneWithoutPassword();
    void replacedTokenIsStored();
    void olderTokenIsForgottenOnceTheNewOneWorked();
    void olderTokenIsTriedBeforeThePasswordIsAskedFor();
    void rotatedTwiceAndCrashedBetween();
    void secondTokenOnAStreamIsNotToBlame_data();
    void secondTokenOnAStreamIsNotToBlame();
    void tokenProofIsVerified();
    void newerAnswerForm_data();
    void newerAnswerForm();
    void refusalInsideTheAnswer();

private:
    CryptoRuntime m_crypto;
};

void TokenTranscript::revokedTokenFallsBackToPasswordOnTheSameStream_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::newRow("credentials-expired") << QByteArray("credentials-expired"); // the documented code
    QTest::newRow("not-authorized") << QByteArray("not-authorized"); // the common one; ejabberd also for an expired one
    QTest::newRow("malformed-request") << QByteArray("malformed-request");
    QTest::newRow("unheard-of") << QByteArray("token-has-gone-stale");
}

void TokenTranscript::revokedTokenFallsBackToPasswordOnTheSameStream()
{
    QFETCH(QByteArray, condition);
    Script s(loginWithToken(Script::ejabberdFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + saslFailure(condition));
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    QVERIFY(authenticate.child(u"request-token", u"urn:xmpp:fast:0"));
    QVERIFY(!authenticate.child(u"fast", u"urn:xmpp:fast:0"));
    QCOMPARE(tokens.count(), 1);
    QVERIFY(!s.session().settings().token);
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='t2'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.dialer().dials(), 1);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(s.session().settings().token->token, u"t2"_s);
    QCOMPARE(s.session().settings().token->mechanism, u"HT-SHA-256-NONE"_s);
}

void TokenTranscript::revokedTokenWithoutPasswordAsksForIt()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + saslFailure("not-authorized"));
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoPassword);
    QVERIFY(!s.session().settings().token);
}

void TokenTranscript::serverInTroubleLeavesTheToken()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + saslFailure("temporary-auth-failure"));
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::TemporaryAuthFailure);
    QVERIFY(s.session().settings().token);
}

void TokenTranscript::expiredByDateIsNotTried()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.token->expiry = QDateTime(QDate(2026, 2, 1), QTime(0, 0), Qt::UTC);
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
}

void TokenTranscript::replacedTokenIsStored()
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

void TokenTranscript::olderTokenIsForgottenOnceTheNewOneWorked()
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

void TokenTranscript::olderTokenIsTriedBeforeThePasswordIsAskedFor()
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
    s.server(Script::prosodyFeatures() + saslFailure("not-authorized"));
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

void TokenTranscript::tokenProofIsVerified()
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

void TokenTranscript::expiredByDateWithoutPassword()
{
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.token->expiry = QDateTime(QDate(2026, 2, 1), QTime(0, 0), Qt::UTC);
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoPassword);
    QVERIFY(!s.clientBytes().contains("authenticate"));
}

void TokenTranscript::mechanismGoneKeepsTheToken()
{
    // The server takes no tokens at the moment: that says nothing about ours.
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
    s.serverHeader();
    s.server(withoutTokens());
    s.clientSilent(); // expect failure, do not act yet
    QVERIFY(s.session().features().fastMechanisms.isEmpty()); // but the cache is overwritten
    s.server(saslFailure("invalid-mechanism"));
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), u"SCRAM-SHA-1-PLUS"_s);
    QVERIFY(!authenticate.child(u"request-token", u"urn:xmpp:fast:0"));
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.dialer().dials(), 1);
    QCOMPARE(tokens.count(), 0);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(*s.session().settings().token, noneToken());
}

void TokenTranscript::mechanismGoneWithoutPassword()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.password.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(withoutTokens() + saslFailure("invalid-mechanism"));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::NoPassword); // nothing else is left
    QCOMPARE(*s.session().settings().token, noneToken()); // but for the day it takes them again
}

void TokenTranscript::rotatedTwiceAndCrashedBetween()
{
    SessionSettings profile = loginWithToken(Script::prosodyFeatures()); // what is stored
    profile.password.clear(); // nothing may hide behind it
    int errors = 0;
    const auto login = [&errors](const SessionSettings &stored, const QString &uses, const QByteArray &gets) {
        Script s(stored);
        QObject::connect(&s.session(), &Session::errorOccurred, &s.session(), [&errors] { ++errors; });
        s.goOnline();
        s.clientHeader();
        if (!usesToken(s.clientElement(), uses))
            QTest::qFail("another token was used", __FILE__, __LINE__);
        s.serverHeader();
        s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled) + tokenElement(gets), uses));
        if (s.session().state() != SessionState::Live)
            QTest::qFail("not live", __FILE__, __LINE__);
        return s.session().settings();
    };
    profile = login(profile, noneToken().token, "second");
    QCOMPARE(profile.token->older, noneToken().token);
    // The next one is given, but the program dies before it is stored: the server keeps both until the new one was used.
    (void)login(profile, u"second"_s, "lost");
    profile = login(profile, u"second"_s, "third");
    QCOMPARE(profile.token->token, u"third"_s);
    QCOMPARE(profile.token->older, u"second"_s); // the first is gone for good

    // Now it is the server that dies, before it stored the third.
    Script s(profile);
    QObject::connect(&s.session(), &Session::errorOccurred, &s.session(), [&errors] { ++errors; });
    s.goOnline();
    s.clientHeader();
    QVERIFY(usesToken(s.clientElement(), u"third"_s));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + saslFailure("not-authorized"));
    s.clientEnd();
    s.accept();
    s.clientHeader();
    s.clientSilent();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    QVERIFY(usesToken(s.clientElement(), u"second"_s));
    s.server(tokenSuccess(kIdentifier + boundWith(kEnabled) + tokenElement("fourth"), u"second"_s));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().settings().token->token, u"fourth"_s);
    QCOMPARE(s.session().lastLogin().quietReconnects, 1);
    QCOMPARE(errors, 0);
}

void TokenTranscript::secondTokenOnAStreamIsNotToBlame_data()
{
    QTest::addColumn<bool>("password");
    QTest::newRow("with a password") << true;
    QTest::newRow("without") << false;
}

void TokenTranscript::secondTokenOnAStreamIsNotToBlame()
{
    // Prosody looks at one token per stream; here the first was turned away for the version of the cache (XEP-0509).
    QFETCH(bool, password);
    const auto features = [](const QByteArray &version) {
        return Script::prosodyFeatures().replace("</stream:features>", "<config-version xmlns='urn:xmpp:iap:0' value='" + version + "'/></stream:features>");
    };
    SessionSettings settings = loginWithToken(features("v1"));
    if (!password)
        settings.password.clear();
    Script s(settings);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(features("v2") + "<failure xmlns='urn:xmpp:sasl:2'><aborted xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><config-version-mismatch xmlns='urn:xmpp:iap:0'/></failure>");
    QVERIFY(usesToken(s.clientElement(), noneToken().token));
    s.server(saslFailure("malformed-request", "urn:xmpp:sasl:2"));
    if (password) {
        const xml::Element authenticate = s.clientElement();
        QCOMPARE(tokens.count(), 0);
        s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
        QCOMPARE(s.dialer().dials(), 1);
    } else {
        s.clientEnd();
        s.accept();
        s.clientHeader();
        s.serverHeader();
        s.server(features("v2"));
        QVERIFY(usesToken(s.clientElement(), noneToken().token));
        s.server(tokenSuccess(kIdentifier + boundWith(kEnabled)));
    }
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(*s.session().settings().token, noneToken());
    QCOMPARE(errors.count(), 0);
}

void TokenTranscript::newerAnswerForm_data()
{
    const QByteArray key = noneToken().token.toUtf8();
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("right");
    QTest::newRow("no pairs") << QByteArray("\0\0", 2) + crypto::hmac(crypto::Hash::Sha256, key, "Responder") << true;
    QTest::newRow("pairs") << QByteArray("\0a=b,c=d\0", 9) + crypto::hmac(crypto::Hash::Sha256, key, "Respondera=b,c=d") << true;
    QTest::newRow("pairs nobody vouches for") << QByteArray("\0a=b,c=d\0", 9) + crypto::hmac(crypto::Hash::Sha256, key, "Responder") << false;
    QTest::newRow("wrong proof") << QByteArray("\0\0", 2) + QByteArray(32, 'x') << false;
    QTest::newRow("too short") << QByteArray("\0\0", 2) + QByteArray(31, 'x') << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TokenTranscript::newerAnswerForm()
{
    // draft-ietf-kitten-sasl-ht-01 keeps the mechanism's name and changes the answer; both are understood, and both are proofs.
    QFETCH(QByteArray, answer);
    QFETCH(bool, right);
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + "<success xmlns='urn:xmpp:sasl:2'><additional-data>" + answer.toBase64() + "</additional-data>" + kIdentifier + boundWith(kEnabled)
             + "</success>");
    QCOMPARE(s.session().state(), right ? SessionState::Live : SessionState::Offline);
    if (!right)
        QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerNotAuthentic);
    QVERIFY(!asksForPassword(s.session()));
}

void TokenTranscript::refusalInsideTheAnswer()
{
    // The newer draft's 0x01: about the token, so the password must not be asked for again.
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + "<success xmlns='urn:xmpp:sasl:2'><additional-data>" + QByteArray("\x01invalid-token").toBase64() + "</additional-data></success>");
    s.client("<abort xmlns='urn:xmpp:sasl:2'/>");
    s.clientEnd();
    QVERIFY(!s.session().settings().token);
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    const xml::Element authenticate = s.clientElement();
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(errors.count(), 0);
}

QTEST_GUILESS_MAIN(TokenTranscript)
#include "tst_token_transcript.moc"
