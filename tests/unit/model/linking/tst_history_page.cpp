// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_page.h"
#include "model/linking/page_octets.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

HistoryPage samplePage()
{
    HistoryLine line;
    line.row = 17;
    line.place = 1'700'000'000'000'000;
    line.sender = u"bert@example.org"_s;
    line.body = u"Grüße, 世界"_s;
    line.edited = true;
    line.sentAt = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC);
    line.stanzaId = u"s1"_s;
    line.originId = u"o1"_s;
    line.archiveId = u"A1"_s;
    line.payloadHash = std::numeric_limits<qint64>::min();
    line.isTold = true;
    line.texts = {{true, u"s1"_s, u"Gruesse"_s, line.sentAt, QString()}, {false, u"s1"_s, line.body, line.sentAt, u"c1"_s}};
    HistoryPage page;
    page.cursor = u"runs 3 20 4:0:0:30"_s;
    page.runs = {{4, 0, {line}, 17, 0, true}};
    page.chats = {{4, u"bert@example.org"_s, line.sentAt, line.sentAt, true, false, true, false, true, 17, 0, 1, -5}};
    page.people = {{u"bert@example.org"_s, u"Bert"_s, u"abc"_s, u"image/png"_s, QByteArray("\0\xff", 2)}};
    page.loose = {{4, {{u"x"_s, 2}}, {{u"bert@example.org"_s, line.texts[1]}}}};
    page.head = HistoryHead{20, 1, 100, {{u"A0"_s, u"A2"_s, {{4, 17, true}}, {{4, 18, false}}}}, {{u"P1"_s, line.sentAt}}};
    page.isLast = false;
    page.after = 4;
    page.afterJid = u"bert@example.org"_s;
    return page;
}

} // namespace

class TestHistoryPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersComeBack_data()
    {
        QTest::addColumn<qint64>("number");
        for (const qint64 n : {qint64(0), qint64(1), qint64(-1), qint64(63), qint64(64), qint64(-65), std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min()})
            QTest::newRow(qPrintable(QString::number(n))) << n;
    }
    void numbersComeBack()
    {
        QFETCH(qint64, number);
        OctetWriter out;
        out.number(number);
        OctetReader in(out.result());
        QCOMPARE(in.number(), number);
        QVERIFY(in.isWhole());
        for (qsizetype cut = 0; cut < out.size(); ++cut) {
            OctetReader part(out.result().left(cut));
            (void)part.number();
            QVERIFY(part.isBroken());
        }
    }

    void pagesComeBack()
    {
        const HistoryPage page = samplePage();
        QCOMPARE(parsePage(toOctets(page)), std::optional(page));
        QCOMPARE(parsePage(toOctets(HistoryPage())), std::optional(HistoryPage()));
    }

    void cursorsComeBack()
    {
        using Kind = HistoryAsk::Kind;
        const HistoryAsk asks[] = {{}, {Kind::Chats, 0, 7, 90, {}, {}}, {Kind::Runs, 12, 0, 95, {}, {{4, 17, 1700, 400}, {5, 0, 0, 30}}}, {Kind::People, 1, 0, 0, u"bert@example.org"_s, {}},
            {Kind::People, 1, 0, 0, QString(), {}}, {Kind::Loose, 1, 3, 95, {}, {}}, {Kind::Ends, 9, 0, 95, {}, {}}};
        for (const HistoryAsk &ask : asks) {
            const auto parsed = parseCursor(toCursor(ask));
            QVERIFY2(parsed, qPrintable(toCursor(ask)));
            QCOMPARE(toCursor(*parsed), toCursor(ask));
            QCOMPARE(*parsed, ask);
        }
    }
    void otherCursorsAreRefused_data()
    {
        QTest::addColumn<QString>("cursor");
        for (const QString &cursor : {u"x"_s, u"head 0 0"_s, u"runs"_s, u"runs 1"_s, u"runs 1 "_s, u"runs 1 9"_s, u"runs 1 9 "_s, u"runs 1 1:2:3:4"_s, u"runs 1 9 1:2:3"_s, u"runs 1 9 1:2:3:0"_s, u"runs 1 9 1:2:3:99999"_s, u"runs 1 9 -1:0:0:3"_s,
                 u"runs x 9 1:0:0:3"_s, u"runs 1 x 1:0:0:3"_s, u"chats 1 2"_s, u"chats 1 2 x"_s, u"chats 1 2 3 4"_s, u"late 1 2"_s, u"loose 1 2"_s, u"loose 1 a 2"_s, u"people 1 a b"_s,
                 u"runs 1 9 99999999999999999999:0:0:3"_s, u"chats 1 1; DROP TABLE chat"_s})
            QTest::newRow(qPrintable(cursor)) << cursor;
        QTest::newRow("long") << QString(kMaxAsk + 1, u'1');
        QTest::newRow("many") << u"runs 1 9"_s + u" 1:0:0:3"_s.repeated(kMaxRuns + 1);
    }
    void otherCursorsAreRefused()
    {
        QFETCH(QString, cursor);
        QVERIFY(!parseCursor(cursor));
    }

    void whatNobodySendsIsRefused()
    {
        auto page = samplePage();
        page.runs[0].lines[0].state = MessageState::Accepted; // incoming
        QVERIFY(!parsePage(toOctets(page)));
        page = samplePage();
        page.runs[0].lines[0].direction = Direction::Outgoing; // and received
        QVERIFY(!parsePage(toOctets(page)));
        for (const MessageState state : {MessageState::Queued, MessageState::Written}) { // the server does not have it
            page.runs[0].lines[0].state = state;
            QVERIFY(!parsePage(toOctets(page)));
        }
        page = samplePage();
        page.runs[0].lines[0].sentAt = {};
        QVERIFY(!parsePage(toOctets(page)));
        page = samplePage();
        page.runs[0].lines[0].place = std::numeric_limits<qint64>::max();
        QVERIFY(!parsePage(toOctets(page)));
        page = samplePage();
        page.loose[0].markers[0].kind = 3;
        QVERIFY(!parsePage(toOctets(page)));
    }

    void aPageThatWouldBurstIsRefused()
    {
        const QByteArray bomb = deflated(QByteArray(200 * 1024 * 1024, '\0'));
        QVERIFY(bomb.size() < net::kMaxPageOctets);
        QVERIFY(!inflated(bomb, kMaxPlainOctets));
        QVERIFY(!parsePage(bomb));
        QVERIFY(!parsePage(QByteArray(net::kMaxPageOctets + 1, 'x')));
    }

    void whatIsBehindTheEndIsRefused()
    {
        QVERIFY(!parsePage(toOctets(samplePage()) + "x"));
        QVERIFY(!parsePage({}));
    }

    // Whatever is done to a page: it is refused, or read as one that says the same when it is written again.
    void survivesEveryDamage()
    {
        QRandomGenerator random(7);
        const QByteArray plain = *inflated(toOctets(samplePage()), kMaxPlainOctets);
        for (int i = 0; i < 200'000; ++i) {
            QByteArray damaged = plain;
            for (int n = 1 + random.bounded(4); n > 0; --n) {
                const auto at = random.bounded(int(damaged.size()));
                switch (random.bounded(4)) {
                case 0:
                    damaged[at] = char(random.bounded(256));
                    break;
                case 1:
                    damaged.remove(at, 1 + random.bounded(5));
                    break;
                case 2:
                    damaged.insert(at, QByteArray(1 + random.bounded(9), char(random.bounded(2) ? 0xff : random.bounded(256))));
                    break;
                default:
                    damaged.truncate(at);
                }
                if (damaged.isEmpty())
                    break;
            }
            if (const auto page = parsePage(deflated(damaged)))
                QCOMPARE(parsePage(toOctets(*page)), page);
        }
        const QByteArray octets = toOctets(samplePage());
        for (qsizetype at = 0; at < octets.size(); ++at) {
            QVERIFY(!parsePage(octets.left(at)));
            QByteArray damaged = octets;
            damaged[at] = char(damaged[at] ^ 0x20);
            if (const auto page = parsePage(damaged))
                QCOMPARE(*page, samplePage()); // a bit of the header that means nothing
        }
    }
};

QTEST_GUILESS_MAIN(TestHistoryPage)
#include "tst_history_page.moc"
