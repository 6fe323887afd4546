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

QByteArray sasl2Features(const QByteArray &mechanisms, const QByteArray &more = {})
{
    QByteArray list;
    for (const QByteArray &mechanism : mechanisms.split(' '))
        list += "<mechanism>" + mechanism + "</mechanism>";
    return "<stream:features><authentication xmlns='urn:xmpp:sasl:2'>" + list + "<inline><bind xmlns='urn:xmpp:bind:0'/></inline></authentication>" + more
        + "</stream:features>";
}

QByteArray types(const QByteArray &names)
{
    QByteArray list;
    for (const QByteArray &name : names.split(' '))
        list += "<channel-binding type='" + name + "'/>";
    return "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>" + list + "</sasl-channel-binding>";
}

QByteArray raw(const xml::Element &element)
{
    return QByteArray::fromBase64(element.text().toLatin1());
}

QByteArray initialResponse(const xml::Element &authenticate)
{
    return QByteArray::fromBase64(authenticate.childText(u"initial-response", xep0388::kNs).toLatin1());
}

} // namespace

/// What somebody on the way, or a server that is not ours, may try.
class SecurityTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainTextOnlyServer();
    void plainTextOnlyServerBehindACache();
    void starttlsRefused();
    void mechanismsOnThePlainStreamAreNotRead();
    void tlsFailsBehindStarttls();
    void onlyPlainAfterScram();
    void plainWhereNothingElseWasEver();
    void strippedOffers_data();
    void strippedOffers();
    void offerHash_data();
    void offerHash();
    void serverWithoutTheSecret();
    void noStanzasBeforeTheEnd();
    void oldProtocol();
    void certificateTroubleIsSlow();
    void whatIsSaidBeforeTlsStopsNothing_data();
    void whatIsSaidBeforeTlsStopsNothing();
    void forgedDnsAnswerStopsNothing();
    void unreadableCaStops();
    void addressOfSomebodyElseIsNotOurs();

private:
    CryptoRuntime m_crypto;
};

void SecurityTranscript::plainTextOnlyServer()
{
    Script s;
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting); // whoever said so need not be the server
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::EncryptionUnavailable);
    QVERIFY(!s.clientBytes().contains("anna")); // before TLS not even the address is said
}

void SecurityTranscript::plainTextOnlyServerBehindACache()
{
    Script s(loginWithToken(Script::prosodyFeatures(), TlsKind::StartTls));
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.serverHeader();
    s.server("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::EncryptionUnavailable);
    QVERIFY(!s.dialer().isDialing());
}

void SecurityTranscript::starttlsRefused()
{
    Script s;
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"); // not even marked as required
    s.client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.server("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::EncryptionUnavailable);
}

void SecurityTranscript::mechanismsOnThePlainStreamAreNotRead()
{
    Script s;
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
             "<authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism></authentication></stream:features>");
    s.client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.encrypt();
    s.clientHeader();
    s.clientSilent();
    QVERIFY(!s.session().features().sasl2);
}

void SecurityTranscript::tlsFailsBehindStarttls()
{
    Script s;
    s.setTls(TlsKind::StartTls);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>");
    s.client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    s.cut();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::Transport);
}

void SecurityTranscript::onlyPlainAfterScram()
{
    SessionSettings settings = Script::defaultSettings();
    settings.passwordIsPlainAllowed = false; // B120
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(sasl2Features("PLAIN"));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::DowngradeDetected);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QVERIFY(!s.clientBytes().contains("authenticate"));
}

void SecurityTranscript::plainWhereNothingElseWasEver()
{
    Script s;
    QSignalSpy scram(&s.session(), &Session::scramWorked);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(sasl2Features("PLAIN"));
    QCOMPARE(s.clientElement().attribute(u"mechanism"), u"PLAIN"_s);
    s.server("<success xmlns='urn:xmpp:sasl:2'>" + kIdentifier + boundWith({}) + "</success>" + Script::afterAuthFeatures());
    s.client("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    s.server("<enabled xmlns='urn:xmpp:sm:3'/>");
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(scram.count(), 0);
    QVERIFY(s.session().settings().passwordIsPlainAllowed);
}

void SecurityTranscript::strippedOffers_data()
{
    QTest::addColumn<QByteArray>("features");
    QTest::newRow("B117: -PLUS without types") << sasl2Features("SCRAM-SHA-1 SCRAM-SHA-1-PLUS");
    QTest::newRow("B117: types without -PLUS") << sasl2Features("SCRAM-SHA-1", types("tls-exporter"));
}

void SecurityTranscript::strippedOffers()
{
    QFETCH(QByteArray, features);
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(features);
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::DowngradeDetected);
    QVERIFY(!s.clientBytes().contains("authenticate"));
}

void SecurityTranscript::offerHash_data()
{
    QTest::addColumn<bool>("tampered");
    QTest::addColumn<bool>("cached");
    QTest::newRow("untouched") << false << false;
    QTest::newRow("tampered") << true << false;
    QTest::newRow("untouched, pipelined") << false << true;
    QTest::newRow("tampered, pipelined") << true << true; // the hash is over this stream's features, not over the cached ones
}

