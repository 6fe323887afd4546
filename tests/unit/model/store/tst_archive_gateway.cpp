// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/message_order.h"
#include "tests/support/model/temp_store.h"

#include <QRandomGenerator>
#include <QSignalSpy>

#include <limits>

using namespace Qt::StringLiterals;
using namespace model;
using test::bodies;
using test::TempStore;

namespace {

/// A server's archive and two conversations; what it says of itself is the truth that the store has to reach.
struct Server {
    struct Entry {
        QString id;
        int peer; ///< whose conversation
        bool own;
        bool isMessage; ///< else a receipt: an archive id without a line
        QString body;
        double at; ///< the server's clock
    };
    std::vector<Entry> entries;

    Entry &receive(int peer, bool own, double at, bool isMessage = true)
    {
        const int n = int(entries.size()) + 1;
        entries.push_back({u"A%1"_s.arg(n), peer, own, isMessage, u"m%1"_s.arg(n), at});
        return entries.back();
    }
};

} // namespace

class TestArchiveGateway : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    std::vector<ChatId> chats;
    Server server;
    double skew = 0; // how much this machine's clock is ahead of the server's, seconds

    [[nodiscard]] NewMessage message(const Server::Entry &entry, bool fromArchive) const
    {
        auto m = entry.own ? test::outgoing(account, chats[size_t(entry.peer)], entry.body, 0) : test::incoming(account, chats[size_t(entry.peer)], entry.body, 0);
        if (!entry.own)
            m.sender = net::Jid::fromString(u"peer%1@example.org"_s.arg(entry.peer));
        m.archiveId = entry.id;
        m.delayed = m.delayedByServer = fromArchive;
        m.sentAt = TempStore::at(fromArchive ? std::floor(entry.at) : entry.at + skew); // archives stamp whole seconds
        return m;
    }
    void live(const Server::Entry &entry)
    {
        t->run([this, entry](StoreSession &s) {
            if (entry.isMessage)
                s.messages.insertIncoming(message(entry, false));
            else
                s.archive.advanceHead(account, entry.id, TempStore::at(entry.at + skew));
        });
    }
    /// What the archive answers to "the \`max\` entries before this one", as of \`known\` entries.
    [[nodiscard]] ArchivePage page(const ArchiveGap &gap, int max, size_t known, int onlyPeer = -1) const
    {
        ArchivePage result;
        std::vector<Server::Entry> candidates;
        bool begun = gap.afterId.isEmpty();
        result.complete = true;
        for (size_t i = 0; i < known; ++i) {
            const auto &entry = server.entries[i];
            if (entry.id == gap.beforeId)
                break;
            if (begun && (onlyPeer < 0 || entry.peer == onlyPeer))
                candidates.push_back(entry);
            begun = begun || entry.id == gap.afterId;
        }
        if (int(candidates.size()) > max) {
            candidates.erase(candidates.begin(), candidates.end() - max);
            result.complete = false;
        }
        for (const auto &entry : candidates) {
            if (entry.isMessage)
                result.messages.push_back(message(entry, true));
        }
        if (!candidates.empty()) {
            result.oldestId = candidates.front().id;
            result.oldestAt = TempStore::at(candidates.front().at);
            result.newestId = candidates.back().id;
        }
        return result;
    }
    std::vector<Inserted> fill(GapId gap, const ArchivePage &p, ChatId only = {})
    {
        return t->run([=](StoreSession &s) { return s.archive.fill(gap, only, p); });
    }
    ArchiveGap open()
    {
        return t->run([this](StoreSession &s) { return s.archive.openCatchUp(account); });
    }
    [[nodiscard]] std::vector<ArchiveGap> gaps() const { return t->store->read().archive.gaps(account); }
    void fillAll(int max = 3)
    {
        while (!gaps().empty()) {
            const auto gap = gaps().front();
            fill(gap.id, page(gap, max, server.entries.size()));
        }
    }
    [[nodiscard]] QStringList shown(int peer) const { return bodies(t->store->read().messages.newest(chats[size_t(peer)], 10000)); }
    [[nodiscard]] QStringList truth(int peer) const
    {
        QStringList list;
        for (const auto &entry : server.entries) {
            if (entry.isMessage && entry.peer == peer)
                list += entry.body;
        }
        return list;
    }
    [[nodiscard]] int unread(int peer) const { return t->store->read().chats.find(chats[size_t(peer)])->unread; }

    // A new account's first session: from then on everything is news.
    void readAnEmptyArchive()
    {
        const auto gap = open();
        ArchivePage nothing;
        nothing.complete = true;
        t->run([=](StoreSession &s) { s.archive.fill(gap.id, {}, nothing); });
    }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        chats = {t->chat(account, u"peer0@example.org"_s), t->chat(account, u"peer1@example.org"_s)};
        server = {};
        skew = 0;
    }

    void readsTheWholeArchiveNewestFirst()
    {
        for (int i = 0; i < 20; ++i)
            server.receive(i % 3 == 0, i % 4 == 0, 10 + i / 3, i % 5 != 0);
        const auto gap = open();
        QVERIFY(gap.afterId.isEmpty());
        QVERIFY(gap.beforeId.isEmpty());
        QVERIFY(t->store->read().archive.gapAbove(chats[0], {}).has_value());
        fillAll();
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(shown(1), truth(1));
        QCOMPARE(t->store->read().accounts.find(account)->archiveHead, u"A20"_s);
        QVERIFY(!t->store->read().archive.gapAbove(chats[0], {}));
    }

    void aHoleShowsBetweenItsNeighboursInEveryChat()
    {
        for (int i = 0; i < 4; ++i)
            server.receive(i % 2, false, i);
        open();
        fillAll();
        for (int i = 0; i < 20; ++i)
            server.receive(i % 2, false, 100 + i);
        auto gap = open();
        fill(gap.id, page(gap, 4, server.entries.size()));
        for (const int peer : {0, 1}) {
            const auto rows = t->store->read().messages.newest(chats[size_t(peer)], 10);
            QCOMPARE(rows.size(), size_t(4));
            for (size_t i = 0; i < rows.size(); ++i) {
                const auto above = t->store->read().archive.gapAbove(chats[size_t(peer)], rows[i].id);
                QCOMPARE(above.has_value(), i == 2);
                if (above)
                    QCOMPARE(above->beforeId, u"A21"_s);
            }
        }
        // One chat fills it for itself alone.
        gap = *t->store->read().archive.gapAbove(chats[0], t->store->read().messages.newest(chats[0], 2).front().id);
        fill(gap.id, page(gap, 3, server.entries.size(), 0), chats[0]);
        QCOMPARE(shown(0).size(), 7);
        QCOMPARE(shown(1).size(), 4);
        const auto mine = t->store->read().archive.gaps(account, chats[0]);
        QCOMPARE(mine.size(), size_t(1));
        QVERIFY(mine.front().beforePosition < t->store->read().archive.gaps(account, chats[1]).front().beforePosition);
        fill(gap.id, page(mine.front(), 100, server.entries.size(), 0), chats[0]);
        QVERIFY(t->store->read().archive.gaps(account, chats[0]).empty());
        QCOMPARE(t->store->read().archive.gaps(account, chats[1]).size(), size_t(1));
        QCOMPARE(shown(0), truth(0));
        // The rest of the hole brings nothing twice.
        fillAll();
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(shown(1), truth(1));
    }

    void whatTheArchiveHeldAtTheFirstReadingIsRead()
    {
        skew = 3600;
        for (int i = 0; i < 30; ++i)
            server.receive(i % 2, i % 7 == 0, 10 + i);
        open();
        live(server.receive(0, false, 50)); // while the first page is on its way
        fillAll();
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 1);
        QCOMPARE(unread(1), 0);
        server.receive(1, false, 60); // missed: the next session finds it
        open();
        fillAll();
        QCOMPARE(unread(1), 1);
    }

    void anEmptyArchiveAtFirstLeavesAllThatFollowsUnread()
    {
        readAnEmptyArchive();
        server.receive(0, false, 5);
        open();
        fillAll();
        QCOMPARE(unread(0), 1);
    }

    void missedMessagesAreUnreadWhateverTheClockSays()
    {
        skew = 3600; // an hour ahead: what comes in live looks younger than what is missed afterwards
        live(server.receive(0, false, 10));
        t->run([this](StoreSession &s) { s.markers.markRead(chats[0], s.messages.newest(chats[0], 1).front().id); });
        QCOMPARE(unread(0), 0);
        for (int i = 0; i < 30; ++i)
            server.receive(0, false, 20 + i);
        open();
        fillAll();
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 30);
        skew = 0; // somebody has set the clock right
        live(server.receive(0, false, 100));
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 31);
    }

    /// A page of which the older half does not come: what is there stands as it stood.
    void ownLinesSayNothingOfTheirNeighbours()
    {
        live(server.receive(0, false, 10));
        const qint64 after = t->store->read().messages.newest(chats[0], 1).front().position;
        // Written while the server could not be reached, and sent when others had been heard.
        NewMessage own = test::outgoing(account, chats[0], u"own"_s, 11);
        own.stanzaId = own.originId = u"id-own"_s;
        t->run([=](StoreSession &s) { s.messages.insertOutgoing(own); });
        live(server.receive(0, false, 12));
        live(server.receive(0, false, 13));
        live(server.receive(0, false, 14));
        const QStringList before = shown(0);
        QCOMPARE(before, (QStringList{u"m1"_s, u"own"_s, u"m2"_s, u"m3"_s, u"m4"_s}));
        ArchivePage half;
        half.messages = {message(server.entries[2], true), message(server.entries[3], true), own};
        half.messages.back().archiveId = u"A9"_s;
        half.messages.back().sentAt = TempStore::at(15);
        half.messages.back().delayed = true;
        half.oldestId = u"A3"_s;
        half.newestId = u"A9"_s;
        t->run([=, this](StoreSession &s) {
            qint64 end = order::kEnd;
            return s.archive.fillBetween(account, after, end, half);
        });
        QCOMPARE(shown(0), before);
        QCOMPARE(t->store->read().messages.byArchiveId(account, u"A9"_s)->body, u"own"_s);
    }

    /// What was read is no further than what is there, or what comes next counts as read.
    void readingEndsWhereTheLinesEnd()
    {
        readAnEmptyArchive();
        const auto first = server.receive(0, false, 10), second = server.receive(0, false, 11);
        live(second); // handed over in the wrong order, by a clock that is ahead
        skew = 3600;
        live(first);
        t->run([this](StoreSession &s) { s.markers.markRead(chats[0], s.messages.newest(chats[0], 1).front().id); });
        QCOMPARE(shown(0), (QStringList{u"m2"_s, u"m1"_s}));
        QCOMPARE(unread(0), 0);
        ArchivePage both;
        both.messages = {message(first, true), message(second, true)};
        both.oldestId = first.id;
        both.newestId = second.id;
        t->run([=, this](StoreSession &s) {
            qint64 end = order::kEnd;
            return s.archive.fillBetween(account, order::kBeginning, end, both);
        });
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 0);
        const auto chat = t->store->read().chats.find(chats[0]);
        QCOMPARE(chat->readPosition, t->store->read().messages.newest(chats[0], 1).front().position);
        skew = 0; // somebody has set it right
        live(server.receive(0, false, 12));
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 1);
    }

    void makingRoomIsToldAndKeepsMarkers()
    {
        live(server.receive(0, true, 10));
        const auto gap = open();
        t->run([this](StoreSession &s) { s.archive.advanceHead(account, u"A7"_s, TempStore::at(-1000)); }); // the clock went back: no number is left between
        for (int i = 0; i < 5; ++i)
            server.receive(0, false, 11);
        server.receive(1, false, 12).id = u"A7"_s;
        auto late = server.receive(0, false, 13);
        live(late);
        t->run([this](StoreSession &s) { s.markers.markRead(chats[0], s.messages.newest(chats[0], 1).front().id); });
        QSignalSpy changes(t->store.get(), &Store::changed);
        fill(gap.id, page(gaps().front(), 10, 6));
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 0);
        const auto change = changes.back().front().value<StoreChange>();
        const auto told = bodies(change.messages.front().upserted);
        QVERIFY(told.contains(late.body)); // its place is another one now
        const auto now = t->store->read().messages.newest(chats[0], 100);
        QCOMPARE(t->store->read().chats.find(chats[0])->readPosition, now.back().position);
        QCOMPARE(change.messages.front().upserted.back().position, now.back().position);
    }

    void delayedCopiesDoNotHideAHole()
    {
        live(server.receive(0, false, 1));
        const auto before = server.entries.size();
        for (int i = 0; i < 6; ++i)
            server.receive(0, i % 2, 10 + i);
        const auto gap = open();
        // The server also kept what others wrote while we were away and delivers it; what other devices wrote is only in the archive.
        for (size_t i = before; i < server.entries.size(); ++i) {
            if (!server.entries[i].own)
                t->run([=, this](StoreSession &s) { s.messages.insertIncoming(message(server.entries[i], true)); });
        }
        QVERIFY(gaps().front().beforeId.isEmpty());
        QCOMPARE(gaps().front(), gap);
        fillAll();
        QCOMPARE(shown(0), truth(0));
    }

    void delayedCopiesAmongThePagesKeepTheirPlace()
    {
        live(server.receive(0, false, 1)); // not the first page ever, which counts as read
        for (int i = 0; i < 8; ++i)
            server.receive(0, false, 10 + i / 4); // four to a stamp: the edge of the hole is shared
        const auto gap = open();
        fill(gap.id, page(gap, 3, server.entries.size()));
        // What a lost session had not taken is handed on while the pages arrive (B22).
        for (size_t i = 1; i < 6; ++i)
            t->run([=, this](StoreSession &s) { s.messages.insertIncoming(message(server.entries[i], true)); });
        QCOMPARE(shown(0), truth(0));
        fillAll();
        QCOMPARE(shown(0), truth(0));
    }

    void delayedCopiesBehindWhatWasReadFindTheirPlaceWithThePage()
    {
        for (int i = 0; i < 8; ++i)
            server.receive(0, false, 10 + i);
        const auto gap = open();
        fill(gap.id, page(gap, 3, server.entries.size())); // history: it counts as read
        for (size_t i = 0; i < 5; ++i)
            t->run([=, this](StoreSession &s) { s.messages.insertIncoming(message(server.entries[i], true)); });
        QCOMPARE(unread(0), 5); // nobody has seen them: they stand behind
        fillAll();
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(unread(0), 0); // the archive says that they are older
    }

    void aRepetitionOfSomethingOldDoesNotMoveTheHead()
    {
        const auto old = server.receive(0, false, 1);
        live(old);
        live(server.receive(0, false, 2));
        open();
        live(old);
        QCOMPARE(t->store->read().accounts.find(account)->archiveHead, u"A2"_s);
        QVERIFY(gaps().front().beforeId.isEmpty());
    }

    void anOpenHoleIsContinued()
    {
        live(server.receive(0, false, 1));
        const auto first = open();
        QCOMPARE(open(), first); // the connection broke before anything was fetched
        server.receive(0, false, 2);
        live(server.receive(0, false, 3)); // bounds it
        const auto second = open();
        QVERIFY(second.id != first.id);
        QCOMPARE(second.afterId, u"A3"_s);
        QCOMPARE(gaps().size(), size_t(2));
        fillAll();
        QCOMPARE(shown(0), truth(0));
    }

    void anEmptyArchive()
    {
        const auto gap = open();
        ArchivePage nothing;
        nothing.complete = true;
        QVERIFY(fill(gap.id, nothing).empty());
        QVERIFY(gaps().empty());
        QVERIFY(fill(gap.id, nothing).empty()); // the hole is gone: nothing happens
    }

    // Sessions, holes, pages of the account and of single chats, live messages in between, clocks that are wrong: whatever the order, the conversations become the archive's.
    void anyCourseEndsInTheArchivesOrder_data()
    {
        QTest::addColumn<quint32>("seed");
        const auto seeds = quint32(qEnvironmentVariableIntValue("KITH_SEEDS")); // more than the usual, by hand
        for (quint32 seed = 1; seed <= std::max(seeds, 40u); ++seed)
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void anyCourseEndsInTheArchivesOrder()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        readAnEmptyArchive();
        double now = 0;
        const auto happen = [&](bool deliver) {
            now += random.bounded(4) * 0.4;
            const auto entry = server.receive(int(random.bounded(2)), random.bounded(3) == 0, now, random.bounded(6) != 0);
            if (deliver)
                live(entry);
        };
        for (int session = 0; session < 6; ++session) {
            skew = QList{0., 0., 50., -50., 5000., -5000.}.at(int(random.bounded(6)));
            for (auto n = random.bounded(15); n > 0; --n)
                happen(false); // away
            now += 5;
            open();
            // An answer may be on its way while live messages arrive.
            std::optional<std::pair<ArchiveGap, size_t>> asked;
            for (auto n = random.bounded(25); n > 0; --n) {
                switch (random.bounded(4)) {
                case 0:
                    happen(true);
                    break;
                case 1:
                    if (!asked && !gaps().empty())
                        asked = {gaps().front(), server.entries.size()};
                    break;
                case 2:
                    if (asked) {
                        fill(asked->first.id, page(asked->first, 4, asked->second));
                        asked.reset();
                    }
                    break;
                case 3: {
                    const auto peer = int(random.bounded(2));
                    const auto holes = t->store->read().archive.gaps(account, chats[size_t(peer)]);
                    if (!holes.empty()) {
                        const auto &hole = holes.at(random.bounded(quint32(holes.size())));
                        fill(hole.id, page(hole, 3, server.entries.size(), peer), chats[size_t(peer)]);
                    }
                    break;
                }
                }
            }
        }
        fillAll(4);
        QCOMPARE(shown(0), truth(0));
        QCOMPARE(shown(1), truth(1));
        int incoming[2] = {0, 0};
        for (const auto &entry : server.entries)
            incoming[entry.peer] += entry.isMessage && !entry.own;
        QCOMPARE(unread(0), incoming[0]);
        QCOMPARE(unread(1), incoming[1]);
    }

    // Where an own line stands says nothing of when it came to the archive.
    void onlyWhatOthersWroteEndsAReading()
    {
        t->run([this](StoreSession &s) {
            s.messages.insertIncoming(test::archived(test::incoming(account, chats[0], u"theirs"_s, 10), u"T"_s));
            s.messages.insertIncoming(test::archived(test::outgoing(account, chats[0], u"mine"_s, 10), u"M"_s));
            const auto theirs = s.messages.byArchiveId(account, u"T"_s), mine = s.messages.byArchiveId(account, u"M"_s);
            QVERIFY(theirs && mine);
            QVERIFY(s.archive.isBehind(account, u"T"_s, theirs->position));
            QVERIFY(!s.archive.isBehind(account, u"T"_s, theirs->position - 1));
            QVERIFY(!s.archive.isBehind(account, u"M"_s, mine->position));
            QVERIFY(!s.archive.isBehind(account, u"unknown"_s, std::numeric_limits<qint64>::max()));
            QVERIFY(!s.archive.isBehind(account, {}, std::numeric_limits<qint64>::max()));
        });
    }

    // What is written here reaches the archive later than what comes meanwhile, perhaps only after the session is lost. It keeps the order in which it was written, and what others
    // wrote keeps the archive's; how the two meet may differ.
    void ownWordsUnderWayDisturbNothing_data() { anyCourseEndsInTheArchivesOrder_data(); }
    void ownWordsUnderWayDisturbNothing()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        readAnEmptyArchive();
        double now = 0;
        QStringList written;
        QStringList underWay, unconfirmed;
        const auto write = [&] {
            const QString body = u"own%1"_s.arg(written.size() + 1);
            written << body;
            underWay << body;
            t->run([=, this](StoreSession &s) {
                auto m = test::outgoing(account, chats[0], body, 0);
                m.sentAt = TempStore::at(now + skew);
                s.messages.insertOutgoing(m);
            });
        };
        const auto arrive = [&] {
            if (underWay.isEmpty())
                return;
            Server::Entry &entry = server.receive(0, true, now);
            entry.body = underWay.takeFirst();
            unconfirmed << u"id-"_s + entry.body;
        };
        // A server says all in order: what it hands on comes behind its word that ours has arrived.
        const auto deliver = [&] {
            t->run([this, &unconfirmed](StoreSession &s) {
                for (const QString &id : std::exchange(unconfirmed, {}))
                    s.messages.advance(s.messages.ownByStanzaId(chats[0], id)->id, MessageState::Accepted);
            });
            live(server.receive(int(random.bounded(2)), false, now));
        };
        for (int session = 0; session < 6; ++session) {
            skew = QList{0., 0., 50., -50., 5000., -5000.}.at(int(random.bounded(6)));
            now += 5;
            for (auto n = random.bounded(12); n > 0; --n) { // away, and perhaps not yet noticed
                now += random.bounded(4) * 0.4;
                const auto what = random.bounded(4);
                if (what == 0)
                    write();
                else if (what == 1)
                    arrive();
                else
                    server.receive(int(random.bounded(2)), false, now);
            }
            open();
            for (auto n = random.bounded(25); n > 0; --n) {
                now += random.bounded(4) * 0.4;
                switch (random.bounded(5)) {
                case 0:
                    write();
                    break;
                case 1:
                    arrive();
                    break;
                case 2:
                    deliver();
                    break;
                default:
                    if (!gaps().empty())
                        fill(gaps().front().id, page(gaps().front(), 3, server.entries.size()));
                }
            }
        }
        open();
        fillAll(4);
        const auto isOwn = [](const QString &body) { return body.startsWith(u"own"_s); };
        QStringList own, theirs, truthOfTheirs;
        for (const QString &body : shown(0))
            (isOwn(body) ? own : theirs) << body;
        for (const QString &body : truth(0)) {
            if (!isOwn(body))
                truthOfTheirs << body;
        }
        QCOMPARE(own, written);
        QCOMPARE(theirs, truthOfTheirs);
        QCOMPARE(shown(1), truth(1));
        QCOMPARE(unread(0), int(truthOfTheirs.size()));
    }
};

QTEST_GUILESS_MAIN(TestArchiveGateway)
#include "tst_archive_gateway.moc"
