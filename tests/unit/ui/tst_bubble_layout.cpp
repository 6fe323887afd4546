// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/bubble_layout.h"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QTest>
#include <QTextLayout>

using namespace Qt::StringLiterals;
using model::Direction;
using ui::BubbleLayout;
using ui::MessageFacts;

class BubbleLayoutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void neverWiderThanAllowed_data();
    void neverWiderThanAllowed();
    void timeStandsInTheLastLineIfThereIsRoom();
    void ownMessagesStandAtTheEndWithAState();
    void groupsAreClose();
    void bandsComeAbove();
    void failedHasTwoActions();
    void mirroredIsTheMirrorImage();
    void rightToLeftTextEndsAtTheRight();
    void everythingLiesInsideTheRow_data();
    void everythingLiesInsideTheRow();
    void positionsAndSelectionAgree();
    void linksAreFoundUnderThePointer();
    void manyRowsAreQuick();

private:
    [[nodiscard]] MessageFacts facts(const QString &body, Direction direction = Direction::Incoming) const;
    [[nodiscard]] BubbleLayout lay(const MessageFacts &f, int width = 800, Qt::LayoutDirection d = Qt::LeftToRight) const { return BubbleLayout::compute(f, width, m_fonts, d); }
    ui::BubbleFonts m_fonts;
};

void BubbleLayoutTest::initTestCase()
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(14);
    m_fonts.body = m_fonts.code = m_fonts.name = font;
    font.setPixelSize(30);
    m_fonts.emoji = font;
    font.setPixelSize(12);
    m_fonts.small = font;
    font.setPixelSize(11);
    m_fonts.time = font;
    m_fonts.retry = u"Retry"_s;
    m_fonts.discard = u"Delete"_s;
}

MessageFacts BubbleLayoutTest::facts(const QString &body, Direction direction) const
{
    MessageFacts f;
    f.text = ui::messageText(body, u"Anna"_s);
    f.time = u"12:04"_s;
    f.direction = direction;
    f.state = direction == Direction::Incoming ? model::MessageState::Received : model::MessageState::Delivered;
    return f;
}

void BubbleLayoutTest::neverWiderThanAllowed_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("most");
    QTest::newRow("wide") << 1400 << 560;
    QTest::newRow("usual") << 780 << 507;
    QTest::newRow("narrow") << 360 << 234;
}

void BubbleLayoutTest::neverWiderThanAllowed()
{
    QFETCH(int, width);
    QFETCH(int, most);
    for (const auto direction : {Direction::Incoming, Direction::Outgoing}) {
        for (const auto &body : {QString(400, u'x'), u"many short words "_s.repeated(40), u"> "_s + QString(300, u'q'), u"```\n"_s + QString(300, u'c') + u"\n```"_s}) {
            const auto l = lay(facts(body, direction), width);
            QVERIFY2(l.bubble.width() <= most, qPrintable(u"%1 > %2"_s.arg(l.bubble.width()).arg(most)));
            for (const auto &part : l.parts)
                for (int i = 0; i < part.layout->lineCount(); ++i)
                    QVERIFY(part.origin.x() + part.layout->lineAt(i).x() + part.layout->lineAt(i).naturalTextWidth() <= l.bubble.right() + 1);
        }
    }
}

void BubbleLayoutTest::timeStandsInTheLastLineIfThereIsRoom()
{
    const auto shortOne = lay(facts(u"hi"_s));
    QCOMPARE(shortOne.bubble.height(), 7 + m_fonts.bodyLine + 6);
    QVERIFY(shortOne.time.left() > shortOne.parts[0].origin.x() + QFontMetricsF(m_fonts.body).horizontalAdvance(u"hi"_s));
    // A last line that fills the bubble pushes the time below it.
    QString body;
    while (lay(facts(body)).bubble.height() == shortOne.bubble.height())
        body += u"w "_s;
    const auto full = lay(facts(body));
    QVERIFY(full.parts[0].layout->lineCount() == 2 || full.time.top() >= full.parts[0].origin.y() + m_fonts.bodyLine - 4);
}

