// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kEndPoint(32, 'e');

QByteArray zeroRttFeatures()
{
    return Script::prosodyFeatures()
        .replace("<fast xmlns='urn:xmpp:fast:0'>", "<fast xmlns='urn:xmpp:fast:0' tls-0rtt='true'><mechanism>HT-SHA-256-ENDP</mechanism>")
        .replace("<channel-binding type='tls-exporter'/>", "<channel-binding type='tls-exporter'/><channel-binding type='tls-server-end-point'/>");
}

SessionSettings settingsFor(const QString &mechanism)
{
    SessionSettings settings = loginWithToken(zeroRttFeatures());
    settings.token->mechanism = mechanism;
    return settings;
}

EarlyDataOffer offer(bool endPoint = true, qsizetype limit = 16384)
{
    return {u"TLSv1.3"_s, endPoint ? std::optional(kEndPoint) : std::nullopt, limit};
}

QByteArray success(const QByteArray &binding)
{
    const QByteArray proof = crypto::hmac(crypto::Hash::Sha256, noneToken().token.toUtf8(), "Responder" + binding);
    return "<success xmlns='urn:xmpp:sasl:2'><additional-data>" + proof.toBase64() + "</additional-data>" + kIdentifier + boundWith(kEnabled) + "</success>";
}

quint32 secondsSince2020(Script &s)
{
    return quint32(QDateTime(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC).secsTo(s.clock().now()));
}

quint32 countOf(const xml::Element &authenticate)
{
    const xml::Element *fast = authenticate.child(u"fast", u"urn:xmpp:fast:0");
    return fast ? fast->attribute(u"count").toUInt() : 0;
}

} // namespace

/// Tokens that are counted, and logins that leave with the ClientHello (B102, B121 to B123).
class EarlyDataTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countedBeforeItIsSaid();
    void countOnlyRises();
    void noCountWhereNobodyAsks();
    void tokenToAskFor_data();
    void tokenToAskFor();
    void accepted_data();
    void accepted();
    void resumedWithoutAWait();
    void rejected();
    void neverEarly_data();
    void neverEarly();
    void noEarlyDataToForgetAToken();
    void tooLittleRoom();
    void refusedTokenGoesOnOnTheSameStream();
    void surprise();
    void dialThatFailsAfterwards();
    void endedByWhomItTells();

private:
    CryptoRuntime m_crypto;
};

void EarlyDataTranscript::countedBeforeItIsSaid()
{
    Script s(settingsFor(u"HT-SHA-256-NONE"_s));
    QStringList order;
    QObject::connect(&s.session(), &Session::tokenChanged, &s.session(), [&](const std::optional<FastToken> &token) { order << QString::number(token->counter); });
    QObject::connect(&s.session(), &Session::xmlSeen, &s.session(), [&](bool incoming) {
        if (!incoming)
            order << u"said"_s;
    });
    s.goOnline();
    s.clientHeader();
    QCOMPARE(countOf(s.clientElement()), secondsSince2020(s));
    QCOMPARE(order, QStringList({QString::number(secondsSince2020(s)), u"said"_s, u"said"_s}));
}

