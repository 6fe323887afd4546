// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/reader.h"
#include "net/xml/writer.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net::xml;

namespace {

const QByteArray kHeader = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s1' version='1.0'>";

/// One line per event, so that two runs can be compared.
QByteArray describe(const Event &event)
{
    if (const auto *opened = std::get_if<StreamOpened>(&event))
        return "open " + serialize(opened->header);
    if (const auto *read = std::get_if<ElementRead>(&event))
        return "element " + serialize(read->element);
    if (std::holds_alternative<StreamClosed>(event))
        return "closed";
    return "error " + QByteArray::number(int(std::get<ReadError>(event).kind));
}

QByteArrayList drain(Reader &reader)
{
    QByteArrayList events;
    while (const auto event = reader.next())
        events << describe(*event);
    return events;
}

QByteArrayList readAll(const QByteArray &bytes, Limits limits = {})
{
    Reader reader(limits);
    reader.feed(bytes);
    return drain(reader);
}

QByteArrayList readCut(const QByteArray &bytes, qsizetype step, Limits limits = {})
{
    Reader reader(limits);
    QByteArrayList events;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        reader.feed(QByteArrayView(bytes).sliced(at, qMin(step, bytes.size() - at)));
        events += drain(reader);
    }
    return events;
}

std::optional<ReadErrorKind> errorOf(const QByteArray &bytes, Limits limits = {})
{
    Reader reader(limits);
    reader.feed(bytes);
    while (const auto event = reader.next()) {
        if (const auto *error = std::get_if<ReadError>(&*event))
            return error->kind;
    }
    return std::nullopt;
}

Element firstElement(const QByteArray &bytes)
{
    Reader reader;
    reader.feed(bytes);
    while (const auto event = reader.next()) {
        if (const auto *read = std::get_if<ElementRead>(&*event))
            return read->element;
    }
    return {};
}

QByteArray transcript()
{
    return kHeader
        + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>"
          " \n\t <message from='anna@example.org' xml:lang=\"de\"><body>Gr\xC3\xBC\xC3\x9F" "e &amp; \xF0\x9F\x98\x80 &#x1F600; &lt;3</body>"
          "<a xmlns:x='urn:x' x:y='a>b'><x:b c=\"'\"/></a></message>"
          "<iq><![CDATA[a<b>\"c]]]]><d/></iq>\n<presence/>"
          "</stream:stream>";
}

} // namespace

class XmlReaderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAStream()
    {
        Reader reader;
        reader.feed(transcript());
        const auto opened = std::get<StreamOpened>(*reader.next()).header;
        QVERIFY(opened.is(u"stream", u"http://etherx.jabber.org/streams"));
        QCOMPARE(opened.attribute(u"id"), u"s1"_s);
        QVERIFY(opened.nodes().empty());
        const auto features = std::get<ElementRead>(*reader.next()).element;
        QCOMPARE(features.firstChild()->childText(u"mechanism", u"urn:ietf:params:xml:ns:xmpp-sasl"), u"SCRAM-SHA-1"_s);
        const auto message = std::get<ElementRead>(*reader.next()).element;
        QVERIFY(message.is(u"message", u"jabber:client"));
        QCOMPARE(message.attribute(u"lang", u"http://www.w3.org/XML/1998/namespace"), u"de"_s);
        QCOMPARE(message.childText(u"body", u"jabber:client"), u"Grüße & 😀 😀 <3"_s);
        const Element *a = message.child(u"a", u"jabber:client");
        QCOMPARE(a->attribute(u"y", u"urn:x"), u"a>b"_s);
        QCOMPARE(a->child(u"b", u"urn:x")->attribute(u"c"), u"'"_s);
        QCOMPARE(std::get<ElementRead>(*reader.next()).element.text(), u"a<b>\"c]]"_s);
        QVERIFY(std::get<ElementRead>(*reader.next()).element.is(u"presence", u"jabber:client"));
        QVERIFY(std::holds_alternative<StreamClosed>(*reader.next()));
        QVERIFY(!reader.next());
    }

    void cutAnywhereReadsTheSame()
    {
        const QByteArray bytes = transcript();
        const QByteArrayList whole = readAll(bytes);
        QCOMPARE(whole.size(), 6);
        for (qsizetype step = 1; step < bytes.size(); ++step)
            QCOMPARE(readCut(bytes, step), whole);
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            Reader reader;
            reader.feed(QByteArrayView(bytes).first(cut));
            QByteArrayList events = drain(reader);
            reader.feed(QByteArrayView(bytes).sliced(cut));
            QCOMPARE(events + drain(reader), whole);
        }
    }

    void tellsAnElementWithItsLastOctet()
    {
        const QByteArray bytes = transcript();
        Reader reader;
        QByteArrayList ends;
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            reader.feed(QByteArrayView(bytes).sliced(i, 1));
            while (reader.next())
                ends << bytes.first(i + 1).last(10);
        }
        QCOMPARE(ends, (QByteArrayList{"ion='1.0'>", ":features>", "</message>", "><d/></iq>", "presence/>", "am:stream>"}));
    }

    void restartsBehindAnElement()
    {
        const QByteArray success = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
        const QByteArray second = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s2'><stream:features/>";
        const QByteArray bytes = kHeader + success + second;
        for (const QByteArray &between : {QByteArray(), QByteArray(" \n")}) {
            for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
                QByteArray all = kHeader + success + between + second;
                Reader reader;
                QByteArrayList events;
                for (const QByteArray &part : {all.first(cut), all.sliced(cut)}) {
                    reader.feed(part);
                    while (const auto event = reader.next()) {
                        events << describe(*event);
                        if (events.last().contains("success"))
                            reader.restart();
                    }
                }
                QCOMPARE(events.size(), 4);
                QVERIFY(events[2].contains("id='s2'"));
                QVERIFY(events[3].contains("features"));
            }
        }
    }

    void clearDropsWhatWasFed()
    {
        Reader reader;
        reader.feed(kHeader + "<a/><!-- -->");
        QCOMPARE(drain(reader).last(), "error 1");
        QVERIFY(!reader.next());
        reader.feed("<b/>");
        QVERIFY(!reader.next());
        reader.clear();
        reader.feed(kHeader + "<b/>");
        QCOMPARE(drain(reader).last(), "element <b xmlns='jabber:client'/>");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ReadErrorKind>("kind");
        using enum ReadErrorKind;
        const auto row = [](const char *name, const QByteArray &bytes, ReadErrorKind kind) { QTest::newRow(name) << bytes << kind; };
        row("comment", kHeader + "<!-- x -->", Restricted);
        row("comment in element", kHeader + "<a><!-- x --></a>", Restricted);
        row("comment before root", "<!-- x -->" + kHeader, Restricted);
        row("processing instruction", kHeader + "<?php x?>", Restricted);
        row("processing instruction in element", kHeader + "<a><?x?></a>", Restricted);
        row("processing instruction first", "<?xml-stylesheet href='x'?>" + kHeader, Restricted);
        row("second declaration", kHeader + "<?xml version='1.0'?>", Restricted);
        row("dtd", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>", Restricted);
        row("dtd after declaration", "<?xml version='1.0'?><!DOCTYPE a><a>", Restricted);
        row("dtd in stream", kHeader + "<!DOCTYPE a>", Restricted);
        row("entity", kHeader + "<a>&x;</a>", Restricted);
        row("entity in attribute", kHeader + "<a b='&x;'/>", Restricted);
        row("wrong end tag", kHeader + "<a></b>", NotWellFormed);
        row("wrong end of stream", kHeader + "</stream>", NotWellFormed);
        row("unquoted attribute", kHeader + "<a b=c/>", NotWellFormed);
        row("attribute twice", kHeader + "<a b='1' b='2'/>", NotWellFormed);
        row("attribute twice by namespace", kHeader + "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", NotWellFormed);
        row("unbound prefix", kHeader + "<p:a/>", NotWellFormed);
        row("two colons", kHeader + "<a xmlns:p='u'><p:b:c/></a>", NotWellFormed);
        row("empty tag", kHeader + "<>", NotWellFormed);
        row("angle in attribute", kHeader + "<a b='<'/>", NotWellFormed);
        row("bare ampersand", kHeader + "<a>&</a>", NotWellFormed);
        row("cdata end in text", kHeader + "<a>]]></a>", NotWellFormed);
        row("forbidden character", kHeader + "<a>\x01</a>", NotWellFormed);
        row("forbidden reference", kHeader + "<a>&#0;</a>", NotWellFormed);
        row("text between elements", kHeader + "x", NotWellFormed);
        row("cdata between elements", kHeader + "<![CDATA[ ]]>", Restricted);
        row("text before the stream", "x" + kHeader, NotWellFormed);
        row("byte order mark", "\xEF\xBB\xBF" + kHeader, NotWellFormed);
        row("empty stream", "<a/>", NotWellFormed);
        row("latin 1", kHeader + "<a>\xFC</a>", NotUtf8);
        row("overlong", kHeader + "<a>\xC0\xAF</a>", NotUtf8);
        row("surrogate", kHeader + "<a>\xED\xA0\x80</a>", NotUtf8);
        row("declared latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>", NotUtf8);
        row("declared utf-16", "<?xml version='1.0' encoding='UTF-16'?><a>", NotUtf8);
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ReadErrorKind, kind);
        QCOMPARE(errorOf(bytes), std::optional(kind));
        // Nothing comes after an error, and cutting does not change it.
        QCOMPARE(readAll(bytes).last(), "error " + QByteArray::number(int(kind)));
        QCOMPARE(readCut(bytes, 1), readAll(bytes));
    }

    void acceptsDeclaredUtf8()
    {
        QVERIFY(!errorOf("<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a><b/>"));
        QVERIFY(!errorOf("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a><b/>"));
    }

    void boundsDepth()
    {
        Limits limits;
        limits.maxDepth = 3;
        QVERIFY(!errorOf(kHeader + "<a><b><c/></b></a>", limits));
        QCOMPARE(errorOf(kHeader + "<a><b><c><d/></c></b></a>", limits), std::optional(ReadErrorKind::TooDeep));
    }

    void boundsAttributes()
    {
        Limits limits;
        limits.maxAttributes = 2;
        QVERIFY(!errorOf("<s><a b='1' c='2'/>", limits));
        QCOMPARE(errorOf("<s><a b='1' c='2' d='3'/>", limits), std::optional(ReadErrorKind::TooManyAttributes));
    }

    void boundsStanzaBytes_data()
    {
        QTest::addColumn<QByteArray>("open");
        QTest::addColumn<QByteArray>("filler");
        QTest::addColumn<QByteArray>("close");
        QTest::newRow("text") << QByteArray("<a>") << QByteArray("x") << QByteArray("</a>");
        QTest::newRow("one attribute") << QByteArray("<a b='") << QByteArray(">") << QByteArray("'/>");
        QTest::newRow("name") << QByteArray("<a") << QByteArray("a") << QByteArray("/>");
        QTest::newRow("white space in a tag") << QByteArray("<a") << QByteArray(" ") << QByteArray("/>");
        QTest::newRow("cdata") << QByteArray("<a><![CDATA[") << QByteArray("]") << QByteArray("]]></a>");
        QTest::newRow("children") << QByteArray("<a>") << QByteArray("<b/>") << QByteArray("</a>");
    }
    void boundsStanzaBytes()
    {
        QFETCH(QByteArray, open);
        QFETCH(QByteArray, filler);
        QFETCH(QByteArray, close);
        const QByteArray fits = open + filler.repeated(200) + close;
        Limits limits;
        limits.maxStanzaBytes = fits.size();
        QVERIFY(!errorOf(kHeader + fits + "\n" + fits, limits));
        limits.maxStanzaBytes = fits.size() - 1;
        QCOMPARE(errorOf(kHeader + fits, limits), std::optional(ReadErrorKind::TooLarge));
        // An unfinished token that never ends is refused while it is still coming.
        QCOMPARE(errorOf(kHeader + open + filler.repeated(400), limits), std::optional(ReadErrorKind::TooLarge));
        QCOMPARE(readCut(kHeader + fits, 1, limits), readAll(kHeader + fits, limits));
    }

    void boundsHeaderBytes()
    {
        Limits limits;
        limits.maxHeaderBytes = kHeader.size();
        QVERIFY(!errorOf(kHeader + "<a>" + QByteArray(1000, 'x') + "</a>", limits));
        limits.maxHeaderBytes = kHeader.size() - 1;
        QCOMPARE(errorOf(kHeader, limits), std::optional(ReadErrorKind::TooLarge));
    }

    void whiteSpaceForEverIsFree()
    {
        Limits limits;
        limits.maxStanzaBytes = 10;
        Reader reader(limits);
        reader.feed("<s>");
        QVERIFY(reader.next());
        for (int i = 0; i < 1000; ++i) {
            reader.feed(" \n");
            QVERIFY(!reader.next());
        }
        reader.feed("<a/>");
        QCOMPARE(drain(reader), QByteArrayList{"element <a/>"});
    }

    void workIsLinear_data()
    {
        QTest::addColumn<QByteArray>("open");
        QTest::addColumn<QByteArray>("filler");
        QTest::newRow("one attribute") << QByteArray("<a b='") << QByteArray(">");
        QTest::newRow("text") << QByteArray("<a>") << QByteArray("x");
        QTest::newRow("tags") << QByteArray("<a>") << QByteArray("<b/>");
        QTest::newRow("cdata") << QByteArray("<a><![CDATA[") << QByteArray("]");
        QTest::newRow("tag never closed") << QByteArray("<a ") << QByteArray("b");
    }
    void workIsLinear()
    {
        // In pieces of 16 octets. Work of the square of 1 MiB would take minutes; a line takes well under a second. The bound only tells these apart.
        QFETCH(QByteArray, open);
        QFETCH(QByteArray, filler);
        const QByteArray bytes = "<s>" + open + filler.repeated(1024 * 1024 / filler.size());
        QElapsedTimer timer;
        timer.start();
        readCut(bytes, 16);
        QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    }

    void manyElementsInOneChunkAreLinear()
    {
        const QByteArray bytes = "<s>" + QByteArray("<a b='c'/>").repeated(200000);
        Reader reader;
        reader.feed(bytes);
        QElapsedTimer timer;
        timer.start();
        int count = 0;
        while (reader.next())
            ++count;
        QCOMPARE(count, 200001);
        QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    }

    void keepsEmptyApartFromAbsent()
    {
        const Element e = firstElement("<s><a b=''><c/></a>");
        QVERIFY(!e.attribute(u"b").isNull());
        QVERIFY(e.attribute(u"x").isNull());
        QVERIFY(!e.childText(u"c", u"").isNull());
        QVERIFY(e.childText(u"x", u"").isNull());
    }
};

QTEST_GUILESS_MAIN(XmlReaderTest)
#include "tst_xml_reader.moc"
