// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/ack_queue.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QDateTime kNow(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

OutboundStanza stanza(quint64 token)
{
    return {token, xml::Element(u"message", u"jabber:client"), {}};
}

QList<quint64> tokens(const std::vector<OutboundStanza> &stanzas)
{
    QList<quint64> list;
    for (const OutboundStanza &s : stanzas)
        list << s.token;
    return list;
}

AckQueue withWritten(std::initializer_list<quint64> list)
{
    AckQueue queue;
    for (const quint64 token : list)
        queue.add(stanza(token));
    (void)queue.takeWaiting(kNow);
    return queue;
}

} // namespace

class TestAckQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesInOrderAndRemembersWhen();
    void settlesFromOneNotFromZero();
    void refusesAcksOfWhatWasNeverSent();
    void wraps_data();
    void wraps();
    void resumeRepeatsBeforeAnythingNew();
    void resumeKeepsTheFirstTime();
    void restartLosesWrittenAndWhatWaitsBehind();
    void restartKeepsWhatOnlyWaited();
    void restartDropsWhatNobodyAsksFor();
    void lossBetweenResumeAndWriting();
};

void TestAckQueue::writesInOrderAndRemembersWhen()
{
    AckQueue queue;
    queue.add(stanza(1));
    queue.add(stanza(2));
    QVERIFY(queue.hasWaiting());
    QCOMPARE(queue.written(), 0u);
    const auto taken = queue.takeWaiting(kNow);
    QCOMPARE(tokens(taken), QList<quint64>({1, 2}));
    QCOMPARE(taken[0].firstSent, kNow);
    QCOMPARE(queue.written(), 2u);
    QVERIFY(!queue.hasWaiting());
}

void TestAckQueue::settlesFromOneNotFromZero()
{
    // D47: the XEP's own example would settle one too many.
    AckQueue queue = withWritten({1, 2, 3});
    QCOMPARE(tokens(queue.acked(0).value()), QList<quint64>());
    QCOMPARE(tokens(queue.acked(1).value()), QList<quint64>({1}));
    QCOMPARE(tokens(queue.acked(1).value()), QList<quint64>());
    QCOMPARE(tokens(queue.acked(3).value()), QList<quint64>({2, 3}));
    QCOMPARE(queue.written(), 3u);
}

void TestAckQueue::refusesAcksOfWhatWasNeverSent()
{
    AckQueue queue = withWritten({1, 2});
    QVERIFY(!queue.acked(3));
    QVERIFY(queue.acked(1));
    QVERIFY(!queue.acked(0)); // backwards is 2^32 - 1 forwards
    QCOMPARE(queue.unacked().size(), size_t(1)); // a refused number settles nothing
}

void TestAckQueue::wraps_data()
{
    QTest::addColumn<quint32>("before");
    constexpr quint32 top = std::numeric_limits<quint32>::max();
    for (const quint32 before : {top - 3, top - 2, top - 1, top, 0u, 1u})
        QTest::addRow("%u", before) << before;
}

void TestAckQueue::wraps()
{
    QFETCH(quint32, before);
    ResumeState left;
    left.outbound = before;
    AckQueue queue(left);
    for (quint64 token = 1; token <= 5; ++token)
        queue.add(stanza(token));
    (void)queue.takeWaiting(kNow);
    QCOMPARE(queue.written(), before + 5);
    QCOMPARE(tokens(queue.acked(before + 2).value()), QList<quint64>({1, 2}));
    QVERIFY(!queue.acked(before + 6));
    QCOMPARE(tokens(queue.acked(before + 5).value()), QList<quint64>({3, 4, 5}));
}

void TestAckQueue::resumeRepeatsBeforeAnythingNew()
{
    AckQueue queue = withWritten({1, 2, 3});
    queue.add(stanza(4));
    QCOMPARE(tokens(queue.resumed(1).value()), QList<quint64>({1}));
    QCOMPARE(queue.written(), 1u);
    QCOMPARE(tokens(queue.takeWaiting(kNow)), QList<quint64>({2, 3, 4}));
    QCOMPARE(queue.written(), 4u);
    QVERIFY(!AckQueue(withWritten({1})).resumed(2));
}

void TestAckQueue::resumeKeepsTheFirstTime()
{
    AckQueue queue = withWritten({1});
    (void)queue.resumed(0);
    QCOMPARE(queue.takeWaiting(kNow.addSecs(60))[0].firstSent, kNow);
}

void TestAckQueue::restartLosesWrittenAndWhatWaitsBehind()
{
    AckQueue queue = withWritten({1, 2});
    queue.add(stanza(3));
    QCOMPARE(tokens(queue.restart()), QList<quint64>({1, 2, 3}));
    QCOMPARE(queue.written(), 0u);
    QVERIFY(!queue.hasWaiting());
}

void TestAckQueue::restartKeepsWhatOnlyWaited()
{
    AckQueue queue;
    queue.add(stanza(3));
    QVERIFY(queue.restart().empty());
    QCOMPARE(tokens(queue.takeWaiting(kNow)), QList<quint64>({3}));
}

void TestAckQueue::restartDropsWhatNobodyAsksFor()
{
    AckQueue queue;
    queue.add(stanza(0));
    queue.add(stanza(3));
    QVERIFY(queue.restart().empty());
    QCOMPARE(tokens(queue.takeWaiting(kNow)), QList<quint64>({3}));
}

void TestAckQueue::lossBetweenResumeAndWriting()
{
    // Resumed, and the connection went before the rest was written again: still written once, still lost if the session is.
    AckQueue queue = withWritten({1, 2});
    (void)queue.resumed(1);
    queue.add(stanza(3));
    QCOMPARE(tokens(queue.restart()), QList<quint64>({2, 3}));
}

QTEST_GUILESS_MAIN(TestAckQueue)
#include "tst_ack_queue.moc"
