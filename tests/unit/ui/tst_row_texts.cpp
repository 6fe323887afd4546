// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The words of times, presence, connection and chat rows.
#include "model/items/chat_list_model.h"
#include "ui/layout/chat_row_layout.h"
#include "ui/layout/connection_text.h"
#include "ui/layout/time_text.h"
#include "ui/main_window/reading_places.h"
#include "ui/widgets/avatar.h"

#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using model::ConnectionKind;

namespace {
const QDateTime kNow(QDate(2026, 5, 9), QTime(12, 5), Qt::UTC); // a Saturday
const QLocale kEnglish(QLocale::English, QLocale::UnitedKingdom);
}

class RowTextsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light); }
    void listTimes_data();
    void listTimes();
    void days();
    void lastSeen();
    void presence();
    void twelveHours();
    void connection_data();
    void connection();
    void chatRow();
    void chatRowGeometry();
    void readingPlaces();
    void initials();

private:
    std::unique_ptr<ui::Theme> m_theme;
};

void RowTextsTest::listTimes_data()
{
    QTest::addColumn<QDateTime>("at");
    QTest::addColumn<QString>("text");
    QTest::newRow("today") << kNow.addSecs(-3600) << u"11:05"_s;
    QTest::newRow("last minute of yesterday") << QDateTime(QDate(2026, 5, 8), QTime(23, 59), Qt::UTC) << u"Fri"_s;
    QTest::newRow("six days") << kNow.addDays(-6) << u"Sun"_s;
    QTest::newRow("seven days") << kNow.addDays(-7) << u"2 May"_s;
    QTest::newRow("last year") << kNow.addYears(-1) << u"9 May 2025"_s;
    QTest::newRow("never") << QDateTime() << QString();
    QTest::newRow("a clock that runs ahead") << kNow.addDays(1) << u"12:05"_s;
}

void RowTextsTest::listTimes()
{
    QFETCH(QDateTime, at);
    QFETCH(QString, text);
    QCOMPARE(ui::listTimeText(at, kNow, kEnglish), text);
}

void RowTextsTest::days()
{
    const QDate today = kNow.date();
    QCOMPARE(ui::dayText(today, today, kEnglish), u"Today"_s);
    QCOMPARE(ui::dayText(today.addDays(-1), today, kEnglish), u"Yesterday"_s);
    QCOMPARE(ui::dayText(today.addDays(-3), today, kEnglish), u"Wednesday"_s);
    QCOMPARE(ui::dayText(today.addDays(-30), today, kEnglish), u"Thursday, 9 April"_s);
    QCOMPARE(ui::dayText(today.addYears(-1), today, kEnglish), u"9 May 2025"_s);
}

void RowTextsTest::lastSeen()
{
    QCOMPARE(ui::lastSeenText({}, kNow, kEnglish), QString());
    QCOMPARE(ui::lastSeenText(kNow.addSecs(-20), kNow, kEnglish), u"Last seen just now"_s);
    QVERIFY(ui::lastSeenText(kNow.addSecs(-300), kNow, kEnglish).contains(u"5 minute"_s));
    QCOMPARE(ui::lastSeenText(kNow.addSecs(-7200), kNow, kEnglish), u"Last seen at 10:05"_s);
    QCOMPARE(ui::lastSeenText(kNow.addDays(-1), kNow, kEnglish), u"Last seen yesterday at 12:05"_s);
    QVERIFY(ui::lastSeenText(kNow.addDays(-4), kNow, kEnglish).contains(u"4 day"_s));
    QCOMPARE(ui::lastSeenText(kNow.addDays(-40), kNow, kEnglish), u"Last seen on 30 March 2026"_s);
}

void RowTextsTest::presence()
{
    model::PeerStatus status;
    QCOMPARE(ui::statusText(status, kNow, kEnglish), QString());
    status.availability = model::Availability::Away;
    status.text = u"in a\nmeeting"_s;
    QCOMPARE(ui::statusText(status, kNow, kEnglish), u"Away · in a meeting"_s);
    status.typing = true;
    QCOMPARE(ui::statusText(status, kNow, kEnglish), u"typing…"_s);
    QVERIFY(!ui::availabilityText(model::Availability::DoNotDisturb).isEmpty());
}

void RowTextsTest::twelveHours()
{
    const QLocale american(QLocale::English, QLocale::UnitedStates);
    QCOMPARE(ui::clockText(QDateTime(QDate(2026, 5, 9), QTime(15, 4), Qt::UTC), american), u"3:04 PM"_s);
    QCOMPARE(ui::clockText(QDateTime(QDate(2026, 5, 9), QTime(15, 4), Qt::UTC), kEnglish), u"15:04"_s);
}

