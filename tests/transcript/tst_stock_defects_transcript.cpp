// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/sasl/offer_hash.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/scram_server.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kBareIdentifier = "<authorization-identifier>anna@example.net</authorization-identifier>";

QByteArray withTokenMechanisms(const QByteArray &names)
{
    QByteArray list;
    for (const QByteArray &name : names.split(' '))
        list += "<mechanism>" + name + "</mechanism>";
    return Script::ejabberdFeatures().replace("<mechanism>HT-SHA-256-NONE</mechanism>", list);
}

/// What a login by password asks for as its token; empty: none.
QString requestedToken(const xml::Element &authenticate)
{
    const xml::Element *request = authenticate.child(u"request-token", u"urn:xmpp:fast:0");
    return request ? request->attribute(u"mechanism") : QString();
}

QByteArray withUpgrade(QByteArray features)
{
    return features.replace("<inline><bind", "<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-512</upgrade><inline><bind");
}

SessionSettings withSession(SessionSettings settings)
{
    settings.resume = ResumeState{};
    settings.resume->smId = u"sm1"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    return settings;
}

} // namespace

/// What Prosody with prosody-modules and ejabberd do otherwise than written, as they do it. The table of all of it is in tst_recovery_transcript.cpp.
class StockDefectsTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsInAnyNamespace_data();
    void conditionsInAnyNamespace();
    void everyAttemptNamesItsMechanism();
    void prosodyBindFailsInsideSuccess();
    void prosodyGivesAnUnaskedTokenOnResume_data();
    void prosodyGivesAnUnaskedTokenOnResume();
    void tokenRequestsNameWhatIsOffered_data();
    void tokenRequestsNameWhatIsOffered();
    void ejabberdAnnouncesUniqOnTls13();
    void tokenIsUsedWithItsMechanismOnly_data();
    void tokenIsUsedWithItsMechanismOnly();
    void noTokenIsAskedForWithoutUserAgent();
    void expiryIsTakenAsSaid_data();
    void expiryIsTakenAsSaid();
    void ejabberdAnswersInTheClassicNamespace();
    void ejabberdListsSmAlthoughEnabled();
    void ejabberdHashesTokenMechanisms_data();
    void ejabberdHashesTokenMechanisms();
    void ejabberdUpgradesToWhatItDoesNotOffer_data();
    void ejabberdUpgradesToWhatItDoesNotOffer();
    void identifierMisspelt();

private:
    CryptoRuntime m_crypto;
};

void StockDefectsTranscript::conditionsInAnyNamespace_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QByteArray>("ns");
    QTest::addColumn<SessionErrorKind>("kind");
    const std::pair<const char *, SessionErrorKind> rows[] = {
        {"not-authorized", SessionErrorKind::WrongPassword},
        {"account-disabled", SessionErrorKind::AccountDisabled},
        {"temporary-auth-failure", SessionErrorKind::TemporaryAuthFailure},
        {"malformed-request", SessionErrorKind::ProtocolError},
        {"incorrect-encoding", SessionErrorKind::ProtocolError},
    };
    for (const auto &[condition, kind] : rows) {
        QTest::addRow("%s", condition) << QByteArray(condition) << QByteArray("urn:ietf:params:xml:ns:xmpp-sasl") << kind;
        QTest::addRow("%s in SASL2's own", condition) << QByteArray(condition) << QByteArray("urn:xmpp:sasl:2") << kind;
    }
}

void StockDefectsTranscript::conditionsInAnyNamespace()
{
    QFETCH(QByteArray, condition);
    QFETCH(QByteArray, ns);
    QFETCH(SessionErrorKind, kind);
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    (void)s.clientElement();
    s.server(saslFailure(condition, ns));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, kind);
    QCOMPARE(asksForPassword(s.session()), kind == SessionErrorKind::WrongPassword);
}

void StockDefectsTranscript::everyAttemptNamesItsMechanism()
{
    // Prosody: an attempt without one is an internal error there, not a failure.
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    QVERIFY(!s.clientElement().attribute(u"mechanism").isEmpty());
    s.serverHeader();
    s.server(Script::prosodyFeatures() + saslFailure("not-authorized"));
    const xml::Element authenticate = s.clientElement();
    QVERIFY(!authenticate.attribute(u"mechanism").isEmpty());
    QVERIFY(!requestedToken(authenticate).isEmpty());
}

void StockDefectsTranscript::prosodyBindFailsInsideSuccess()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures()
             + tokenSuccess("<failed xmlns='urn:xmpp:bind:0'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>" + kBareIdentifier)
             + Script::afterAuthFeatures());
    const xml::Element bind = s.clientElement();
    QVERIFY(bind.child(u"bind", u"urn:ietf:params:xml:ns:xmpp-bind"));
    s.server("<iq type='result' id='" + bind.attribute(u"id").toUtf8() + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/old</jid></bind></iq>");
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<enabled xmlns='urn:xmpp:sm:3' id='sm1' resume='true'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/old"_s);
    QVERIFY(s.session().resumeState());
    QCOMPARE(errors.count(), 0);
}

