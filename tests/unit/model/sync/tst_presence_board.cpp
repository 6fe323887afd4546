// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/presence_board.h"
#include "tests/support/net/fake_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;
using net::Jid;

class PresenceBoardTest : public QObject
{
    Q_OBJECT
    net::FakeClock m_clock;
    const Jid m_anna = Jid::fromString(u"anna@example.org");
    const Jid m_desk = Jid::fromString(u"anna@example.org/desk");
    const Jid m_phone = Jid::fromString(u"anna@example.org/phone");

private Q_SLOTS:
    void detachedIsBelowWhoeverIsHere()
    {
        PresenceBoard board(m_clock);
        const QDateTime since = m_clock.now().addSecs(-600);
        board.setPresence(m_phone, {Availability::LongAway, {}, since});
        QCOMPARE(board.status(m_anna).availability, Availability::LongAway);
        QCOMPARE(board.status(m_anna).detachedSince, since);
        board.setPresence(m_desk, {Availability::LongAway, u"lunch"_s});
        QCOMPARE(board.status(m_anna).text, u"lunch"_s);
        QVERIFY(!board.status(m_anna).detachedSince.isValid());
        board.setPresence(m_desk, {Availability::Offline, {}});
        QCOMPARE(board.status(m_anna).detachedSince, since);
        board.setPresence(m_phone, {Availability::Online, {}});
        QVERIFY(!board.status(m_anna).detachedSince.isValid());
    }
    void sumsUpDevices()
    {
        PresenceBoard board(m_clock);
        QCOMPARE(board.status(m_anna).availability, Availability::Unknown);
        board.setPresence(m_phone, {Availability::Away, u"bus"_s});
        QCOMPARE(board.status(m_anna).availability, Availability::Away);
        QCOMPARE(board.status(m_anna).text, u"bus"_s);
        board.setPresence(m_desk, {Availability::Online, u"work"_s});
        QCOMPARE(board.status(m_anna).availability, Availability::Online);
        QCOMPARE(board.status(m_anna).text, u"work"_s);
        board.setPresence(m_desk, {Availability::Offline, {}});
        QCOMPARE(board.status(m_anna).availability, Availability::Away);
        QVERIFY(board.status(m_anna).lastSeen.isValid());
        board.setPresence(m_anna, {Availability::Offline, {}});
        QCOMPARE(board.status(m_anna).availability, Availability::Offline);
    }
    void saysOnlyChanges()
    {
        PresenceBoard board(m_clock);
        QSignalSpy spy(&board, &PresenceBoard::changed);
        board.setPresence(m_phone, {Availability::Online, {}});
        board.setPresence(m_phone, {Availability::Online, {}});
        board.setPresence(m_desk, {Availability::Away, {}});
        QCOMPARE(spy.count(), 1);
    }
    void typingEnds()
    {
        PresenceBoard board(m_clock);
        board.setTyping(m_phone, true);
        QVERIFY(board.status(m_anna).typing);
        m_clock.advance(std::chrono::seconds(20));
        board.setTyping(m_phone, true);
        m_clock.advance(std::chrono::seconds(20));
        QVERIFY(board.status(m_anna).typing); // said again: the first timer must not end the second
        QSignalSpy spy(&board, &PresenceBoard::changed);
        m_clock.advance(std::chrono::seconds(20));
        QVERIFY(!board.status(m_anna).typing);
        QCOMPARE(spy.count(), 1);
        board.setTyping(m_phone, true);
        board.wrote(m_phone, m_clock.now());
        QVERIFY(!board.status(m_anna).typing);
        board.setPresence(m_phone, {Availability::Online, {}});
        board.setTyping(m_phone, true);
        board.setPresence(m_phone, {Availability::Offline, {}});
        QVERIFY(!board.status(m_anna).typing);
    }
    void delayTellsWhenTheyLeft()
    {
        PresenceBoard board(m_clock);
        const QDateTime left = m_clock.now().addSecs(-3600);
        board.setPresence(m_phone, {Availability::Offline, {}}, left);
        QCOMPARE(board.status(m_anna).lastSeen, left);
        board.setPresence(m_phone, {Availability::Offline, {}}); // was not here: nothing new about when
        QCOMPARE(board.status(m_anna).lastSeen, left);
    }
    void aStampOfTheFutureIsNow()
    {
        PresenceBoard board(m_clock);
        const QDateTime never(QDate(9999, 1, 1), QTime(0, 0), Qt::UTC);
        board.setPresence(m_phone, {Availability::Offline, {}}, never);
        QCOMPARE(board.status(m_anna).lastSeen, m_clock.now().addSecs(60));
        m_clock.advance(std::chrono::hours(1));
        board.wrote(m_phone, m_clock.now());
        QCOMPARE(board.status(m_anna).lastSeen, m_clock.now());
        board.wrote(m_phone, never);
        QCOMPARE(board.status(m_anna).lastSeen, m_clock.now().addSecs(60));
    }
    void keepsOnlySoMuchOfOneContact()
    {
        PresenceBoard board(m_clock);
        for (size_t i = 0; i < PresenceBoard::kMaxDevices; ++i)
            QVERIFY(board.setPresence(Jid::fromString(u"anna@example.org/%1"_s.arg(i)), {Availability::LongAway, {}}));
        QVERIFY(!board.setPresence(m_phone, {Availability::Online, {}}));
        QCOMPARE(board.status(m_anna).availability, Availability::LongAway);
        board.setPresence(Jid::fromString(u"anna@example.org/3"), {Availability::Away, QString(5000, u'x')});
        QCOMPARE(board.status(m_anna).availability, Availability::Away);
        QCOMPARE(board.status(m_anna).text.size(), PresenceBoard::kMaxText);
    }
    void withoutConnectionNobodyKnows()
    {
        PresenceBoard board(m_clock);
        board.setPresence(m_phone, {Availability::Online, u"here"_s});
        QSignalSpy spy(&board, &PresenceBoard::changed);
        board.setCurrent(false);
        QCOMPARE(board.status(m_anna), PeerStatus());
        board.setCurrent(true); // resumed: it still holds
        QCOMPARE(board.status(m_anna).availability, Availability::Online);
        QCOMPARE(board.status(m_anna).text, u"here"_s);
        QCOMPARE(spy.count(), 2);
    }
    void clearForgetsPresenceButNotLastSeen()
    {
        PresenceBoard board(m_clock);
        board.setPresence(m_phone, {Availability::Online, {}});
        board.wrote(m_phone, m_clock.now());
        QSignalSpy spy(&board, &PresenceBoard::changed);
        board.clear();
        QCOMPARE(spy.count(), 1);
        QCOMPARE(board.status(m_anna).availability, Availability::Unknown);
        QCOMPARE(board.status(m_anna).lastSeen, m_clock.now());
    }
};

QTEST_GUILESS_MAIN(PresenceBoardTest)
#include "tst_presence_board.moc"
