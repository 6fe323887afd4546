// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/backoff.h"

#include <QTest>

using namespace net;
using namespace std::chrono_literals;

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheCap();
    void chanceIsHalfOfIt();
    void resets();
    void slowDownStartsHigher();
    void neverOverflows();
};

void TestBackoff::doublesUpToTheCap()
{
    Backoff backoff({1s, 10s});
    QCOMPARE(backoff.next(0), 500ms);
    QCOMPARE(backoff.next(0), 1000ms);
    QCOMPARE(backoff.next(0), 2000ms);
    QCOMPARE(backoff.next(0), 4000ms);
    QCOMPARE(backoff.next(0), 5000ms);
    QCOMPARE(backoff.next(0), 5000ms);
}

void TestBackoff::chanceIsHalfOfIt()
{
    Backoff low, high;
    QCOMPARE(low.next(0.0), 500ms);
    QCOMPARE(high.next(0.999), 999ms);
}

void TestBackoff::resets()
{
    Backoff backoff;
    for (int i = 0; i < 5; ++i)
        (void)backoff.next(0);
    backoff.reset();
    QCOMPARE(backoff.next(0), 500ms);
}

void TestBackoff::slowDownStartsHigher()
{
    Backoff backoff;
    backoff.slowDown();
    QCOMPARE(backoff.next(0), 4000ms);
    backoff.slowDown(); // does not step back
    QCOMPARE(backoff.next(0), 8000ms);
}

void TestBackoff::neverOverflows()
{
    Backoff backoff;
    for (int i = 0; i < 100; ++i)
        (void)backoff.next(0.5);
    QCOMPARE(backoff.next(0), std::chrono::milliseconds(150s));
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
