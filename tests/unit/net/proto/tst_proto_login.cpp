// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/xep_0386_bind2.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0440_channel_binding.h"
#include "net/proto/xep_0484_fast.h"
#include "net/proto/xep_0509_config_version.h"
#include "tests/support/net/script.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

/// The elements of streams and logins.
class TestProtoLogin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamErrors();
    void hostPort_data();
    void hostPort();
    void stanzasAreOfTheDefaultNamespace();
    void versionOne();
    void classicPayloads_data();
    void classicPayloads();
    void failuresByLocalName();
    void bindResults_data();
    void bindResults();
    void sasl2HasNoEqualsSign();
    void sasl2Success();
    void sasl2Tasks();
    void streamManagement();
    void smNumbers_data();
    void smNumbers();
    void fast();
    void offersThatAreNotOurs();
};

void TestProtoLogin::streamErrors()
{
    using rfc6120::parseStreamError;
    const auto error = parseStreamError(parseElement("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'> h:1 </see-other-host>"
                                                     "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>moved</text><own xmlns='a'/></stream:error>"));
    QCOMPARE(*error, (rfc6120::StreamError{u"see-other-host"_s, u"moved"_s, u"h:1"_s, xml::Element(u"own", u"a")}));
    QCOMPARE(*parseStreamError(parseElement("<stream:error/>")), rfc6120::StreamError{});
    QVERIFY(!parseStreamError(parseElement("<error/>")));
}

void TestProtoLogin::hostPort_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host"); // null: none
    QTest::addColumn<quint16>("port");
    QTest::newRow("name") << u"h.example"_s << u"h.example"_s << quint16(0);
    QTest::newRow("name and port") << u"h.example:5223"_s << u"h.example"_s << quint16(5223);
    QTest::newRow("v4") << u"192.0.2.1:1"_s << u"192.0.2.1"_s << quint16(1);
    QTest::newRow("v6") << u"[2001:db8::1]:5222"_s << u"2001:db8::1"_s << quint16(5222);
    QTest::newRow("v6 without port") << u"[2001:db8::1]"_s << u"2001:db8::1"_s << quint16(0);
    QTest::newRow("bare v6") << u"2001:db8::1"_s << u"2001:db8::1"_s << quint16(0);
    QTest::newRow("empty") << QString() << QString() << quint16(0);
    QTest::newRow("no host") << u":5222"_s << QString() << quint16(0);
    QTest::newRow("port zero") << u"h:0"_s << QString() << quint16(0);
    QTest::newRow("port too high") << u"h:65536"_s << QString() << quint16(0);
    QTest::newRow("port no number") << u"h:x"_s << QString() << quint16(0);
    QTest::newRow("open bracket") << u"[2001:db8::1"_s << QString() << quint16(0);
    QTest::newRow("behind bracket") << u"[2001:db8::1]5222"_s << QString() << quint16(0);
    QTest::newRow("empty brackets") << u"[]:1"_s << QString() << quint16(0);
}

void TestProtoLogin::hostPort()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(quint16, port);
    const auto parsed = rfc6120::parseHostPort(text);
    QCOMPARE(parsed.has_value(), !host.isNull());
    if (parsed)
        QCOMPARE(*parsed, (rfc6120::HostPort{host, port}));
}

void TestProtoLogin::stanzasAreOfTheDefaultNamespace()
{
    QVERIFY(rfc6120::isStanza(parseElement("<message/>")));
    QVERIFY(rfc6120::isStanza(parseElement("<presence/>")));
    QVERIFY(rfc6120::isStanza(parseElement("<iq/>")));
    QVERIFY(!rfc6120::isStanza(parseElement("<message xmlns='jabber:server'/>"))); // D48
    QVERIFY(!rfc6120::isStanza(parseElement("<r xmlns='urn:xmpp:sm:3'/>")));
    QVERIFY(rfc6120::isFeatures(parseElement("<stream:features/>")));
    QVERIFY(!rfc6120::isFeatures(parseElement("<features/>")));
}

void TestProtoLogin::versionOne()
{
    xml::Element header(u"stream", rfc6120::kStreamNs);
    QVERIFY(!rfc6120::speaksVersion1(header));
    header.set(u"version", u"1.0"_s);
    QVERIFY(rfc6120::speaksVersion1(header));
    header.set(u"version", u"1.1"_s);
    QVERIFY(rfc6120::speaksVersion1(header));
    header.set(u"version", u"0.9"_s);
    QVERIFY(!rfc6120::speaksVersion1(header));
}

