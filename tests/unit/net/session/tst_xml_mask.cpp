// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/xml_mask.h"
#include "tests/support/net/script.h"

#include <QTest>

using namespace net;

class TestXmlMask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hidesSecrets_data();
    void hidesSecrets();
    void leavesTheRest();
    void heads();
};

void TestXmlMask::hidesSecrets_data()
{
    QTest::addColumn<QByteArray>("xml");
    QTest::newRow("auth") << QByteArray("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>SECRET</auth>");
    QTest::newRow("response") << QByteArray("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>SECRET</response>");
    QTest::newRow("success") << QByteArray("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>SECRET</success>");
    QTest::newRow("initial-response") << QByteArray("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>SECRET</initial-response></authenticate>");
    QTest::newRow("challenge") << QByteArray("<challenge xmlns='urn:xmpp:sasl:2'>SECRET</challenge>");
    QTest::newRow("additional-data") << QByteArray("<success xmlns='urn:xmpp:sasl:2'><additional-data>SECRET</additional-data></success>");
    QTest::newRow("token") << QByteArray("<success xmlns='urn:xmpp:sasl:2'><token xmlns='urn:xmpp:fast:0' token='SECRET' expiry='x'/></success>");
    QTest::newRow("task") << QByteArray("<next xmlns='urn:xmpp:sasl:2' task='U'><task-data><hash xmlns='urn:xmpp:scram-upgrade:0'>SECRET</hash></task-data></next>");
    QTest::newRow("ticket") << QByteArray("<iq type='result'><prepared xmlns='urn:kith:detach:0'><ticket>SECRET</ticket></prepared></iq>");
    QTest::newRow("proof") << QByteArray("<resume xmlns='urn:xmpp:sm:3'><proof xmlns='urn:kith:detach:0' ticket='SECRET' binding='tls-exporter'>SECRET</proof></resume>");
    QTest::newRow("linking") << QByteArray("<packet xmlns='urn:kith:linking:0' method='_request_context_enter'><var name='_password'>SECRET</var></packet>");
    QTest::newRow("grant") << QByteArray("<iq type='set'><grant xmlns='urn:kith:linking:0' account='anna@example.org'><token mechanism='HT'>SECRET</token><trust>SECRET</trust></grant></iq>");
    QTest::newRow("place of a code") << QByteArray("<iq type='set'><relay xmlns='urn:kith:linking:0' place='SECRET' stream='1'><octets>eA==</octets></relay></iq>");
    QTest::newRow("place that is opened") << QByteArray("<iq type='set'><rendezvous xmlns='urn:kith:linking:0' place='SECRET'/></iq>");
    QTest::newRow("registration") << QByteArray("<iq type='set'><query xmlns='jabber:iq:register'><username>anna</username><password>SECRET</password></query></iq>");
    QTest::newRow("room") << QByteArray("<presence to='r@c/n'><x xmlns='http://jabber.org/protocol/muc'><password>SECRET</password></x></presence>");
    QTest::newRow("upload") << QByteArray("<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='https://u'><header name='Authorization'>SECRET</header></put></slot></iq>");
}

void TestXmlMask::hidesSecrets()
{
    QFETCH(QByteArray, xml);
    const xml::Element element = parseElement(xml);
    const QByteArray shown = maskedBytes(element);
    QVERIFY2(!shown.contains("SECRET"), shown.constData());
    QVERIFY(shown.contains("[hidden]"));
    QVERIFY(shown.contains(element.name().toUtf8()));
}

void TestXmlMask::leavesTheRest()
{
    const xml::Element message = parseElement("<message to='b@x' id='1' xml:lang='en'><body>the &lt;password&gt; is a word</body><x xmlns='a'><y z='1'/></x></message>");
    QCOMPARE(masked(message), message);
}

void TestXmlMask::heads()
{
    QVERIFY(maskedBytes(StreamHead{Jid::fromString(u"anna@example.net"), QStringLiteral("example.net")}).contains("to='example.net'"));
    QCOMPARE(maskedBytes(StreamEnd{}), QByteArray("</stream:stream>"));
}

QTEST_GUILESS_MAIN(TestXmlMask)
#include "tst_xml_mask.moc"