void SecurityTranscript::offerHash()
{
    QFETCH(bool, tampered);
    QFETCH(bool, cached);
    const QByteArray features = sasl2Features("SCRAM-SHA-256 SCRAM-SHA-1");
    SessionSettings settings = Script::defaultSettings();
    if (cached)
        settings.cachedFeatures = Script::learned(features);
    Script s(settings);
    s.goOnline();
    s.clientHeader();
    xml::Element authenticate;
    if (cached)
        authenticate = s.clientElement();
    s.serverHeader();
    s.server(features);
    if (!cached)
        authenticate = s.clientElement();
    ScramServer server(crypto::Hash::Sha256, u"secret"_s);
    const QStringList really = tampered ? QStringList{u"SCRAM-SHA-512"_s, u"SCRAM-SHA-256"_s, u"SCRAM-SHA-1"_s} : QStringList{u"SCRAM-SHA-256"_s, u"SCRAM-SHA-1"_s};
    server.setExtension("h=" + sasl::offerHash(crypto::Hash::Sha256, really, {}));
    s.server("<challenge xmlns='urn:xmpp:sasl:2'>" + server.first(initialResponse(authenticate)).toBase64() + "</challenge>");
    if (tampered) {
        s.client("<abort xmlns='urn:xmpp:sasl:2'/>");
        s.clientEnd();
        QCOMPARE(s.session().lastError()->kind, SessionErrorKind::DowngradeDetected);
        QVERIFY(!s.dialer().isDialing());
    } else {
        QVERIFY(server.accepts(raw(s.clientElement())));
    }
}

void SecurityTranscript::serverWithoutTheSecret()
{
    Script s;
    QSignalSpy scram(&s.session(), &Session::scramWorked);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(sasl2Features("SCRAM-SHA-256"));
    ScramServer server(crypto::Hash::Sha256, u"not the secret"_s);
    s.server("<challenge xmlns='urn:xmpp:sasl:2'>" + server.first(initialResponse(s.clientElement())).toBase64() + "</challenge>");
    const QByteArray proof = raw(s.clientElement());
    s.server("<success xmlns='urn:xmpp:sasl:2'><additional-data>" + server.final(proof).toBase64() + "</additional-data>" + kIdentifier + boundWith({}) + "</success>");
    s.client("<abort xmlns='urn:xmpp:sasl:2'/>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerNotAuthentic);
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(scram.count(), 0);
}

void SecurityTranscript::noStanzasBeforeTheEnd()
{
    Script s;
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.session().send(parseElement("<message to='bert@example.org'><body>x</body></message>"));
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(sasl2Features("SCRAM-SHA-256"));
    (void)s.clientElement();
    s.session().send(parseElement("<message to='bert@example.org'><body>y</body></message>"));
    s.clientSilent(); // B104
    s.server("<message from='bert@example.org'><body>too early</body></message>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ProtocolError);
    QCOMPARE(stanzas.count(), 0);
}

void SecurityTranscript::oldProtocol()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.server("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.net' id='1'>");
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ProtocolError);
}

void SecurityTranscript::certificateTroubleIsSlow()
{
    Script s;
    s.session().goOnline();
    s.refuse(TransportErrorKind::CertificateWrongHost);
    QCOMPARE(s.session().state(), SessionState::Waiting); // a hotel's log-in page goes away
    QVERIFY(s.clock().now().msecsTo(s.session().retryAt()) >= 4000);
    QVERIFY(!sessionAdvice(*s.session().lastError()).isEmpty());
}

void SecurityTranscript::whatIsSaidBeforeTlsStopsNothing_data()
{
    QTest::addColumn<QByteArray>("said");
    const auto error = [](const QByteArray &condition, const QByteArray &text = {}) {
        return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + text + "</" + condition + "></stream:error>";
    };
    QTest::newRow("host-unknown") << error("host-unknown");
    QTest::newRow("conflict") << error("conflict");
    QTest::newRow("policy-violation") << error("policy-violation");
    QTest::newRow("see-other-host") << error("see-other-host", "evil.example:5222");
    QTest::newRow("no STARTTLS") << QByteArray("<stream:features/>");
}

void SecurityTranscript::whatIsSaidBeforeTlsStopsNothing()
{
    QFETCH(QByteArray, said);
    Script s;
    s.setTls(TlsKind::StartTls);
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(said);
    s.clientEnd();
    QCOMPARE(errors.count(), 1); // a first sign-in ends with it
    QVERIFY(s.session().lastError()->beforeTls);
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QVERIFY(s.clock().now().msecsTo(s.session().retryAt()) >= 4000);
    s.clock().advance(std::chrono::minutes(1));
    QVERIFY(s.dialer().isDialing());
    QVERIFY(s.dialer().request().fixedHost.isEmpty());
}

void SecurityTranscript::forgedDnsAnswerStopsNothing()
{
    Script s;
    s.session().goOnline();
    s.refuse(TransportErrorKind::ServiceRefused);
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QVERIFY(s.clock().now().msecsTo(s.session().retryAt()) >= 4000);
    s.session().hurry();
    QVERIFY(s.dialer().isDialing());
}

void SecurityTranscript::unreadableCaStops()
{
    Script s;
    s.session().goOnline();
    s.refuse(TransportErrorKind::CertificateFileUnreadable);
    QCOMPARE(s.session().state(), SessionState::Offline);
}

void SecurityTranscript::addressOfSomebodyElseIsNotOurs()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>mallory@example.net/x</authorization-identifier>" + boundWith(kEnabled)));
    s.clientEnd();
    QCOMPARE(s.session().lastError()->kind, SessionErrorKind::BindFailed);
}

QTEST_GUILESS_MAIN(SecurityTranscript)
#include "tst_security_transcript.moc"