void BubbleLayoutTest::ownMessagesStandAtTheEndWithAState()
{
    const auto own = lay(facts(u"hi"_s, Direction::Outgoing));
    const auto other = lay(facts(u"hi"_s));
    QCOMPARE(own.bubble.right() + 1, 800 - 20);
    QVERIFY(!own.state.isNull());
    QVERIFY(own.avatar.isNull());
    QVERIFY(other.state.isNull());
    QCOMPARE(other.avatar, QRect(20, other.bubble.bottom() + 1 - 32, 32, 32));
    QCOMPARE(other.bubble.left(), 20 + 32 + 8);
}

void BubbleLayoutTest::groupsAreClose()
{
    auto f = facts(u"hi"_s);
    QCOMPARE(lay(f).bubble.top(), 10);
    f.firstOfGroup = false;
    QCOMPARE(lay(f).bubble.top(), 2);
    f.lastOfGroup = false;
    QVERIFY(lay(f).avatar.isNull());
    QCOMPARE(lay(f).height, lay(f).bubble.bottom() + 1);
}

void BubbleLayoutTest::bandsComeAbove()
{
    auto f = facts(u"hi"_s);
    f.gap = u"Loading older messages…"_s;
    f.day = u"Today"_s;
    f.unread = u"3 new messages"_s;
    f.name = u"Anna"_s;
    const auto l = lay(f);
    QVERIFY(l.gap.bottom() < l.day.top());
    QVERIFY(l.day.bottom() < l.unread.top());
    QVERIFY(l.unread.bottom() < l.name.top());
    QVERIFY(l.name.bottom() < l.bubble.top());
    QVERIFY(qAbs(l.day.center().x() - 400) <= 1);
}

void BubbleLayoutTest::failedHasTwoActions()
{
    auto f = facts(u"hi"_s, Direction::Outgoing);
    f.state = model::MessageState::Failed;
    f.failure = u"The server of this contact could not be reached, and it will not be tried again by itself."_s;
    const auto l = lay(f, 400);
    QVERIFY(l.failure.top() > l.bubble.bottom());
    QVERIFY(l.retry.top() > l.failure.bottom());
    QVERIFY(!l.retry.intersects(l.discard));
    QCOMPARE(l.height, l.retry.bottom() + 1);
}

void BubbleLayoutTest::mirroredIsTheMirrorImage()
{
    auto f = facts(u"שלום עולם"_s, Direction::Incoming);
    const auto right = lay(f, 800, Qt::RightToLeft);
    QCOMPARE(right.bubble.right() + 1, 800 - 20 - 32 - 8);
    QCOMPARE(right.avatar.right() + 1, 800 - 20);
    QVERIFY(right.time.left() < right.bubble.center().x());
    auto own = facts(u"hi"_s, Direction::Outgoing);
    const auto m = lay(own, 800, Qt::RightToLeft);
    QCOMPARE(m.bubble.left(), 20);
    QCOMPARE(m.state.left() - m.bubble.left(), 12);
    QVERIFY(m.time.left() > m.state.right());
    // The text stays inside its bubble.
    QVERIFY(m.parts[0].origin.x() >= m.bubble.left() && m.parts[0].origin.x() < m.bubble.right());
}

void BubbleLayoutTest::rightToLeftTextEndsAtTheRight()
{
    const auto l = lay(facts(u"שלום עולם, זו הודעה ארוכה יותר\nקצר"_s));
    const auto &part = l.parts[0];
    const auto first = part.layout->lineAt(0), second = part.layout->lineAt(1);
    QVERIFY(qAbs((first.x() + first.naturalTextWidth()) - (second.x() + second.naturalTextWidth())) < 1.5);
    QVERIFY(second.x() > first.x());
}

