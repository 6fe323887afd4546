// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/ack_watch.h"
#include "tests/fault/oracle.h"
#include "tests/fault/schedule.h"

#include <QTest>

using namespace Qt::StringLiterals;
using fault::Evidence;
using fault::Shelf;
using fault::Spoken;
using fault::Verdict;
using model::MessageState;

/// The oracle sees each way to break the ledger, and nothing where nothing is broken; the plans are what the seed says.
class FaultOracle : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seesNothingWhereAllIsWell();
    void seesWhatIsBroken_data();
    void seesWhatIsBroken();
    void knowsWhatTheServerDid();
    void aBacklogIsOneIncident();
    void acksAreWatched();
    void linesHaveKeys();
    void shelvesTravel();
    void plansAreRepeatable();
};

namespace {

Shelf::Line own(const QString &key, MessageState state = MessageState::Delivered)
{
    return {key, true, state, {}};
}

Shelf::Line theirs(const QString &key)
{
    return {key, false, MessageState::Received, {}};
}

// Anna with two devices writes 1 to 3 on the first, of which 2 was given back; Bert answers 1.
Evidence good()
{
    const QString a1 = u"anna.1#1"_s, a2 = u"anna.1#2"_s, a3 = u"anna.1#3"_s, b1 = u"bert.1#1"_s;
    Evidence evidence;
    evidence.devices = {
        {u"anna.1"_s, u"anna"_s, {{a1, 0, Spoken::Stored}, {a2, 1, Spoken::Refused}, {a3, 2, Spoken::Unknown}}, {{own(a1), own(a3), theirs(b1)}, 1}},
        {u"anna.2"_s, u"anna"_s, {}, {{own(a1, MessageState::Accepted), theirs(b1), own(a3)}, 1}},
        {u"bert.1"_s, u"bert"_s, {{b1, 0, Spoken::Said}}, {{own(b1), theirs(a1), theirs(a3)}, 2}},
    };
    evidence.archives = {{u"anna"_s, {a1, b1, a3}}, {u"bert"_s, {a1, a3, b1, u"hello"_s}}};
    return evidence;
}

using Breaks = std::function<void(Evidence &)>;

} // namespace

void FaultOracle::seesNothingWhereAllIsWell()
{
    const auto verdicts = judge(good());
    QVERIFY2(verdicts.empty(), verdicts.empty() ? "" : qPrintable(toString(verdicts.front())));
}

void FaultOracle::seesWhatIsBroken_data()
{
    QTest::addColumn<Breaks>("breaks");
    QTest::addColumn<QStringList>("seen");
    const auto row = [](const char *name, const QStringList &seen, const Breaks &breaks) { QTest::newRow(name) << breaks << seen; };
    row("lost on the way", {u"anna.1#3: lost in the store of bert.1"_s}, [](Evidence &e) { e.devices[2].shelf.lines.pop_back(); });
    row("not on the second device", {u"bert.1#1: lost in the store of anna.2"_s}, [](Evidence &e) { e.devices[1].shelf.lines.erase(e.devices[1].shelf.lines.begin() + 1); });
    row("not in the archive", {u"anna.1#1: lost in the archive of bert"_s}, [](Evidence &e) { e.archives[1].keys.erase(e.archives[1].keys.begin()); });
    row("shown twice", {u"anna.1#1: doubled in the store of bert.1"_s}, [](Evidence &e) { e.devices[2].shelf.lines.insert(e.devices[2].shelf.lines.begin() + 2, theirs(u"anna.1#1"_s)); });
    row("archived twice", {u"bert.1#1: doubled in the archive of anna"_s}, [](Evidence &e) { e.archives[0].keys.push_back(u"bert.1#1"_s); });
    row("out of order", {u"anna.1#1: out of order in the store of bert.1 (behind 3)"_s}, [](Evidence &e) { std::swap(e.devices[2].shelf.lines[1], e.devices[2].shelf.lines[2]); });
    row("stuck", {u"anna.1#3: stuck in the store of anna.1 (written)"_s}, [](Evidence &e) { e.devices[0].shelf.lines[1].state = MessageState::Written; });
    row("failed", {u"anna.1#3: failed in the store of anna.1"_s}, [](Evidence &e) { e.devices[0].shelf.lines[1].state = MessageState::Failed; });
    row("given back and sent", {u"anna.1#2: there, though it was given back in the store of bert.1"_s}, [](Evidence &e) { e.devices[2].shelf.lines.insert(e.devices[2].shelf.lines.begin() + 2, theirs(u"anna.1#2"_s)); });
    row("unread", {u"chat: unread counts differ in anna.2 and anna.1 (0 and 1)"_s}, [](Evidence &e) { e.devices[1].shelf.unread = 0; });
    row("acknowledged, and not kept", {u"chat: acknowledged too early in the store of bert.1 (3, and 2)"_s}, [](Evidence &e) { e.devices[2].ackedTooEarly << u"3, and 2"_s; });
    row("forgotten by its writer", {u"anna.1#4: lost in the store of anna.1 (it was seen there)"_s}, [](Evidence &e) { e.devices[0].spoken.push_back({u"anna.1#4"_s, 3, Spoken::Stored}); });
    row("not a word", {u"anna.1#4: lost in the store of anna.1 (neither stored nor given back)"_s}, [](Evidence &e) { e.devices[0].spoken.push_back({u"anna.1#4"_s, 3, Spoken::Said}); });
    row("sent, but not kept", {u"anna.1#4: there, though it was given back in the store of bert.1"_s}, [](Evidence &e) {
        e.devices[0].spoken.push_back({u"anna.1#4"_s, 3, Spoken::Unknown});
        e.devices[2].shelf.lines.push_back(theirs(u"anna.1#4"_s));
    });
}