void EarlyDataTranscript::countOnlyRises()
{
    SessionSettings settings = settingsFor(u"HT-SHA-256-NONE"_s);
    settings.token->counter = 4'000'000'000; // a clock that went wrong for a while
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    QCOMPARE(countOf(s.clientElement()), 4'000'000'001u);
    QCOMPARE(s.session().settings().token->counter, 4'000'000'001u);
    s.cut();
    s.accept(); // the quiet reconnect
    s.clientHeader();
    s.serverHeader();
    s.server(zeroRttFeatures());
    QCOMPARE(countOf(s.clientElement()), 4'000'000'002u);
    // The next token goes on from here, for the one before it may be needed once more (B124).
    s.server(success({}).replace("</success>", "<token xmlns='urn:xmpp:fast:0' token='new'/></success>"));
    QCOMPARE(s.session().settings().token->token, u"new"_s);
    QCOMPARE(s.session().settings().token->counter, 4'000'000'002u);
}

void EarlyDataTranscript::noCountWhereNobodyAsks()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"fast", u"urn:xmpp:fast:0")->attribute(u"count").isNull());
    QCOMPARE(tokens.count(), 0);
}

void EarlyDataTranscript::tokenToAskFor_data()
{
    QTest::addColumn<bool>("endPoint");
    QTest::addColumn<QByteArray>("features");
    QTest::addColumn<QString>("mechanism");
    QTest::newRow("early data: the certificate") << true << zeroRttFeatures() << u"HT-SHA-256-ENDP"_s;
    QTest::newRow("no certificate binding: rather no early data than no binding") << false << zeroRttFeatures() << u"HT-SHA-256-EXPR"_s;
    QTest::newRow("no early data: the exporter") << true << zeroRttFeatures().replace(" tls-0rtt='true'", "") << u"HT-SHA-256-EXPR"_s;
}

void EarlyDataTranscript::tokenToAskFor()
{
    QFETCH(bool, endPoint);
    QFETCH(QByteArray, features);
    QFETCH(QString, mechanism);
    Script s;
    std::map<ChannelBinding, QByteArray> bindings{{ChannelBinding::TlsExporter, QByteArray(32, 'x')}};
    if (endPoint)
        bindings[ChannelBinding::TlsServerEndPoint] = kEndPoint;
    s.setBindings(bindings);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(features);
    QCOMPARE(s.clientElement().child(u"request-token", u"urn:xmpp:fast:0")->attribute(u"mechanism"), mechanism);
}

void EarlyDataTranscript::accepted_data()
{
    QTest::addColumn<QString>("mechanism");
    QTest::addColumn<QByteArray>("binding");
    QTest::newRow("bound to the certificate") << u"HT-SHA-256-ENDP"_s << kEndPoint;
    QTest::newRow("bound to nothing") << u"HT-SHA-256-NONE"_s << QByteArray();
}

void EarlyDataTranscript::accepted()
{
    QFETCH(QString, mechanism);
    QFETCH(QByteArray, binding);
    Script s(settingsFor(mechanism));
    s.setEarlyData(offer(), EarlyData::Accepted);
    s.goOnline();
    QVERIFY(s.earlyBytes().startsWith("<?xml version='1.0'?><stream:stream "));
    QVERIFY(s.earlyBytes().endsWith("</authenticate>")); // B121: nothing but header and authenticate
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.attribute(u"mechanism"), mechanism);
    QCOMPARE(countOf(authenticate), secondsSince2020(s));
    s.clientSilent();
    QCOMPARE(s.writes(), 0);
    s.serverHeader();
    s.server(zeroRttFeatures() + success(binding) + Script::afterAuthFeatures());
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().flights, 0);
    QCOMPARE(s.session().lastLogin().rung, Rung::Token);
    QCOMPARE(s.session().lastLogin().dial.tls.earlyData, EarlyData::Accepted);
    QCOMPARE(s.session().settings().cachedFeatures->learned.early, Tried::Works);
    QCOMPARE(s.writes(), 0);
}

void EarlyDataTranscript::resumedWithoutAWait()
{
    SessionSettings settings = settingsFor(u"HT-SHA-256-ENDP"_s);
    settings.resume.emplace();
    settings.resume->smId = u"sm7"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/old");
    Script s(settings);
    s.setEarlyData(offer(), EarlyData::Accepted);
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"resume", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(zeroRttFeatures() + success(kEndPoint).replace(boundWith(kEnabled), "<resumed xmlns='urn:xmpp:sm:3' previd='sm7' h='0'/>"));
    QCOMPARE(s.session().lastLogin().rung, Rung::Resume);
    QCOMPARE(s.session().lastLogin().flights, 0);
}

void EarlyDataTranscript::rejected()
{
    Script s(settingsFor(u"HT-SHA-256-NONE"_s));
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.setEarlyData(offer(), EarlyData::Rejected);
    s.goOnline();
    QVERIFY(!s.earlyBytes().isEmpty());
    s.clientHeader();
    QCOMPARE(countOf(s.clientElement()), secondsSince2020(s) + 1); // said anew, counted anew
    QCOMPARE(tokens.count(), 2);
    QCOMPARE(s.writes(), 1);
    s.serverHeader();
    s.server(zeroRttFeatures() + success({}));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().flights, 1);
}

void EarlyDataTranscript::neverEarly_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("token of the exporter") << u"exporter"_s;
    QTest::newRow("certificate not known") << u"certificate"_s;
    QTest::newRow("no token") << u"token"_s;
    QTest::newRow("expired token") << u"expired"_s;
    QTest::newRow("server does not say so") << u"server"_s;
    QTest::newRow("nothing known") << u"cache"_s;
    QTest::newRow("known of STARTTLS only") << u"starttls"_s;
    QTest::newRow("tried, and it went wrong") << u"learned"_s;
}