void TestProtoLogin::classicPayloads_data()
{
    QTest::addColumn<QByteArray>("xml");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("data");
    const QByteArray head = "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>";
    QTest::newRow("text") << head + "YWJj</challenge>" << true << QByteArray("abc");
    QTest::newRow("nothing") << head + "</challenge>" << true << QByteArray();
    QTest::newRow("empty") << head + "=</challenge>" << true << QByteArray("");
    QTest::newRow("no base64") << head + "a*b</challenge>" << false << QByteArray();
}

void TestProtoLogin::classicPayloads()
{
    QFETCH(QByteArray, xml);
    QFETCH(bool, valid);
    QFETCH(QByteArray, data);
    const auto payload = rfc6120::saslPayload(parseElement(xml));
    QCOMPARE(payload.has_value(), valid);
    if (payload) {
        QCOMPARE(*payload, data);
        QCOMPARE(payload->isNull(), data.isNull());
    }
    QCOMPARE(rfc6120::saslAuth(u"X"_s, QByteArray()).text(), u"="_s);
    QVERIFY(rfc6120::saslAuth(u"X"_s, std::nullopt).nodes().empty());
}

void TestProtoLogin::failuresByLocalName()
{
    for (const QByteArray ns : {"urn:ietf:params:xml:ns:xmpp-sasl", "urn:xmpp:sasl:2"}) {
        const auto failure = rfc6120::parseSaslFailure(parseElement("<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='" + ns + "'/><text>no</text></failure>"));
        QCOMPARE(*failure, (rfc6120::SaslFailure{u"not-authorized"_s, u"no"_s}));
    }
    QVERIFY(!rfc6120::parseSaslFailure(parseElement("<success xmlns='urn:xmpp:sasl:2'/>")));
}

void TestProtoLogin::bindResults_data()
{
    QTest::addColumn<QByteArray>("inner");
    QTest::addColumn<QString>("jid");
    QTest::newRow("full") << QByteArray("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@b/c</jid></bind>") << u"a@b/c"_s;
    QTest::newRow("bare") << QByteArray("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@b</jid></bind>") << QString();
    QTest::newRow("empty") << QByteArray("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>") << QString();
    QTest::newRow("none") << QByteArray() << QString();
}

void TestProtoLogin::bindResults()
{
    QFETCH(QByteArray, inner);
    QFETCH(QString, jid);
    const auto parsed = rfc6120::parseBindResult(parseElement("<iq type='result' id='1'>" + inner + "</iq>"));
    QCOMPARE(parsed ? parsed->toString() : QString(), jid);
}

void TestProtoLogin::sasl2HasNoEqualsSign()
{
    // B103
    const auto empty = xep0388::authenticate(u"X"_s, QByteArray(""), {});
    QVERIFY(empty.child(u"initial-response", xep0388::kNs));
    QVERIFY(empty.child(u"initial-response", xep0388::kNs)->text().isEmpty());
    QVERIFY(!xep0388::authenticate(u"X"_s, std::nullopt, {}).child(u"initial-response", xep0388::kNs));
    QVERIFY(xep0388::response({}).text().isEmpty());
    QVERIFY(!xep0388::parseChallenge(parseElement("<challenge xmlns='urn:xmpp:sasl:2'>=</challenge>")));
    QCOMPARE(*xep0388::parseChallenge(parseElement("<challenge xmlns='urn:xmpp:sasl:2'/>")), QByteArray(""));
}

void TestProtoLogin::sasl2Success()
{
    const auto success = [](const QByteArray &inner) { return xep0388::parseSuccess(parseElement("<success xmlns='urn:xmpp:sasl:2'>" + inner + "</success>")); };
    QVERIFY(success({})->additionalData.isNull());
    QVERIFY(!success("<additional-data/>")->additionalData.isNull()); // there, and empty
    QCOMPARE(success("<additional-data>YQ==</additional-data>")->additionalData, QByteArray("a"));
    QVERIFY(!success("<additional-data>!</additional-data>"));
    QCOMPARE(success("<authorization-identifier>a@b/c</authorization-identifier>")->identifier, u"a@b/c"_s);
    QCOMPARE(success("<authorization-identity>a@b/c</authorization-identity>")->identifier, u"a@b/c"_s); // B106
}

void TestProtoLogin::sasl2Tasks()
{
    QCOMPARE(xep0388::parseContinue(parseElement("<continue xmlns='urn:xmpp:sasl:2'><tasks><task>A</task><task>B</task></tasks></continue>"))->tasks, QStringList({u"A"_s, u"B"_s}));
}

