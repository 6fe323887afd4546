// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/inbound_watermark.h"

#include <QTest>

#include <limits>

using namespace net;

/// What may be acknowledged (D43).
class TestInboundWatermark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsBeforeTheFirstOpenOne();
    void handledIsCumulative();
    void foretells();
    void wraps();
    void newSessionCountsFromZero();
    void openOnesOfTheOldSessionDoNotCount();
    void resumeSkipsWhatWasGivenOut();
    void commitsDuringTheLogin();
    void aSecondResumeBeforeTheReplayEnded();
};

void TestInboundWatermark::standsBeforeTheFirstOpenOne()
{
    InboundWatermark mark;
    QCOMPARE(mark.h(), 0u);
    QCOMPARE(*mark.arrived(), quint64(1));
    QCOMPARE(*mark.arrived(), quint64(2));
    QCOMPARE(*mark.arrived(), quint64(3));
    mark.settle(2);
    QCOMPARE(mark.h(), 0u);
    mark.settle(1);
    QCOMPARE(mark.h(), 2u);
    QVERIFY(!mark.isSettled());
    mark.settle(3);
    QCOMPARE(mark.h(), 3u);
    QVERIFY(mark.isSettled());
    mark.settle(3);
    mark.settle(99);
    QCOMPARE(mark.h(), 3u);
}

void TestInboundWatermark::handledIsCumulative()
{
    InboundWatermark mark;
    for (int i = 0; i < 5; ++i)
        (void)mark.arrived();
    mark.settle(5); // an iq behind
    mark.handled(3);
    QCOMPARE(mark.h(), 3u);
    mark.handled(4);
    QCOMPARE(mark.h(), 5u);
}

void TestInboundWatermark::foretells()
{
    InboundWatermark mark;
    for (int i = 0; i < 5; ++i)
        (void)mark.arrived();
    mark.settle(3);
    QCOMPARE(mark.hAfter(0), 0u);
    QCOMPARE(mark.hAfter(2), 3u);
    QCOMPARE(mark.hAfter(4), 4u);
    QCOMPARE(mark.hAfter(5), 5u);
    QCOMPARE(mark.h(), 0u);
}

void TestInboundWatermark::wraps()
{
    InboundWatermark mark(std::numeric_limits<quint32>::max());
    QCOMPARE(mark.h(), std::numeric_limits<quint32>::max());
    mark.settle(*mark.arrived());
    QCOMPARE(mark.h(), 0u);
    mark.settle(*mark.arrived());
    QCOMPARE(mark.h(), 1u);
}

void TestInboundWatermark::newSessionCountsFromZero()
{
    InboundWatermark mark(77);
    mark.settle(*mark.arrived());
    mark.newSession();
    QCOMPARE(mark.h(), 0u);
    QCOMPARE(*mark.arrived(), quint64(2)); // running numbers go on
    mark.settle(2);
    QCOMPARE(mark.h(), 1u);
}

void TestInboundWatermark::openOnesOfTheOldSessionDoNotCount()
{
    InboundWatermark mark;
    (void)mark.arrived();
    mark.newSession();
    QCOMPARE(mark.h(), 0u);
    (void)mark.arrived();
    mark.settle(2);
    QCOMPARE(mark.h(), 0u); // committed in order or not at all
    mark.handled(1);
    QCOMPARE(mark.h(), 1u);
}

void TestInboundWatermark::resumeSkipsWhatWasGivenOut()
{
    InboundWatermark mark;
    for (int i = 0; i < 3; ++i)
        (void)mark.arrived();
    mark.handled(1);
    QCOMPARE(mark.beginResume(), 1u);
    mark.resumed();
    QVERIFY(!mark.arrived()); // 2 again
    QVERIFY(!mark.arrived()); // 3 again
    QCOMPARE(*mark.arrived(), quint64(4));
    mark.handled(4);
    QCOMPARE(mark.h(), 4u);
}

void TestInboundWatermark::commitsDuringTheLogin()
{
    InboundWatermark mark;
    for (int i = 0; i < 3; ++i)
        (void)mark.arrived();
    QCOMPARE(mark.beginResume(), 0u);
    mark.handled(3); // the server was already told 0, and repeats from there
    mark.resumed();
    for (int i = 0; i < 3; ++i)
        QVERIFY(!mark.arrived());
    QCOMPARE(*mark.arrived(), quint64(4));
    QCOMPARE(mark.h(), 3u);
}

void TestInboundWatermark::aSecondResumeBeforeTheReplayEnded()
{
    InboundWatermark mark;
    for (int i = 0; i < 3; ++i)
        (void)mark.arrived();
    (void)mark.beginResume();
    mark.resumed();
    QVERIFY(!mark.arrived()); // 1, and the connection goes again
    mark.handled(2);
    QCOMPARE(mark.beginResume(), 2u);
    mark.resumed();
    QVERIFY(!mark.arrived()); // 3
    QCOMPARE(*mark.arrived(), quint64(4));
}

QTEST_GUILESS_MAIN(TestInboundWatermark)
#include "tst_inbound_watermark.moc"
