// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/psyc_packet.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"
#include "tests/support/net/psyc_page.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using psyc::Packet;

class PsycPacketTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void xmlBothWays();
    void emptyIsNotAbsent();
    void refused_data();
    void refused();
    void bounds();
    void newestNames();
    void pagesSyntax();
    void brokenSyntax_data();
    void brokenSyntax();
};

void PsycPacketTest::xmlBothWays()
{
    Packet packet(u"_request_context_enter");
    packet.set(u"_target", u"anna@example.org#_links"_s).set(u"_tag", u"77"_s).set(u"_name", u"Anna\u2019s <desk> & \"more\""_s);
    packet.body = u"Please show identification."_s;
    packet.payload = xml::Element(u"page", psyc::kLinkNs);
    const QByteArray xml = xml::serialize(toElement(packet));
    QCOMPARE(xml,
             "<packet xmlns='urn:kith:linking:0' method='_request_context_enter'><var name='_target'>anna@example.org#_links</var><var name='_tag'>77</var>"
             "<var name='_name'>Anna\u2019s &lt;desk&gt; &amp; \"more\"</var><body>Please show identification.</body><payload><page/></payload></packet>"_ba);
    const auto element = xml::parse(xml);
    QVERIFY(element);
    QCOMPARE(psyc::parsePacket(*element), std::optional(packet));
}

void PsycPacketTest::emptyIsNotAbsent()
{
    Packet packet(u"_request_context_enter");
    packet.set(u"_password", u""_s);
    const auto read = psyc::parsePacket(toElement(packet));
    QVERIFY(read);
    QVERIFY(read->has(u"_password") && read->value(u"_password").isEmpty());
    QVERIFY(!read->has(u"_method"));
    packet.set(u"_password", {});
    QVERIFY(packet.variables.empty());
}

void PsycPacketTest::refused_data()
{
    QTest::addColumn<QByteArray>("xml");
    const QByteArray open = "<packet xmlns='urn:kith:linking:0' method='_a'>";
    QTest::newRow("other name") << "<packets xmlns='urn:kith:linking:0' method='_a'/>"_ba;
    QTest::newRow("other namespace") << "<packet xmlns='urn:kith:links:0' method='_a'/>"_ba;
    QTest::newRow("no method") << "<packet xmlns='urn:kith:linking:0'/>"_ba;
    QTest::newRow("method is none") << "<packet xmlns='urn:kith:linking:0' method='a b'/>"_ba;
    QTest::newRow("nameless variable") << open + "<var>x</var></packet>";
    QTest::newRow("variable is none") << open + "<var name='password'>x</var></packet>";
    QTest::newRow("said twice") << open + "<var name='_tag'>1</var><var name='_tag'>2</var></packet>";
    QTest::newRow("element in a variable") << open + "<var name='_tag'><x/></var></packet>";
    QTest::newRow("element in the body") << open + "<body><x/></body></packet>";
    QTest::newRow("two bodies") << open + "<body>a</body><body>b</body></packet>";
    QTest::newRow("empty payload") << open + "<payload/></packet>";
    QTest::newRow("two in the payload") << open + "<payload><x/><y/></payload></packet>";
    QTest::newRow("two payloads") << open + "<payload><x/></payload><payload><x/></payload></packet>";
}

void PsycPacketTest::refused()
{
    QFETCH(QByteArray, xml);
    const auto element = xml::parse(xml);
    QVERIFY(element);
    QVERIFY(!psyc::parsePacket(*element));
}

void PsycPacketTest::bounds()
{
    Packet packet(u"_a");
    for (size_t i = 0; i < psyc::kMaxVariables; ++i)
        packet.set(u"_v%1"_s.arg(i), QString(psyc::kMaxValue, u'x'));
    packet.body = QString(psyc::kMaxValue, u'x');
    QVERIFY(psyc::parsePacket(toElement(packet)));
    Packet wide = packet;
    wide.set(u"_more", u"x"_s);
    QVERIFY(!psyc::parsePacket(toElement(wide)));
    Packet longer = packet;
    longer.set(u"_v0", QString(psyc::kMaxValue + 1, u'x'));
    QVERIFY(!psyc::parsePacket(toElement(longer)));
    packet.body += u'x';
    QVERIFY(!psyc::parsePacket(toElement(packet)));
}

void PsycPacketTest::newestNames()
{
    Packet old(u"_request_link");
    old.set(u"_target", u"psyc://example.org/~me"_s).set(u"_service", u"_news"_s);
    const Packet enter = psyc::inNewestNames(old);
    QCOMPARE(enter.method, psyc::kEnter);
    QCOMPARE(enter.value(u"_target"), u"psyc://example.org/~me#_links"_s);
    QCOMPARE(psyc::inNewestNames(enter), enter);

    Packet notice(u"_notice_link");
    notice.set(u"_source", u"psyc://example.org/~me"_s).set(u"_target", u"psyc://desk:-1"_s);
    QCOMPARE(psyc::inNewestNames(notice).value(u"_source"), u"psyc://example.org/~me#_links"_s);
    QCOMPARE(psyc::inNewestNames(notice).value(u"_target"), u"psyc://desk:-1"_s);
}

void PsycPacketTest::pagesSyntax() // linking.md §3
{
    const QByteArray text = ":_target\tpsyc://example.net/~anna#_links\n:_source\tpsyc://desk.example.net:-41002\n:_tag\t77\n\n_request_context_enter\n|\n";
    const auto packet = test::fromText(text);
    QVERIFY(packet);
    QCOMPARE(packet->method, psyc::kEnter);
    QCOMPARE(packet->value(u"_source"), u"psyc://desk.example.net:-41002"_s);
    QCOMPARE(packet->value(u"_tag"), u"77"_s);
    QCOMPARE(test::toText(*packet), text);
    // A length instead of the empty line; the other operators; the old end.
    QCOMPARE(test::fromText(":_tag\t77\n12\n=_a\t1\n+_a\t2\n:_b\tx\n-_b\n?_password\n_request\n.\n")->variables,
             (std::vector<Packet::Variable>{{u"_tag"_s, u"77"_s}, {u"_a"_s, u"1|2"_s}}));
}

void PsycPacketTest::brokenSyntax_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << ":_tag\t77\n\n_request_context_enter\n"_ba;
    QTest::newRow("no method") << ":_tag\t77\n\n|\n"_ba;
    QTest::newRow("not a modifier") << "!_tag\t77\n\n_request\n|\n"_ba;
    QTest::newRow("not a name") << ":tag\t77\n\n_request\n|\n"_ba;
}

void PsycPacketTest::brokenSyntax()
{
    QFETCH(QByteArray, text);
    QVERIFY(!test::fromText(text));
}

QTEST_GUILESS_MAIN(PsycPacketTest)
#include "tst_psyc_packet.moc"
