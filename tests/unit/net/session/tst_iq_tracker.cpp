// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/iq_tracker.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/script.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using namespace std::chrono_literals;

/// Who may answer is told in the traffic transcript; here is what becomes of a question.
class TestIqTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorsCarryWhatTheServerSaid();
    void unknownIdsAreNotAnswers();
    void timesOutInOrderOfDeadlines();
    void endsAllWithOneReason();
    void aCallbackMayAskAgain();
    void aCallbackMayDeleteTheTracker();
    void forgetsWhoDied();

private:
    const Jid m_own = Jid::fromString(u"anna@example.net");
};

void TestIqTracker::errorsCarryWhatTheServerSaid()
{
    FakeClock clock;
    IqTracker tracker(clock);
    IqError error;
    tracker.track(u"1"_s, {}, this, [&](const auto &answer) { error = answer.error(); }, 30s);
    const xml::Element reply = parseElement("<iq type='error' id='1'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                            "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>too much</text></error></iq>");
    QVERIFY(tracker.settle(reply, m_own));
    QCOMPARE(error.kind, IqErrorKind::Answered);
    QCOMPARE(error.condition, u"resource-constraint"_s);
    QCOMPARE(error.text, u"too much"_s);
    QCOMPARE(error.reply, reply);
    QCOMPARE(tracker.open(), 0);
}

void TestIqTracker::unknownIdsAreNotAnswers()
{
    FakeClock clock;
    IqTracker tracker(clock);
    tracker.track(u"1"_s, {}, this, [](const auto &) {}, 30s);
    QVERIFY(!tracker.settle(parseElement("<iq type='result' id='2'/>"), m_own));
    QVERIFY(!tracker.settle(parseElement("<iq type='result'/>"), m_own));
    QCOMPARE(tracker.open(), 1);
}

void TestIqTracker::timesOutInOrderOfDeadlines()
{
    FakeClock clock;
    IqTracker tracker(clock);
    QStringList late;
    tracker.track(u"slow"_s, {}, this, [&](const auto &) { late << u"slow"_s; }, 30s);
    tracker.track(u"quick"_s, {}, this, [&](const auto &) { late << u"quick"_s; }, 5s);
    clock.advance(4999ms);
    QCOMPARE(late, QStringList());
    clock.advance(1ms);
    QCOMPARE(late, QStringList({u"quick"_s}));
    clock.advance(25s);
    QCOMPARE(late, QStringList({u"quick"_s, u"slow"_s}));
}

void TestIqTracker::endsAllWithOneReason()
{
    FakeClock clock;
    IqTracker tracker(clock);
    std::vector<IqErrorKind> kinds;
    for (const QString &id : {u"1"_s, u"2"_s})
        tracker.track(id, {}, this, [&](const auto &answer) { kinds.push_back(answer.error().kind); }, 30s);
    tracker.cancelAll(IqErrorKind::Disconnected);
    QCOMPARE(kinds, (std::vector<IqErrorKind>{IqErrorKind::Disconnected, IqErrorKind::Disconnected}));
    QCOMPARE(clock.pending(), 0);
}

void TestIqTracker::aCallbackMayAskAgain()
{
    FakeClock clock;
    IqTracker tracker(clock);
    int answers = 0;
    std::function<void()> ask = [&] {
        tracker.track(u"again"_s, {}, this, [&](const auto &) {
            if (++answers < 3)
                ask();
        }, 1s);
    };
    ask();
    tracker.cancelAll(IqErrorKind::Disconnected);
    QCOMPARE(tracker.open(), 1);
    QVERIFY(tracker.settle(parseElement("<iq type='result' id='again'/>"), m_own));
    clock.advance(1s);
    QCOMPARE(answers, 3);
    QCOMPARE(tracker.open(), 0);
}

void TestIqTracker::aCallbackMayDeleteTheTracker()
{
    FakeClock clock;
    auto tracker = std::make_unique<IqTracker>(clock);
    int answers = 0;
    for (const QString &id : {u"1"_s, u"2"_s}) {
        tracker->track(id, {}, this, [&](const auto &) {
            ++answers;
            tracker.reset();
        }, 1s);
    }
    clock.advance(1s);
    QCOMPARE(answers, 2);
}

void TestIqTracker::forgetsWhoDied()
{
    FakeClock clock;
    IqTracker tracker(clock);
    int answers = 0;
    {
        QObject gone;
        tracker.track(u"1"_s, {}, &gone, [&](const auto &) { ++answers; }, 30s);
    }
    QVERIFY(tracker.settle(parseElement("<iq type='result' id='1'/>"), m_own)); // still an answer to a question of ours
    QCOMPARE(answers, 0);
}

QTEST_GUILESS_MAIN(TestIqTracker)
#include "tst_iq_tracker.moc"
