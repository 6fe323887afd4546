// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/reader.h"
#include "net/xml/writer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net::xml;

namespace {

constexpr QStringView kClient = u"jabber:client";
constexpr QStringView kXmlNs = u"http://www.w3.org/XML/1998/namespace";

Element readBack(const QByteArray &xml)
{
    Reader reader;
    reader.feed("<s xmlns='jabber:client'>" + xml);
    while (const auto event = reader.next()) {
        if (const auto *read = std::get_if<ElementRead>(&*event))
            return read->element;
    }
    return {};
}

} // namespace

class XmlWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writes_data()
    {
        QTest::addColumn<Element>("element");
        QTest::addColumn<QByteArray>("xml");
        QTest::newRow("empty") << Element(u"presence", kClient) << QByteArray("<presence/>");
        QTest::newRow("other namespace") << Element(u"ping", u"urn:xmpp:ping") << QByteArray("<ping xmlns='urn:xmpp:ping'/>");
        QTest::newRow("no namespace") << Element(u"x", u"") << QByteArray("<x xmlns=''/>");
        QTest::newRow("attributes") << Element(u"iq", kClient).set(u"id", u"1"_s).set(u"type", u"get"_s) << QByteArray("<iq id='1' type='get'/>");
        QTest::newRow("child of the same namespace")
            << Element(u"message", kClient).add(u"body", kClient, u"Hi"_s) << QByteArray("<message><body>Hi</body></message>");
        QTest::newRow("back in the outer namespace")
            << Element(u"result", u"urn:xmpp:mam:2").add(Element(u"message", kClient).add(Element(u"x", u"urn:xmpp:mam:2")))
            << QByteArray("<result xmlns='urn:xmpp:mam:2'><message xmlns='jabber:client'><x xmlns='urn:xmpp:mam:2'/></message></result>");
        QTest::newRow("escapes in text") << Element(u"a", kClient).addText(u"<&>\"'\r\n\t"_s) << QByteArray("<a>&lt;&amp;&gt;\"'&#xD;\n\t</a>");
        QTest::newRow("escapes in attributes")
            << Element(u"a", kClient).set(u"b", u"<&>\"'\r\n\t"_s) << QByteArray("<a b='&lt;&amp;&gt;\"&apos;&#xD;&#xA;&#x9;'/>");
        QTest::newRow("xml:lang") << Element(u"a", kClient).set(u"lang", u"de"_s, kXmlNs) << QByteArray("<a xml:lang='de'/>");
        QTest::newRow("attribute of a namespace") << Element(u"a", kClient).set(u"b", u"1"_s, u"urn:x") << QByteArray("<a xmlns:ns1='urn:x' ns1:b='1'/>");
        QTest::newRow("all of Unicode") << Element(u"a", kClient).addText(u"ä€😀\uFFFD"_s) << QByteArray("<a>ä€😀\xEF\xBF\xBD</a>");
    }
    void writes()
    {
        QFETCH(Element, element);
        QFETCH(QByteArray, xml);
        QCOMPARE(serialize(element, kClient), xml);
        QVERIFY(readBack(xml) == element);
    }

    void dropsWhatXmlForbids()
    {
        QString text = u"a"_s;
        for (const char16_t c : {u'\0', u'\x1', u'\x8', u'\xB', u'\x1F', char16_t(0xFFFE), char16_t(0xFFFF), char16_t(0xD800)})
            text += QChar(c);
        text += u'b';
        text += QChar(0xDC00);
        text += QChar(0xDBFF);
        QCOMPARE(escape(text), "ab");
        QCOMPARE(serialize(Element(u"x", kClient).set(u"y", text), kClient), "<x y='ab'/>");
    }

    void opensAStream()
    {
        const Element header = Element(u"stream", u"http://etherx.jabber.org/streams").set(u"to", u"example.org"_s).set(u"lang", u"en"_s, kXmlNs);
        const QByteArray open = serializeOpen(header, kClient, {{u"stream"_s, u"http://etherx.jabber.org/streams"_s}});
        QCOMPARE(open, "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='example.org' xml:lang='en'>");
        Reader reader;
        reader.feed(open + "<presence/>");
        QVERIFY(std::get<StreamOpened>(*reader.next()).header == header);
        QVERIFY(std::get<ElementRead>(*reader.next()).element == Element(u"presence", kClient));
    }

    void nullElementIsNothing() { QVERIFY(serialize(Element()).isEmpty()); }

    void textIsOneNode()
    {
        Element e(u"a", kClient);
        e.addText(u"x"_s).addText(u""_s).addText(u"y"_s).add(Element(u"b", kClient)).addText(u"z"_s);
        QCOMPARE(e.nodes().size(), size_t(3));
        QCOMPARE(e.text(), u"xyz"_s);
        e.removeChildren(u"b", kClient);
        QVERIFY(e == Element(u"a", kClient).addText(u"xyz"_s));
    }

    void setReplacesAndRemoves()
    {
        Element e(u"a", kClient);
        e.set(u"id", u"1"_s).set(u"id", u"2"_s).set(u"id", u"3"_s, u"urn:x");
        QCOMPARE(e.attributes().size(), size_t(2));
        QCOMPARE(e.attribute(u"id"), u"2"_s);
        QCOMPARE(e.attribute(u"id", u"urn:x"), u"3"_s);
        e.set(u"id", QString());
        QVERIFY(e.attribute(u"id").isNull());
        QCOMPARE(e.attributes().size(), size_t(1));
    }

    void findsChildren()
    {
        const Element e = Element(u"a", kClient).addText(u"t"_s).add(u"b", kClient, u"1"_s).add(u"b", u"urn:x", u"2"_s).add(u"b", kClient, u"3"_s);
        QCOMPARE(e.children().size(), size_t(3));
        QCOMPARE(e.children(u"b", kClient).size(), size_t(2));
        QCOMPARE(e.childText(u"b", u"urn:x"), u"2"_s);
        QCOMPARE(e.firstChild()->text(), u"1"_s);
        QVERIFY(!e.child(u"c", kClient));
    }
};

QTEST_GUILESS_MAIN(XmlWriterTest)
#include "tst_xml_writer.moc"
