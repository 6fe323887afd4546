// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/stream/first_flight.h"
#include "tests/support/net/detach_parts.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QDateTime kNow(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

WireFacts wire(TlsKind kind = TlsKind::Direct, bool exporter = true)
{
    WireFacts facts;
    facts.encrypted = kind != TlsKind::None;
    facts.tls.kind = kind;
    facts.tls.version = u"TLSv1.3"_s;
    if (exporter) {
        facts.bindings = {ChannelBinding::TlsExporter};
        facts.bindingData[ChannelBinding::TlsExporter] = QByteArray(32, 'x');
    }
    return facts;
}

} // namespace

/// What is said first, rung by rung.
class TestFirstFlight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headerIsOneChunkWithTheAttempt();
    void nothingKnownNothingSaid();
    void cacheOfTheOtherKindOfTlsIsNotUsed();
    void quietReconnectDoesNotUseTheCache();
    void starttlsRidesWithThePlainHeader();
    void rungs_data();
    void rungs();
    void tokenWhoseBindingIsMissing();
    void requestsTheStrongestTokenOffered();
    void noTokenRequestWithoutUserAgent();
    void onlyOfferedFeaturesRideInBind();
    void whatExtensionsAddRidesWhereOffered();
    void invalidatingBindsNothing();
    void emptySasl2ListFallsBackToClassic();
    void excludedMechanismsAreNotChosen();
    void provesWhereTheServerCanSeeIt();

private:
    FlightPlanner planner(SessionSettings settings, bool useCache = true, LoginGoal goal = LoginGoal::Session)
    {
        BindRequest bind;
        bind.tag = u"Kith"_s;
        bind.enableCarbons = true;
        return FlightPlanner(std::move(settings), std::move(bind), goal, useCache, m_ids, kNow);
    }
    CryptoRuntime m_crypto;
    FakeIds m_ids;
};

void TestFirstFlight::headerIsOneChunkWithTheAttempt()
{
    const FirstFlight first = planner(loginWithToken(Script::prosodyFeatures())).securedFlight(wire());
    QCOMPARE(first.flight.size(), size_t(2));
    QVERIFY(std::holds_alternative<StreamHead>(first.flight[0]));
    const QByteArray bytes = toBytes(first.flight);
    QVERIFY(bytes.startsWith("<?xml version='1.0'?><stream:stream "));
    QVERIFY(bytes.contains(" from='anna@example.net'")); // B100
    QVERIFY(bytes.endsWith("</authenticate>"));
    QVERIFY(!bytes.contains('\n')); // B104: no white space either
    QVERIFY(first.attempt && first.attempt->pipelined);
}

void TestFirstFlight::nothingKnownNothingSaid()
{
    const FirstFlight first = planner(Script::defaultSettings()).securedFlight(wire());
    QCOMPARE(first.flight.size(), size_t(1));
    QVERIFY(!first.attempt);
}

void TestFirstFlight::cacheOfTheOtherKindOfTlsIsNotUsed()
{
    QVERIFY(!planner(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls)).securedFlight(wire(TlsKind::Direct)).attempt);
    QVERIFY(planner(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls)).securedFlight(wire(TlsKind::StartTls)).attempt);
}

void TestFirstFlight::quietReconnectDoesNotUseTheCache()
{
    const FlightPlanner quiet = planner(loginWithToken(Script::prosodyFeatures()), false);
    QVERIFY(!quiet.securedFlight(wire()).attempt);
    QVERIFY(quiet.hasUsableToken());
}

void TestFirstFlight::starttlsRidesWithThePlainHeader()
{
    const Flight flight = planner(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls)).plainFlight();
    QCOMPARE(flight.size(), size_t(2));
    QVERIFY(!toBytes(flight).contains("anna"));
    QCOMPARE(planner(Script::defaultSettings()).plainFlight().size(), size_t(1));
}

void TestFirstFlight::rungs_data()
{
    QTest::addColumn<bool>("token");
    QTest::addColumn<bool>("session");
    QTest::addColumn<QString>("mechanism");
    QTest::newRow("resume") << true << true << u"HT-SHA-256-NONE"_s;
    QTest::newRow("token") << true << false << u"HT-SHA-256-NONE"_s;
    QTest::newRow("password, resume") << false << true << u"SCRAM-SHA-1-PLUS"_s;
    QTest::newRow("password") << false << false << u"SCRAM-SHA-1-PLUS"_s;
}

void TestFirstFlight::rungs()
{
    QFETCH(bool, token);
    QFETCH(bool, session);
    QFETCH(QString, mechanism);
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    if (!token)
        settings.token.reset();
    if (session) {
        settings.resume = ResumeState();
        settings.resume->smId = u"sm1"_s;
        settings.resume->inbound = 512;
    }
    const FirstFlight first = planner(settings).securedFlight(wire());
    QCOMPARE(first.attempt->choice.mechanism, mechanism);
    QCOMPARE(first.attempt->asksResume, session);
    QVERIFY(first.attempt->asksBind && first.attempt->asksSm); // B110: always together
    const xml::Element &opening = first.attempt->opening;
    const xml::Element *resume = opening.child(u"resume", u"urn:xmpp:sm:3");
    QCOMPARE(resume != nullptr, session);
    if (session)
        QCOMPARE(resume->attribute(u"h"), u"512"_s);
    QCOMPARE(opening.child(u"fast", u"urn:xmpp:fast:0") != nullptr, token);
    QCOMPARE(opening.child(u"request-token", u"urn:xmpp:fast:0") != nullptr, !token);
}

