// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/handled_ledger.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

using namespace model;

class HandledLedgerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void inOrder()
    {
        std::vector<quint64> told;
        HandledLedger ledger([&](quint64 seq) { told.push_back(seq); });
        ledger.received(4);
        ledger.done(4);
        ledger.received(5);
        ledger.received(6);
        ledger.done(5);
        ledger.done(6);
        QCOMPARE(told, (std::vector<quint64>{4, 5, 6}));
    }
    void effectlessDoesNotOvertake()
    {
        std::vector<quint64> told;
        HandledLedger ledger([&](quint64 seq) { told.push_back(seq); });
        ledger.received(1);
        ledger.received(2);
        ledger.received(3);
        ledger.done(2);
        ledger.done(3);
        QVERIFY(told.empty());
        ledger.done(1);
        QCOMPARE(told, std::vector<quint64>{3});
        ledger.done(1); // a second time, or one never received: nothing
        ledger.done(77);
        QCOMPARE(told, std::vector<quint64>{3});
    }
    void reachesWithWhatIsAboutToCommit()
    {
        HandledLedger ledger([](quint64) {});
        for (quint64 seq = 1; seq <= 6; ++seq)
            ledger.received(seq);
        ledger.done(2);
        ledger.done(5);
        QCOMPARE(ledger.reachWith({}), 0U);
        QCOMPARE(ledger.reachWith({3, 4}), 0U);
        QCOMPARE(ledger.reachWith({1}), 2U);
        QCOMPARE(ledger.reachWith({1, 3, 4}), 5U);
        QCOMPARE(ledger.reachWith({1, 3, 4, 6}), 6U);
        ledger.done(1);
        QCOMPARE(ledger.reachWith({3}), 3U);
    }
    void anyOrderEndsAtTheLast()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 200; ++round) {
            std::vector<quint64> seqs(30);
            std::vector<bool> done(31);
            quint64 mark = 0;
            HandledLedger ledger([&](quint64 seq) {
                QVERIFY(seq > mark);
                for (quint64 i = 1; i <= seq; ++i)
                    QVERIFY(done[size_t(i)]);
                mark = seq;
            });
            for (size_t i = 0; i < seqs.size(); ++i) {
                seqs[i] = i + 1;
                ledger.received(i + 1);
            }
            std::shuffle(seqs.begin(), seqs.end(), random);
            for (const quint64 seq : seqs) {
                done[size_t(seq)] = true;
                ledger.done(seq);
            }
            QCOMPARE(mark, 30U);
        }
    }
};

QTEST_GUILESS_MAIN(HandledLedgerTest)
#include "tst_handled_ledger.moc"