void RowTextsTest::connection_data()
{
    QTest::addColumn<model::ConnectionStatus>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("dot");
    using Dot = ui::ConnectionLine::Dot;
    model::ConnectionStatus s;
    s.kind = ConnectionKind::Online;
    s.resumed = true;
    s.roundTrips = 1;
    s.took = std::chrono::milliseconds(38);
    QTest::newRow("resumed") << s << u"Resumed · 1 round trip(s)"_s << int(Dot::Online);
    s.catchingUp = true;
    QTest::newRow("catching up") << s << u"Reading what was missed…"_s << int(Dot::Busy);
    s = {};
    QTest::newRow("offline") << s << u"Offline"_s << int(Dot::Offline);
    s.waitingMessages = 2;
    QTest::newRow("with messages") << s << u"Offline · 2 message(s) waiting"_s << int(Dot::Offline);
    s = {};
    s.kind = ConnectionKind::Waiting;
    s.retryAt = kNow.addSecs(12);
    QTest::newRow("waiting") << s << u"Offline · next try in 12 second(s)"_s << int(Dot::Busy);
    s.problem = u"The server cannot be reached."_s;
    s.retryAt = kNow.addSecs(300);
    QTest::newRow("waiting with a reason") << s << u"The server cannot be reached. · next try in 5 minute(s)"_s << int(Dot::Problem);
    s.retryAt = kNow.addSecs(-1);
    QTest::newRow("any moment") << s << u"The server cannot be reached."_s << int(Dot::Problem);
}

void RowTextsTest::connection()
{
    QFETCH(model::ConnectionStatus, status);
    QFETCH(QString, text);
    QFETCH(int, dot);
    const auto line = ui::connectionLine(status, kNow); // without a translation the plural marks stay
    QCOMPARE(line.text, text);
    QCOMPARE(int(line.dot), dot);
}

void RowTextsTest::chatRow()
{
    model::Chat chat;
    chat.title = u"Anna"_s;
    chat.lastBody = u"see you there"_s;
    chat.lastAt = kNow;
    chat.lastDirection = model::Direction::Outgoing;
    chat.lastState = model::MessageState::Displayed;
    auto facts = ui::chatRowFacts(chat, {}, kNow);
    QCOMPARE(facts.prefix, u"You:"_s);
    QVERIFY(facts.showState);
    QVERIFY(facts.badge.isEmpty());
    chat.draft = u"but\nfirst"_s;
    facts = ui::chatRowFacts(chat, {}, kNow);
    QVERIFY(facts.draft);
    QCOMPARE(facts.line, u"but first"_s);
    model::PeerStatus status;
    status.typing = true;
    chat.unread = 1200;
    facts = ui::chatRowFacts(chat, status, kNow);
    QVERIFY(facts.typing);
    QCOMPARE(facts.badge, u"999+"_s);
    chat.unread = 3;
    chat.unreadIsAtLeast = true;
    QCOMPARE(ui::chatRowFacts(chat, {}, kNow).badge, u"3+"_s);
    QVERIFY(model::chatSentence(chat).contains(u"at least 3 unread"_s));
}

void RowTextsTest::chatRowGeometry()
{
    ui::ChatRowFacts facts;
    facts.title = u"A name that is much too long for a row of this width"_s;
    facts.time = u"12:04"_s;
    facts.prefix = u"You:"_s;
    facts.line = u"and a message that is too long as well, far too long"_s;
    facts.badge = u"12"_s;
    facts.muted = facts.pinned = true;
    for (const int width : {240, 320, 420}) {
        const auto l = ui::ChatRowLayout::compute(facts, {width, ui::ChatRowLayout::rowHeight(*m_theme)}, *m_theme, Qt::LeftToRight);
        QVERIFY(l.title.right() < l.mute.left());
        QVERIFY(l.mute.right() < l.time.left());
        QVERIFY(l.line.right() < l.badge.left());
        QVERIFY(l.avatar.right() < l.title.left());
        QVERIFY(l.badge.right() < width - 12);
        const auto m = ui::ChatRowLayout::compute(facts, {width, ui::ChatRowLayout::rowHeight(*m_theme)}, *m_theme, Qt::RightToLeft);
        QCOMPARE(m.avatar.left(), width - l.avatar.right() - 1);
        QCOMPARE(m.badge.left(), width - l.badge.right() - 1);
    }
}

void RowTextsTest::readingPlaces()
{
    ui::ReadingPlaces places;
    places.set(model::ChatId(1), ui::MessageView::Place{model::MessageId(7), -40});
    places.set(model::ChatId(2), ui::MessageView::Place{model::MessageId(9), 80});
    places.set(model::ChatId(1), std::nullopt);
    const auto back = ui::ReadingPlaces::fromBytes(places.toBytes());
    QVERIFY(!back.of(model::ChatId(1)));
    QCOMPARE(back.of(model::ChatId(2))->message, model::MessageId(9));
    QCOMPARE(back.of(model::ChatId(2))->offset, 80);
    for (int i = 1; i <= 500; ++i)
        places.set(model::ChatId(i), ui::MessageView::Place{model::MessageId(i), 0});
    QVERIFY(!places.of(model::ChatId(300)));
    QVERIFY(places.of(model::ChatId(301)));
    const auto broken = ui::ReadingPlaces::fromBytes("x:y:z 1:2 3:4:5:6 :: 8:9:99999999999 5:6:7");
    QCOMPARE(broken.toBytes(), QByteArray("5:6:7"));
}

void RowTextsTest::initials()
{
    QCOMPARE(ui::initials(u"anna keller"_s), u"A"_s);
    QCOMPARE(ui::initials(u"  Öl"_s), u"Ö"_s);
    QCOMPARE(ui::initials(u"👩‍🚀 Zoe"_s), u"👩‍🚀"_s);
    QCOMPARE(ui::initials({}), QString());
}

QTEST_MAIN(RowTextsTest)
#include "tst_row_texts.moc"