void StockDefectsTranscript::prosodyGivesAnUnaskedTokenOnResume_data()
{
    QTest::addColumn<bool>("byToken");
    QTest::newRow("token login") << true;
    QTest::newRow("password login") << false;
}

void StockDefectsTranscript::prosodyGivesAnUnaskedTokenOnResume()
{
    // The session that is resumed had asked for one when it was made; the answer comes with each resume (B124).
    QFETCH(bool, byToken);
    const QByteArray inSuccess = kIdentifier + "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/><token xmlns='urn:xmpp:fast:0' token='unasked'/>";
    SessionSettings settings = withSession(loginWithToken(Script::prosodyFeatures()));
    if (!byToken)
        settings.token.reset();
    Script s(settings);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    if (byToken)
        s.server(tokenSuccess(inSuccess));
    else
        s.finishScram(authenticate, inSuccess);
    s.server(Script::afterAuthFeatures());
    QVERIFY(s.session().lastLogin().resumed);
    QCOMPARE(tokens.count(), 1);
    const FastToken token = *s.session().settings().token;
    QCOMPARE(token.token, u"unasked"_s);
    QCOMPARE(token.mechanism, byToken ? u"HT-SHA-256-NONE"_s : u"HT-SHA-256-EXPR"_s);
    QCOMPARE(token.older, byToken ? noneToken().token : QString()); // until the new one has worked
}

void StockDefectsTranscript::tokenRequestsNameWhatIsOffered_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QString>("asked");
    QTest::newRow("all") << QByteArray("HT-SHA-256-NONE HT-SHA-256-UNIQ HT-SHA-256-ENDP HT-SHA-256-EXPR") << u"HT-SHA-256-EXPR"_s;
    QTest::newRow("NONE") << QByteArray("HT-SHA-256-NONE") << u"HT-SHA-256-NONE"_s;
    QTest::newRow("nothing of ours") << QByteArray("HT-SHA-512-EXPR HT-SHA3-256-NONE") << QString();
}

void StockDefectsTranscript::tokenRequestsNameWhatIsOffered()
{
    // Prosody stores any name unchecked; such a token would never work.
    QFETCH(QByteArray, offered);
    QFETCH(QString, asked);
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(withTokenMechanisms(offered));
    QCOMPARE(requestedToken(s.clientElement()), asked);
}

void StockDefectsTranscript::ejabberdAnnouncesUniqOnTls13()
{
    {
        Script s; // tls-exporter is all that this connection has
        s.goOnline();
        s.clientHeader();
        s.serverHeader();
        s.server(withTokenMechanisms("HT-SHA-256-UNIQ HT-SHA-256-NONE"));
        QCOMPARE(requestedToken(s.clientElement()), u"HT-SHA-256-NONE"_s);
    }
    // Nor is one used that is left from a connection with TLS 1.2: it is no use here, and may be again there.
    const QByteArray features = withTokenMechanisms("HT-SHA-256-UNIQ HT-SHA-256-NONE");
    SessionSettings settings = loginWithToken(features);
    settings.token->mechanism = u"HT-SHA-256-UNIQ"_s;
    Script s(settings);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    QCOMPARE(tokens.count(), 0);
}

void StockDefectsTranscript::tokenIsUsedWithItsMechanismOnly_data()
{
    QTest::addColumn<QString>("mechanism");
    QTest::newRow("bound token, NONE offered") << u"HT-SHA-256-EXPR"_s;
    QTest::newRow("no mechanism known") << QString();
}

void StockDefectsTranscript::tokenIsUsedWithItsMechanismOnly()
{
    // ejabberd would take it by any of them (B123): then a token bound to the channel could be used without.
    QFETCH(QString, mechanism);
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures());
    settings.token->mechanism = mechanism;
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
}

void StockDefectsTranscript::noTokenIsAskedForWithoutUserAgent()
{
    // ejabberd: the connection crashes over such a request.
    SessionSettings settings = Script::defaultSettings();
    settings.userAgentId.clear();
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    const xml::Element authenticate = s.clientElement();
    QVERIFY(!authenticate.child(u"request-token", u"urn:xmpp:fast:0"));
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
}

void StockDefectsTranscript::expiryIsTakenAsSaid_data()
{
    QTest::addColumn<QByteArray>("expiry");
    QTest::addColumn<QDateTime>("expected");
    QTest::newRow("a lifetime in milliseconds, counted as seconds") << QByteArray("2108-05-06T07:08:09Z") << QDateTime(QDate(2108, 5, 6), QTime(7, 8, 9), Qt::UTC);
    QTest::newRow("fractions") << QByteArray("2026-05-06T07:08:09.250000Z") << QDateTime(QDate(2026, 5, 6), QTime(7, 8, 9, 250), Qt::UTC);
    QTest::newRow("none") << QByteArray() << QDateTime();
    QTest::newRow("not a date") << QByteArray("soon") << QDateTime();
}