void TestProtoLogin::streamManagement()
{
    QCOMPARE(xep0198::enable(), parseElement("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")); // B111
    QCOMPARE(*xep0198::parseEnabled(parseElement("<enabled xmlns='urn:xmpp:sm:3' id='x' resume='1' max='300' location='h:1'/>")),
             (xep0198::Enabled{u"x"_s, true, std::chrono::seconds(300), u"h:1"_s}));
    QVERIFY(xep0198::parseEnabled(parseElement("<enabled xmlns='urn:xmpp:sm:3' id='x'/>"))->id.isEmpty()); // not resumable
    QVERIFY(!xep0198::parseEnabled(parseElement("<enabled xmlns='urn:xmpp:sm:2'/>")));
    const auto flat = xep0198::parseFailed(parseElement("<failed xmlns='urn:xmpp:sm:3' h='7'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"));
    QCOMPARE(*flat, (xep0198::Failed{7u, u"item-not-found"_s}));
    const auto nested = xep0198::parseFailed(parseElement("<failed xmlns='urn:xmpp:sm:3'><error type='cancel'><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>t</text>"
                                                          "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></failed>"));
    QCOMPARE(*nested, (xep0198::Failed{std::nullopt, u"item-not-found"_s}));
}

void TestProtoLogin::smNumbers_data()
{
    QTest::addColumn<QByteArray>("h");
    QTest::addColumn<bool>("valid");
    QTest::newRow("zero") << QByteArray(" h='0'") << true;
    QTest::newRow("highest") << QByteArray(" h='4294967295'") << true;
    QTest::newRow("beyond") << QByteArray(" h='4294967296'") << false;
    QTest::newRow("negative") << QByteArray(" h='-1'") << false;
    QTest::newRow("absent") << QByteArray() << false;
    QTest::newRow("text") << QByteArray(" h='x'") << false;
}

void TestProtoLogin::smNumbers()
{
    QFETCH(QByteArray, h);
    QFETCH(bool, valid);
    QCOMPARE(xep0198::parseAck(parseElement("<a xmlns='urn:xmpp:sm:3'" + h + "/>")).has_value(), valid);
    QCOMPARE(xep0198::parseResumed(parseElement("<resumed xmlns='urn:xmpp:sm:3' previd='p'" + h + "/>")).has_value(), valid);
    QCOMPARE(xep0198::parseFailed(parseElement("<failed xmlns='urn:xmpp:sm:3'" + h + "/>"))->h.has_value(), valid);
}

void TestProtoLogin::fast()
{
    const auto offer = xep0484::parseOffer(parseElement("<fast xmlns='urn:xmpp:fast:0' tls-0rtt='true'><mechanism>HT-SHA-256-NONE</mechanism></fast>"));
    QCOMPARE(*offer, (xep0484::Offer{{u"HT-SHA-256-NONE"_s}, true}));
    const auto token = xep0484::parseToken(parseElement("<token xmlns='urn:xmpp:fast:0' token='t' expiry='2026-12-12T07:58:12.5+01:00'/>"));
    QCOMPARE(*token, (xep0484::Token{u"t"_s, QDateTime(QDate(2026, 12, 12), QTime(6, 58, 12, 500), Qt::UTC)}));
    QVERIFY(!xep0484::parseToken(parseElement("<token xmlns='urn:xmpp:fast:0' token='t'/>"))->expiry.isValid());
    QVERIFY(!xep0484::parseToken(parseElement("<token xmlns='urn:xmpp:fast:0' token=''/>")));
    QCOMPARE(xep0484::fast(xep0484::Invalidate::No), parseElement("<fast xmlns='urn:xmpp:fast:0'/>"));
    QCOMPARE(xep0484::fast(xep0484::Invalidate::Yes), parseElement("<fast xmlns='urn:xmpp:fast:0' invalidate='true'/>"));
}

void TestProtoLogin::offersThatAreNotOurs()
{
    const xml::Element none = parseElement("<stream:features/>");
    QVERIFY(!xep0388::parseOffer(none));
    QVERIFY(!xep0509::parseOffer(none));
    QVERIFY(xep0440::parseTypes(none).isEmpty());
    QVERIFY(!xep0386::parseOffer(parseElement("<bind xmlns='urn:xmpp:bind2:0'/>"))); // the seed is another protocol
    QVERIFY(xep0386::parseOffer(parseElement("<bind xmlns='urn:xmpp:bind:0'/>"))->isEmpty());
    QVERIFY(!xep0484::parseOffer(parseElement("<fast xmlns='urn:xmpp:fast:1'/>")));
}

QTEST_GUILESS_MAIN(TestProtoLogin)
#include "tst_proto_login.moc"