void TestFirstFlight::tokenWhoseBindingIsMissing()
{
    // B123: an EXPR token is worth nothing on a connection without an exporter; it is not thrown away for that.
    SessionSettings settings = loginWithToken(Script::ejabberdFeatures().replace("HT-SHA-256-NONE", "HT-SHA-256-EXPR"));
    settings.token->mechanism = u"HT-SHA-256-EXPR"_s;
    const FlightPlanner p = planner(settings);
    QCOMPARE(p.securedFlight(wire()).attempt->choice.mechanism, u"HT-SHA-256-EXPR"_s);
    QCOMPARE(p.securedFlight(wire(TlsKind::Direct, false)).attempt->choice.mechanism, u"SCRAM-SHA-256"_s);
    QVERIFY(p.settings().token);
}

void TestFirstFlight::requestsTheStrongestTokenOffered()
{
    const FlightPlanner p = planner(Script::defaultSettings());
    QCOMPARE(p.attempt(Script::learned(Script::prosodyFeatures()), wire())->requestedToken, u"HT-SHA-256-EXPR"_s);
    QCOMPARE(p.attempt(Script::learned(Script::ejabberdFeatures()), wire())->requestedToken, u"HT-SHA-256-NONE"_s);
}

void TestFirstFlight::noTokenRequestWithoutUserAgent()
{
    SessionSettings settings = Script::defaultSettings();
    settings.userAgentId.clear();
    const auto attempt = planner(settings).attempt(Script::learned(Script::prosodyFeatures()), wire());
    QVERIFY(attempt->requestedToken.isEmpty());
    QVERIFY(!attempt->opening.child(u"user-agent", u"urn:xmpp:sasl:2"));
}

void TestFirstFlight::onlyOfferedFeaturesRideInBind()
{
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:carbons:2'/>", "").replace("<feature var='urn:xmpp:sm:3'/>", "");
    const auto attempt = planner(Script::defaultSettings()).attempt(Script::learned(features), wire());
    QVERIFY(attempt->asksBind);
    QVERIFY(!attempt->asksSm);
    QCOMPARE(attempt->inlined, QStringList());
    QCOMPARE(attempt->opening.child(u"bind", u"urn:xmpp:bind:0")->children().size(), size_t(1)); // the tag
}

void TestFirstFlight::whatExtensionsAddRidesWhereOffered()
{
    BindRequest bind;
    bind.more = {xml::Element(u"enable", u"urn:example:offered"), xml::Element(u"enable", u"urn:example:unheard-of")};
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:csi:0'/>", "<feature var='urn:example:offered'/>");
    const FlightPlanner p(Script::defaultSettings(), bind, LoginGoal::Session, true, m_ids, kNow);
    const auto attempt = p.attempt(Script::learned(features), wire());
    QVERIFY(attempt->inlined.contains(u"urn:example:offered"_s));
    QVERIFY(!attempt->inlined.contains(u"urn:example:unheard-of"_s));
}

void TestFirstFlight::invalidatingBindsNothing()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    const FirstFlight first = planner(settings, true, LoginGoal::InvalidateToken).securedFlight(wire());
    const xml::Element &opening = first.attempt->opening;
    QCOMPARE(opening.child(u"fast", u"urn:xmpp:fast:0")->attribute(u"invalidate"), u"true"_s);
    QVERIFY(!opening.child(u"bind", u"urn:xmpp:bind:0"));
    settings.token.reset();
    QVERIFY(!planner(settings, true, LoginGoal::InvalidateToken).securedFlight(wire()).attempt); // never with the password
}

void TestFirstFlight::emptySasl2ListFallsBackToClassic()
{
    ServerFeatures features;
    features.tls = TlsKind::Direct;
    features.sasl2 = true;
    features.classicMechanisms = QStringList{u"SCRAM-SHA-1"_s};
    const auto attempt = planner(Script::defaultSettings()).attempt(features, wire());
    QVERIFY(attempt && attempt->classic);
    QVERIFY(attempt->opening.is(u"auth", u"urn:ietf:params:xml:ns:xmpp-sasl"));
}

void TestFirstFlight::excludedMechanismsAreNotChosen()
{
    FlightPlanner p = planner(Script::defaultSettings());
    p.exclude(u"SCRAM-SHA-256"_s);
    const auto attempt = p.attempt(Script::learned(Script::ejabberdFeatures()), wire());
    QVERIFY(attempt);
    QCOMPARE(attempt->choice.mechanism, u"PLAIN"_s);
}

void TestFirstFlight::provesWhereTheServerCanSeeIt()
{
    const FlightPlanner left = planner(leftOnPurpose());
    QVERIFY(!left.proof(wire()).isNull());
    WireFacts older = wire();
    older.tls.version = u"TLSv1.2"_s;
    QVERIFY(left.proof(older).isNull());
    QVERIFY(left.proof(wire(TlsKind::Direct, false)).isNull());
    QVERIFY(planner(leftOnPurpose(true)).proof(wire()).isNull()); // not before it is known to be good
    for (const bool farewell : {false, true}) {
        SessionSettings settings = leftOnPurpose();
        if (farewell)
            settings.signingKey.clear();
        else
            settings.resume->detached = false;
        QVERIFY(planner(settings).proof(wire()).isNull());
    }
}

QTEST_GUILESS_MAIN(TestFirstFlight)
#include "tst_first_flight.moc"