void StockDefectsTranscript::expiryIsTakenAsSaid()
{
    // Longer than meant does no harm: the server decides in the end, and its refusal costs nothing.
    QFETCH(QByteArray, expiry);
    QFETCH(QDateTime, expected);
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    s.finishScram(s.clientElement(), kIdentifier + boundWith(kEnabled) + "<token xmlns='urn:xmpp:fast:0' token='t' expiry='" + expiry + "'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().settings().token->expiry, expected);
    const SessionSettings next = s.session().settings();
    Script again(next);
    again.goOnline();
    again.clientHeader();
    QCOMPARE(again.clientElement().attribute(u"mechanism"), u"HT-SHA-256-NONE"_s);
}

void StockDefectsTranscript::ejabberdAnswersInTheClassicNamespace()
{
    // As it answers <abort/>; a refusal must be understood from there too.
    Script s(loginWithToken(Script::ejabberdFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"SCRAM-SHA-256"_s);
    QVERIFY(!s.session().settings().token);
    s.server("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><aborted/></failure>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ProtocolError);
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QVERIFY(!asksForPassword(s.session()));
}

void StockDefectsTranscript::ejabberdListsSmAlthoughEnabled()
{
    Script s(loginWithToken(Script::ejabberdFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::ejabberdFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)));
    QVERIFY(Script::afterAuthFeatures().contains("<sm xmlns='urn:xmpp:sm:3'/>"));
    s.server(Script::afterAuthFeatures());
    s.clientSilent(); // a second <enable/> would be answered with <failed/>: "already enabled"
    QCOMPARE(s.session().resumeState()->smId, u"sm1"_s);
}

void StockDefectsTranscript::ejabberdHashesTokenMechanisms_data()
{
    QTest::addColumn<QStringList>("hashed");
    QTest::addColumn<bool>("accepted");
    const QStringList plain{u"PLAIN"_s, u"SCRAM-SHA-256"_s};
    QTest::newRow("as XEP-0474 says") << plain << true;
    QTest::newRow("as ejabberd before 24.12 did") << plain + QStringList{u"HT-SHA-256-NONE"_s} << true;
    QTest::newRow("with one that was taken away") << plain + QStringList{u"SCRAM-SHA-512"_s} << false;
    QTest::newRow("with a token mechanism that was taken away") << plain + QStringList{u"HT-SHA-256-NONE"_s, u"HT-SHA-256-EXPR"_s} << false;
}

void StockDefectsTranscript::ejabberdHashesTokenMechanisms()
{
    QFETCH(QStringList, hashed);
    QFETCH(bool, accepted);
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::ejabberdFeatures());
    const xml::Element authenticate = s.clientElement();
    ScramServer server(crypto::Hash::Sha256, u"secret"_s);
    server.setExtension("h=" + sasl::offerHash(crypto::Hash::Sha256, hashed, {}));
    const QByteArray first = QByteArray::fromBase64(authenticate.childText(u"initial-response", xep0388::kNs).toLatin1());
    s.server("<challenge xmlns='urn:xmpp:sasl:2'>" + server.first(first).toBase64() + "</challenge>");
    const xml::Element answer = s.clientElement();
    QCOMPARE(answer.is(u"response", xep0388::kNs), accepted);
    if (accepted) {
        QVERIFY(server.accepts(QByteArray::fromBase64(answer.text().toLatin1())));
        return;
    }
    QVERIFY(answer.is(u"abort", xep0388::kNs));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::DowngradeDetected);
    QVERIFY(!asksForPassword(s.session()));
}

void StockDefectsTranscript::ejabberdUpgradesToWhatItDoesNotOffer_data()
{
    QTest::addColumn<QByteArray>("weaker");
    QTest::newRow("hashed passwords") << QByteArray();
    QTest::newRow("plain passwords, SCRAM-SHA-512 disabled") << QByteArray("<mechanism>SCRAM-SHA-1</mechanism>");
}

void StockDefectsTranscript::ejabberdUpgradesToWhatItDoesNotOffer()
{
    QFETCH(QByteArray, weaker);
    // It keeps one hash of the password. The upgrade replaces it, and then the mechanism that is still offered answers "Incompatible SCRAM methods" to the right password.
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(withUpgrade(Script::ejabberdFeatures()).replace("<inline><bind", weaker + "<inline><bind"));
    const xml::Element authenticate = s.clientElement();
    QVERIFY(!authenticate.child(u"upgrade", u"urn:xmpp:sasl:upgrade:0"));
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
}

void StockDefectsTranscript::identifierMisspelt()
{
    // B106: the name that XEP-0484's examples use.
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identity>anna@example.net/Kith~abc</authorization-identity>" + boundWith(kEnabled)));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().jid().toString(), u"anna@example.net/Kith~abc"_s);
}

QTEST_GUILESS_MAIN(StockDefectsTranscript)
#include "tst_stock_defects_transcript.moc"
