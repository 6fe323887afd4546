// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/keepalive.h"
#include "tests/support/net/fake_clock.h"

#include <QTest>

using namespace net;
using namespace std::chrono_literals;

class TestKeepalive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAfterSilenceAndGivesUp();
    void anySignOfLifeCounts();
    void aQuestionOfTrafficCounts();
    void hurries();
    void stopsForGood();

private:
    struct Rig {
        FakeClock clock;
        int asked = 0, dead = 0;
        Keepalive keepalive{clock, [this] { ++asked; }, [this] { ++dead; }, {60s, 20s, 4s}};
    };
};

void TestKeepalive::asksAfterSilenceAndGivesUp()
{
    Rig rig;
    rig.keepalive.start();
    rig.clock.advance(59s);
    QCOMPARE(rig.asked, 0);
    rig.clock.advance(1s);
    QCOMPARE(rig.asked, 1);
    rig.clock.advance(19s);
    QCOMPARE(rig.dead, 0);
    rig.clock.advance(1s);
    QCOMPARE(rig.dead, 1);
    rig.clock.advance(600s);
    QCOMPARE(rig.asked, 1);
    QCOMPARE(rig.dead, 1);
}

void TestKeepalive::anySignOfLifeCounts()
{
    Rig rig;
    rig.keepalive.start();
    for (int i = 0; i < 10; ++i) {
        rig.clock.advance(50s);
        rig.keepalive.heard();
    }
    QCOMPARE(rig.asked, 0);
    rig.clock.advance(60s);
    QCOMPARE(rig.asked, 1);
    rig.keepalive.heard(); // at the very tick of the question
    rig.clock.advance(59s);
    QCOMPARE(rig.dead, 0);
}

void TestKeepalive::aQuestionOfTrafficCounts()
{
    Rig rig;
    rig.keepalive.start();
    rig.clock.advance(1s);
    rig.keepalive.asked(); // an <r/> behind a message
    rig.clock.advance(10s);
    rig.keepalive.asked(); // another does not push the end away
    rig.clock.advance(10s);
    QCOMPARE(rig.dead, 1);
    QCOMPARE(rig.asked, 0);
}

void TestKeepalive::hurries()
{
    Rig rig;
    rig.keepalive.hurry(); // not running: nothing to ask
    QCOMPARE(rig.asked, 0);
    rig.keepalive.start();
    rig.keepalive.asked();
    rig.keepalive.hurry();
    QCOMPARE(rig.asked, 1);
    rig.clock.advance(4s);
    QCOMPARE(rig.dead, 1);
}

void TestKeepalive::stopsForGood()
{
    Rig rig;
    rig.keepalive.start();
    rig.keepalive.asked();
    rig.keepalive.stop();
    rig.clock.advance(600s);
    QCOMPARE(rig.asked + rig.dead, 0);
    QCOMPARE(rig.clock.pending(), 0);
}

QTEST_GUILESS_MAIN(TestKeepalive)
#include "tst_keepalive.moc"