void FaultOracle::seesWhatIsBroken()
{
    QFETCH(Breaks, breaks);
    QFETCH(QStringList, seen);
    Evidence evidence = good();
    breaks(evidence);
    QStringList verdicts;
    for (const Verdict &verdict : judge(evidence))
        verdicts << toString(verdict);
    QCOMPARE(verdicts, seen);
}

void FaultOracle::knowsWhatTheServerDid()
{
    // One device lacks a line, another has two neighbours swapped. Excused is only what the archive lacks too, at a server that is known for it.
    Evidence evidence = good();
    evidence.devices[1].shelf.lines.erase(evidence.devices[1].shelf.lines.begin());
    std::swap(evidence.devices[2].shelf.lines[1], evidence.devices[2].shelf.lines[2]);
    const auto excused = [&evidence] {
        const auto verdicts = judge(evidence);
        return std::pair(verdicts.size(), std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict &verdict) { return verdict.byServer; }));
    };
    QCOMPARE(excused(), std::pair(size_t(2), std::ptrdiff_t(0)));
    evidence.serverHasRaces = true;
    QCOMPARE(excused(), std::pair(size_t(2), std::ptrdiff_t(0)));
    evidence.devices[2].heard = {{u"anna.1#3"_s, {0, false}}, {u"anna.1#1"_s, {1, false}}}; // handed out like that
    QCOMPARE(excused(), std::pair(size_t(2), std::ptrdiff_t(1)));
    evidence.devices[2].heard[u"anna.1#3"_s].delayed = true; // it was said to be of another time
    QCOMPARE(excused(), std::pair(size_t(2), std::ptrdiff_t(0)));
    std::erase(evidence.archives[0].keys, u"anna.1#1"_s); // of the account that wrote it
    QCOMPARE(excused(), std::pair(size_t(3), std::ptrdiff_t(1)));
    std::erase(evidence.archives[1].keys, u"anna.1#1"_s); // on the way to the other account
    QCOMPARE(excused(), std::pair(size_t(4), std::ptrdiff_t(2)));
    evidence.archives[0].keys.push_back(u"bert.1#1"_s);
    QCOMPARE(excused(), std::pair(size_t(5), std::ptrdiff_t(3)));
    evidence.devices[0].shelf.lines.push_back(theirs(u"bert.1#1"_s)); // here it would be ours
    QCOMPARE(excused(), std::pair(size_t(6), std::ptrdiff_t(3)));
}