void EarlyDataTranscript::neverEarly()
{
    QFETCH(QString, what);
    SessionSettings settings = settingsFor(what == u"exporter" ? u"HT-SHA-256-EXPR"_s : u"HT-SHA-256-ENDP"_s);
    if (what == u"token")
        settings.token.reset();
    else if (what == u"expired")
        settings.token->expiry = QDateTime(QDate(2026, 2, 1), QTime(0, 0), Qt::UTC);
    else if (what == u"server")
        settings.cachedFeatures->fastZeroRtt = false;
    else if (what == u"cache")
        settings.cachedFeatures.reset();
    else if (what == u"starttls")
        settings.cachedFeatures->tls = TlsKind::StartTls;
    else if (what == u"learned")
        settings.cachedFeatures->learned.early = Tried::Failed;
    Script s(settings);
    QSignalSpy tokens(&s.session(), &Session::tokenChanged);
    s.session().goOnline();
    QVERIFY(s.dialer().offerEarlyData(offer(what != u"certificate")).isEmpty());
    QCOMPARE(tokens.count(), 0); // nor is a count spent
}

void EarlyDataTranscript::noEarlyDataToForgetAToken()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    s.session().signOut();
    QVERIFY(s.dialer().isDialing());
    QVERIFY(s.dialer().offerEarlyData(offer()).isEmpty());
}

void EarlyDataTranscript::tooLittleRoom()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    s.session().goOnline();
    const qsizetype size = s.dialer().offerEarlyData(offer()).size();
    QVERIFY(size > 0);
    QVERIFY(s.dialer().offerEarlyData(offer(true, size - 1)).isEmpty());
    QCOMPARE(s.dialer().offerEarlyData(offer(true, size)).size(), size);
}

void EarlyDataTranscript::refusedTokenGoesOnOnTheSameStream()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    s.setEarlyData(offer(), EarlyData::Accepted);
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(zeroRttFeatures() + saslFailure("credentials-expired"));
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.attribute(u"mechanism").startsWith(u"SCRAM-"));
    s.finishScram(authenticate, kIdentifier + boundWith(kEnabled));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(s.session().lastLogin().flights, 2);
    QCOMPARE(s.dialer().dials(), 1);
}

void EarlyDataTranscript::surprise()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.setEarlyData(offer(), EarlyData::Accepted);
    s.goOnline();
    s.cut();
    QCOMPARE(s.dialer().dials(), 2);
    s.setBindings({{ChannelBinding::TlsServerEndPoint, kEndPoint}});
    s.accept();
    QVERIFY(s.earlyBytes().isEmpty());
    s.clientHeader();
    s.serverHeader();
    s.server(zeroRttFeatures());
    QVERIFY(countOf(s.clientElement()) > secondsSince2020(s));
    s.server(success(kEndPoint));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(errors.count(), 0);
    QCOMPARE(s.session().settings().cachedFeatures->learned.early, Tried::Failed);
    s.cut(); // and never again
    s.clock().advance(std::chrono::minutes(5));
    QVERIFY(s.dialer().offerEarlyData(offer()).isEmpty());
}

void EarlyDataTranscript::dialThatFailsAfterwards()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.session().goOnline();
    QVERIFY(!s.dialer().offerEarlyData(offer()).isEmpty());
    s.refuse(TransportErrorKind::TlsFailed);
    QCOMPARE(s.dialer().dials(), 2);
    QVERIFY(s.dialer().offerEarlyData(offer()).isEmpty());
    QCOMPARE(errors.count(), 0);
    s.refuse(TransportErrorKind::TlsFailed);
    QCOMPARE(errors.count(), 1);
}

void EarlyDataTranscript::endedByWhomItTells()
{
    Script s(settingsFor(u"HT-SHA-256-ENDP"_s));
    QObject::connect(&s.session(), &Session::tokenChanged, &s.session(), [&] { s.session().detach(); });
    s.session().goOnline();
    QVERIFY(s.dialer().offerEarlyData(offer()).isEmpty()); // not counted for good, so not said
    QVERIFY(!s.dialer().isDialing());
}

QTEST_GUILESS_MAIN(EarlyDataTranscript)
#include "tst_early_data_transcript.moc"