void BubbleLayoutTest::everythingLiesInsideTheRow_data()
{
    QTest::addColumn<QString>("body");
    QTest::newRow("empty") << QString();
    QTest::newRow("one letter") << u"x"_s;
    QTest::newRow("emoji") << u"🎉"_s;
    QTest::newRow("mixed") << u"> quote\ntext *bold*\n```\ncode\n```\nשלום"_s;
    QTest::newRow("lines") << u"\n\n\n"_s;
    QTest::newRow("deep quote") << u">>>>>>>>>>>>>>>>>>>>>>>> x"_s;
    QTest::newRow("long word") << QString(5000, u'W');
    QTest::newRow("combining") << u"a"_s + QString(500, QChar(0x0301));
    QTest::newRow("direction marks") << u"\u202e\u202e\u2066abc"_s;
}

void BubbleLayoutTest::everythingLiesInsideTheRow()
{
    QFETCH(QString, body);
    for (const int width : {0, 1, 120, 320, 800, 4000}) {
        for (const auto mode : {Qt::LeftToRight, Qt::RightToLeft}) {
            for (const auto direction : {Direction::Incoming, Direction::Outgoing}) {
                const auto l = lay(facts(body, direction), width, mode);
                QVERIFY(l.height > 0);
                const QRect row(0, 0, width, l.height);
                if (width >= 320) {
                    QVERIFY(row.contains(l.bubble));
                    QVERIFY(l.bubble.contains(l.time));
                    QVERIFY(l.state.isNull() || l.bubble.contains(l.state));
                }
                for (const auto &part : l.parts)
                    QVERIFY(part.origin.y() >= l.bubble.top() && part.origin.y() + part.layout->lineCount() * part.lineHeight <= l.bubble.bottom() + 1);
            }
        }
    }
}

void BubbleLayoutTest::positionsAndSelectionAgree()
{
    const auto f = facts(u"> first\nsecond line that is long enough to be broken once or twice in a narrow window, surely\n```\ncode\n```"_s);
    const auto l = lay(f, 420);
    const QString plain = f.text.plain();
    for (qsizetype i = 0; i < plain.size(); ++i) {
        if (plain[i].isSpace())
            continue;
        const auto rects = l.selectionRects(i, i + 1);
        QCOMPARE(rects.size(), size_t(1));
        QVERIFY(QRectF(l.bubble).contains(rects[0].center()));
        // A point in the left half of a letter is before it.
        const QPoint left = QPointF(rects[0].left() + rects[0].width() * 0.2, rects[0].center().y()).toPoint();
        QVERIFY2(qAbs(l.positionAt(left) - i) <= 1, qPrintable(u"%1 at %2"_s.arg(l.positionAt(left)).arg(i)));
    }
    QCOMPARE(l.positionAt(QPoint(l.bubble.left(), l.bubble.top() - 5)), qsizetype(0));
    QCOMPARE(l.positionAt(QPoint(l.bubble.right(), l.bubble.bottom() + 50)), plain.size());
    QVERIFY(l.selectionRects(3, 3).empty());
}

void BubbleLayoutTest::linksAreFoundUnderThePointer()
{
    const auto l = lay(facts(u"go https://a.example/b now"_s));
    const auto rects = l.selectionRects(3, 22);
    QVERIFY(!rects.empty());
    const auto *link = l.linkAt(rects[0].center().toPoint());
    QVERIFY(link);
    QCOMPARE(link->target, QUrl(u"https://a.example/b"_s));
    QVERIFY(!l.linkAt(QPointF(l.selectionRects(0, 2)[0].center()).toPoint()));
    QVERIFY(!l.linkAt(QPoint(0, 0)));
}

void BubbleLayoutTest::manyRowsAreQuick()
{
    std::vector<MessageFacts> rows;
    for (int i = 0; i < 600; ++i)
        rows.push_back(facts(i % 5 ? u"A message like many others"_s : u"A longer message, with *bold* words and https://a.example/link, that is broken into several lines. "_s.repeated(2)));
    QBENCHMARK {
        int height = 0;
        for (const auto &row : rows)
            height += lay(row).height;
        QVERIFY(height > 0);
    }
}

QTEST_MAIN(BubbleLayoutTest)
#include "tst_bubble_layout.moc"