void FaultOracle::aBacklogIsOneIncident()
{
    const auto doubled = [](const QString &key, const QString &where) { return Verdict{Verdict::Doubled, key, where, {}, true}; };
    std::vector<Verdict> verdicts{doubled(u"anna.1#9"_s, u"here"_s), doubled(u"anna.1#10"_s, u"here"_s), doubled(u"anna.1#9"_s, u"there"_s), doubled(u"anna.1#10"_s, u"there"_s)};
    QCOMPARE(fault::incidents(verdicts), 1);
    verdicts.push_back(doubled(u"anna.1#12"_s, u"here"_s));
    QCOMPARE(fault::incidents(verdicts), 2);
    verdicts.push_back(doubled(u"bert.1#11"_s, u"here"_s));
    QCOMPARE(fault::incidents(verdicts), 3);
    verdicts.push_back({Verdict::Lost, u"anna.1#11"_s, u"there"_s, {}, true});
    QCOMPARE(fault::incidents(verdicts), 4);
    QCOMPARE(fault::incidents({}), 0);
}

void FaultOracle::acksAreWatched()
{
    fault::AckWatch watch;
    QCOMPARE(watch.said(), 0u);
    watch.hear(false, u"<a xmlns='urn:xmpp:sm:3' h='17'/>"_s);
    QCOMPARE(watch.said(), 17u);
    watch.hear(true, u"<a xmlns='urn:xmpp:sm:3' h='90'/>"_s); // the server's
    QCOMPARE(watch.said(), 17u);
    watch.hear(false, u"<authenticate xmlns='urn:xmpp:sasl:2'><resume xmlns='urn:xmpp:sm:3' previd='a h=4' h='20'/></authenticate>"_s);
    QCOMPARE(watch.said(), 20u);
    watch.hear(true, u"<success xmlns='urn:xmpp:sasl:2'><resumed xmlns='urn:xmpp:sm:3' previd='a' h='5'/></success>"_s);
    QCOMPARE(watch.said(), 20u);
    watch.hear(true, u"<success xmlns='urn:xmpp:sasl:2'><bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3' id='b'/></bound></success>"_s);
    QCOMPARE(watch.said(), 0u);
}

void FaultOracle::linesHaveKeys()
{
    const QString line = fault::lineOf(u"anna.1"_s, 17, 500);
    QVERIFY(line.size() >= 500);
    QCOMPARE(fault::keyOf(line), u"anna.1#17"_s);
    QCOMPARE(fault::parseKey(u"anna.1#17"_s).device, u"anna.1"_s);
    QCOMPARE(fault::parseKey(u"anna.1#17"_s).number, 17);
    QVERIFY(fault::parseKey(u"hello"_s).device.isEmpty());
}

void FaultOracle::shelvesTravel()
{
    Shelf shelf{{own(u"anna.1#1"_s), theirs(u"bert.1#2"_s)}, 3};
    shelf.lines[0].failure = u"no"_s;
    const Shelf there = Shelf::fromJson(shelf.toJson());
    QCOMPARE(there.unread, 3);
    QCOMPARE(there.lines.size(), size_t(2));
    QCOMPARE(there.lines[0].key, u"anna.1#1"_s);
    QCOMPARE(there.lines[0].state, MessageState::Delivered);
    QCOMPARE(there.lines[0].failure, u"no"_s);
    QVERIFY(there.lines[0].isOwn && !there.lines[1].isOwn);
}

void FaultOracle::plansAreRepeatable()
{
    const auto one = fault::plan(7, 3, 200, false);
    QCOMPARE(fault::faultsIn(one), 200);
    QVERIFY(one == fault::plan(7, 3, 200, false));
    QVERIFY(one != fault::plan(8, 3, 200, false));
    QVERIFY(one != fault::plan(7, 4, 200, false));
    // Every kind that a device can suffer is in it.
    for (int kind = 0; kind < fault::kKinds; ++kind) {
        const bool isProcess = fault::Kind(kind) == fault::Kind::Kill9, isServer = fault::Kind(kind) >= fault::Kind::ServerStop;
        const auto steps = fault::plan(7, 3, 400, isProcess);
        const bool found = std::any_of(steps.begin(), steps.end(), [kind](const fault::Step &step) { return step.kind == fault::Kind(kind); });
        QVERIFY2(found != isServer, qPrintable(nameOf(fault::Kind(kind))));
    }
}

QTEST_GUILESS_MAIN(FaultOracle)
#include "tst_fault_oracle.moc"
