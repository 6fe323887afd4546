// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0082_datetime.h"
#include "net/proto/xep_0280_carbons.h"
#include "net/proto/xep_0313_mam.h"
#include "tests/unit/net/proto/xml_literal.h"

using namespace Qt::StringLiterals;
using namespace net;

namespace {

QDateTime utc(int y, int mo, int d, int h, int mi, int s, int ms = 0)
{
    return QDateTime(QDate(y, mo, d), QTime(h, mi, s, ms), Qt::UTC);
}

const QByteArray kForwarded = "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2024-02-29T12:00:00Z'/><message xmlns='jabber:client' from='a@b/c'><body>Hi</body></message></forwarded>";

} // namespace

class ProtoArchiveTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dateTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QDateTime>("expected");
        QTest::newRow("utc") << u"1969-07-21T02:56:15Z"_s << utc(1969, 7, 21, 2, 56, 15);
        QTest::newRow("offset") << u"1969-07-20T21:56:15-05:00"_s << utc(1969, 7, 21, 2, 56, 15);
        QTest::newRow("milliseconds") << u"2024-02-29T12:00:00.123Z"_s << utc(2024, 2, 29, 12, 0, 0, 123);
        QTest::newRow("tenths") << u"2024-02-29T12:00:00.1Z"_s << utc(2024, 2, 29, 12, 0, 0, 100);
        QTest::newRow("microseconds") << u"2024-02-29T12:00:00.123999Z"_s << utc(2024, 2, 29, 12, 0, 0, 123);
        QTest::newRow("leap second") << u"2016-12-31T23:59:60Z"_s << utc(2016, 12, 31, 23, 59, 59);
        for (const auto &bad : {u""_s, u"2024-02-30T12:00:00Z"_s, u"2024-02-29T24:00:00Z"_s, u"2024-02-29T12:00:00"_s, u"2024-02-29 12:00:00Z"_s, u"2024-02-29T12:00Z"_s, u"2024-02-29T12:00:00.Z"_s,
                 u"2024-02-29T12:00:61Z"_s, u"2024-02-29T12:00:00+0100"_s, u"2024-02-29T12:00:00+15:00"_s, u"2024-02-29T12:00:00ZZ"_s, u" 2024-02-29T12:00:00Z"_s, u"20240229T12:00:00"_s,
                 u"-024-02-29T12:00:00Z"_s, u"0000-01-01T00:00:00Z"_s, u"2024-2-29T12:00:00Z"_s, u"٢٠٢٤-02-29T12:00:00Z"_s})
            QTest::newRow(qPrintable(u"bad "_s + bad)) << bad << QDateTime();
    }
    void dateTimes()
    {
        QFETCH(QString, text);
        QFETCH(QDateTime, expected);
        const auto parsed = xep0082::parseDateTime(text);
        QCOMPARE(parsed.value_or(QDateTime()), expected);
        if (parsed) {
            QCOMPARE(parsed->timeSpec(), Qt::UTC);
            QCOMPARE(xep0082::parseDateTime(xep0082::formatDateTime(*parsed)), parsed);
        }
    }

    void dateTimesAreWrittenInUtc()
    {
        QCOMPARE(xep0082::formatDateTime(utc(2024, 2, 29, 1, 2, 3)), u"2024-02-29T01:02:03Z"_s);
        QCOMPARE(xep0082::formatDateTime(utc(2024, 2, 29, 1, 2, 3, 45)), u"2024-02-29T01:02:03.045Z"_s);
        QCOMPARE(xep0082::formatDateTime(utc(2024, 2, 29, 1, 2, 3).toOffsetFromUtc(3600)), u"2024-02-29T01:02:03Z"_s);
        using std::chrono::minutes;
        QCOMPARE(xep0082::formatOffset(minutes(-330)), u"-05:30"_s);
        QCOMPARE(xep0082::formatOffset(minutes(0)), u"+00:00"_s);
        QCOMPARE(xep0082::parseOffset(u"-05:30"), minutes(-330));
        QCOMPARE(xep0082::parseOffset(u"Z"), minutes(0));
        QVERIFY(!xep0082::parseOffset(u"+01:60") && !xep0082::parseOffset(u"01:00") && !xep0082::parseOffset(u"+1:000"));
    }

    void delays()
    {
        using namespace xep0203;
        COMPARE_BOTH_WAYS("<delay xmlns='urn:xmpp:delay' from='b' stamp='2002-09-10T23:08:25Z'>Offline</delay>", parseDelay, (Delay{utc(2002, 9, 10, 23, 8, 25), Jid::fromString(u"b"), u"Offline"_s}));
        QVERIFY(!parseDelay(xmlOf("<delay xmlns='urn:xmpp:delay'/>")));
        QVERIFY(!parseDelay(xmlOf("<delay xmlns='urn:xmpp:delay' stamp='20020910T23:08:25'/>")));
    }

    void forwarded()
    {
        using namespace xep0297;
        const Forwarded expected{xep0203::Delay{utc(2024, 2, 29, 12, 0, 0), {}, {}}, xmlOf("<message from='a@b/c'><body>Hi</body></message>")};
        COMPARE_BOTH_WAYS(kForwarded, parseForwarded, expected);
        QVERIFY(!parseForwarded(xmlOf("<forwarded xmlns='urn:xmpp:forward:0'/>")));
        QVERIFY(!parseForwarded(xmlOf("<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/><message xmlns='jabber:client'/></forwarded>")));
        QVERIFY(!parseForwarded(xmlOf("<forwarded xmlns='urn:xmpp:forward:0'><x/></forwarded>")));
    }

    void carbonsComeFromOurselvesOnly()
    {
        const Jid own = Jid::fromString(u"me@b");
        const auto from = [&](const QByteArray &attribute, const QByteArray &name) {
            return xep0280::parseCarbon(xmlOf("<message " + attribute + "><" + name + " xmlns='urn:xmpp:carbons:2'>" + kForwarded + "</" + name + "></message>"), own);
        };
        QCOMPARE(from("from='me@b'", "sent")->direction, xep0280::Direction::Sent);
        QCOMPARE(from("from='me@b'", "received")->direction, xep0280::Direction::Received);
        QVERIFY(from("", "sent"));
        QVERIFY(!from("from='me@b/other'", "sent"));
        QVERIFY(!from("from='b'", "sent"));
        QVERIFY(!from("from='evil@c'", "received"));
        QVERIFY(!from("from=''", "received"));
        QVERIFY(!from("from='me@b'", "other"));
        const auto forged = xmlOf("<message from='evil@c'><sent xmlns='urn:xmpp:carbons:2'/></message>");
        QVERIFY(xep0280::looksLikeCarbon(forged) && !xep0280::parseCarbon(forged, own));
        QVERIFY(!xep0280::looksLikeCarbon(xmlOf("<message/>")));
        QVERIFY(!xep0280::parseCarbon(xmlOf("<message from='me@b'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client'/></forwarded></sent></message>"), own));
        const auto sent = xmlOf("<sent xmlns='urn:xmpp:carbons:2'>" + kForwarded + "</sent>");
        QCOMPARE(sortedXml(toElement(*from({}, "sent"))), sortedXml(sent));
        QCOMPARE(sortedXml(xep0280::enable()), "<enable xmlns='urn:xmpp:carbons:2'/>");
        QCOMPARE(sortedXml(xep0280::disable()), "<disable xmlns='urn:xmpp:carbons:2'/>");
        QCOMPARE(sortedXml(xep0280::privateMark()), "<private xmlns='urn:xmpp:carbons:2'/>");
    }

    void pages()
    {
        using namespace xep0059;
        COMPARE_BOTH_WAYS("<set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set>", parsePageRequest, (PageRequest{50, u""_s, {}, {}}));
        COMPARE_BOTH_WAYS("<set xmlns='http://jabber.org/protocol/rsm'><max>0</max><after>x</after><index>3</index></set>", parsePageRequest, (PageRequest{0, {}, u"x"_s, 3}));
        QVERIFY((PageRequest{{}, u""_s, {}, {}}) != (PageRequest{}));
        COMPARE_BOTH_WAYS("<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first><last>b</last><count>800</count></set>", parsePage, (Page{u"a"_s, u"b"_s, 0, 800}));
        COMPARE_BOTH_WAYS("<set xmlns='http://jabber.org/protocol/rsm'><count>0</count></set>", parsePage, (Page{{}, {}, {}, 0}));
        QCOMPARE(parsePage(xmlOf("<set xmlns='http://jabber.org/protocol/rsm'><count>-1</count></set>"))->count, std::nullopt);
        QCOMPARE(parsePage(xmlOf("<set xmlns='http://jabber.org/protocol/rsm'><count>99999999999</count></set>"))->count, std::nullopt);
        QVERIFY(!parsePage(xmlOf("<set/>")) && !parsePageRequest(xmlOf("<set/>")));
    }

    void archiveQueries()
    {
        using namespace xep0313;
        COMPARE_BOTH_WAYS("<query xmlns='urn:xmpp:mam:2' queryid='q'/>", parseQuery, (Query{u"q"_s, {}, {}, {}, {}, {}, {}, {}, {}, false}));
        const Query full{u"q"_s, u"n"_s, Jid::fromString(u"a@b"), utc(2024, 1, 1, 0, 0, 0), utc(2024, 2, 1, 0, 0, 0), u"i2"_s, u"i1"_s, {u"x"_s, u"y"_s}, {50, u""_s, {}, {}}, true};
        COMPARE_BOTH_WAYS("<query xmlns='urn:xmpp:mam:2' queryid='q' node='n'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>"
                          "<field var='with'><value>a@b</value></field><field var='start'><value>2024-01-01T00:00:00Z</value></field><field var='end'><value>2024-02-01T00:00:00Z</value></field>"
                          "<field var='before-id'><value>i2</value></field><field var='after-id'><value>i1</value></field><field var='ids'><value>x</value><value>y</value></field></x>"
                          "<set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set><flip-page/></query>",
            parseQuery, full);
        QVERIFY(!parseQuery(xmlOf("<query xmlns='urn:xmpp:mam:1'/>")));
    }

    void archiveResults()
    {
        using namespace xep0313;
        const Result expected{u"q"_s, u"28482"_s, *xep0297::parseForwarded(xmlOf(kForwarded))};
        COMPARE_BOTH_WAYS("<result xmlns='urn:xmpp:mam:2' queryid='q' id='28482'>" + kForwarded + "</result>", parseResult, expected);
        QVERIFY(!parseResult(xmlOf("<result xmlns='urn:xmpp:mam:2' queryid='q'>" + kForwarded + "</result>")));
        QVERIFY(!parseResult(xmlOf("<result xmlns='urn:xmpp:mam:2' id='1'/>")));
        QVERIFY(!parseResult(xmlOf("<result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></result>")));
    }

    void archiveEnds()
    {
        using namespace xep0313;
        COMPARE_BOTH_WAYS("<fin xmlns='urn:xmpp:mam:2' complete='true' stable='false'><set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>b</last></set></fin>", parseFin,
            (Fin{true, false, {u"a"_s, u"b"_s, {}, {}}}));
        const auto bare = parseFin(xmlOf("<fin xmlns='urn:xmpp:mam:2'/>"));
        QVERIFY(bare && !bare->isComplete && bare->isStable);
    }

    void archivePreferences()
    {
        using namespace xep0313;
        const Jid ann = Jid::fromString(u"a@b"), bob = Jid::fromString(u"b@b"), cid = Jid::fromString(u"c@b");
        COMPARE_BOTH_WAYS("<prefs xmlns='urn:xmpp:mam:2' default='roster'><always><jid>a@b</jid></always><never><jid>b@b</jid></never></prefs>", parsePrefs,
            (Prefs{Prefs::Default::Roster, {ann}, {bob}}));
        COMPARE_BOTH_WAYS("<prefs xmlns='urn:xmpp:mam:2' default='always'><always/><never/></prefs>", parsePrefs, Prefs());
        QVERIFY(!parsePrefs(xmlOf("<prefs xmlns='urn:xmpp:mam:2' default='sometimes'/>")));
        QCOMPARE(parsePrefs(xmlOf("<prefs xmlns='urn:xmpp:mam:2'><always><jid>a@b</jid></always></prefs>")), (Prefs{Prefs::Default::Never, {ann}, {}}));
        QVERIFY(!parsePrefs(xmlOf("<prefs xmlns='urn:xmpp:mam:1' default='always'/>")));
        using D = Prefs::Default;
        for (const bool isContact : {false, true}) {
            QVERIFY((Prefs{D::Always, {}, {bob}}.keeps(cid, isContact)));
            QVERIFY((Prefs{D::Never, {ann}, {}}.keeps(ann, isContact)));
            QVERIFY((!Prefs{D::Never, {ann}, {}}.keeps(cid, isContact)));
            QVERIFY((!Prefs{D::Always, {}, {bob}}.keeps(bob, isContact)));
            QCOMPARE((Prefs{D::Roster, {ann}, {bob}}.keeps(cid, isContact)), isContact);
        }
    }
};

QTEST_GUILESS_MAIN(ProtoArchiveTest)
#include "tst_proto_archive.moc"
