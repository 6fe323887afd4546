// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Random courses of a history that crosses while both devices live on. KITH_HISTORY_SEED=N plays one again; KITH_HISTORY_COURSES=N plays as many.
#include "tests/support/model/history_world.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace model;
using test::ArchiveEntry;
using test::bodies;
using test::HistoryCarrier;
using test::HistoryDevice;
using test::TempStore;

namespace {

constexpr int kPeers = 4;

struct Course {
    Course(TempStore &a, TempStore &b, quint32 seed)
        : random(seed)
        , skewed(random.bounded(3) == 0)
        , lateSent(random.bounded(3) == 0)
        , old(a, 0, u"anna%1@example.org"_s.arg(seed), skew())
        , fresh(b, 1, u"anna%1@example.org"_s.arg(seed), skew())
    {
    }

    double skew()
    {
        constexpr double kSkews[] = {-86400, -3600, -5, 0, 7, 3600, 86400};
        return skewed ? kSkews[random.bounded(7)] : 0;
    }
    QString latest() const { return archive.empty() ? QString() : archive.back().id; }
    HistoryDevice &device(int number) { return number == 0 ? old : fresh; }

    // Something reaches the server, and whoever is there.
    void happens(ArchiveEntry entry)
    {
        now += random.bounded(20) == 0 ? 4000 : random.bounded(60) / 20.0;
        if (entry.kind == ArchiveEntry::Kind::Correction) // of two within a second nobody can tell which is the newer
            now += 2;
        entry.at = now;
        entry.id = u"%1-%2"_s.arg(random.bounded(1'000'000)).arg(archive.size());
        archive.push_back(entry);
        for (int d = 0; d < 2; ++d) {
            if (device(d).online && entry.by != d)
                device(d).live(entry);
        }
    }
    void somethingHappens()
    {
        ArchiveEntry entry;
        entry.peer = random.bounded(kPeers);
        entry.own = random.bounded(3) == 0;
        const int kind = random.bounded(10);
        if (kind < 2) {
            entry.kind = ArchiveEntry::Kind::Receipt;
        } else if (kind < 4) {
            std::vector<const ArchiveEntry *> lines;
            for (const auto &line : archive) {
                if (line.kind == ArchiveEntry::Kind::Line && line.by < 0)
                    lines.push_back(&line);
            }
            if (!lines.empty()) {
                const auto &line = *lines[size_t(random.bounded(int(lines.size())))];
                entry.kind = ArchiveEntry::Kind::Correction;
                entry.peer = line.peer;
                entry.own = line.own;
                entry.replaces = line.body;
            }
        }
        entry.body = entry.kind == ArchiveEntry::Kind::Receipt ? QString() : u"m%1"_s.arg(++serial);
        happens(entry);
    }
    // An own message of a device: written down, on its way, there.
    void writes(int d)
    {
        const int peer = random.bounded(kPeers);
        if (!lateSent && !device(d).online)
            return;
        const QString body = u"w%1"_s.arg(++serial);
        device(d).write(body, peer, now);
        if (!lateSent)
            sendAll(d);
        else if (random.bounded(3) != 0 && device(d).online)
            send(d);
    }
    void send(int d)
    {
        for (const auto &message : device(d).waiting()) {
            if (random.bounded(2) == 0 && message.state == MessageState::Queued) {
                device(d).advance(message.id, MessageState::Written);
                return; // the rest later, in order
            }
            ArchiveEntry entry;
            entry.own = true;
            entry.by = d;
            entry.body = message.body;
            for (int peer = 0; peer < kPeers; ++peer)
                entry.peer = device(d).chatOf(peer) == message.chat ? peer : entry.peer;
            happens(entry);
            device(d).advance(message.id, MessageState::Accepted);
            if (random.bounded(2) == 0)
                device(d).advance(message.id, MessageState::Delivered);
        }
    }
    void sendAll(int d)
    {
        while (!device(d).waiting().empty())
            send(d);
    }
    void reads(int d)
    {
        const int peer = random.bounded(kPeers);
        auto lines = device(d).lines(peer);
        lines.erase(std::remove_if(lines.begin(), lines.end(), [](const Message &line) { return line.direction == Direction::Outgoing; }), lines.end());
        if (lines.empty())
            return;
        device(d).read(peer, lines[size_t(random.bounded(int(lines.size())))].id);
        if (d == 1)
            readHere[peer] = true;
    }
    void comesOrGoes(int d)
    {
        if (device(d).online)
            device(d).online = false;
        else
            device(d).goOnline(random.bounded(2) == 0 ? latest() : QString());
    }
    void life(int d)
    {
        switch (random.bounded(12)) {
        case 0:
            writes(d);
            break;
        case 1:
            if (device(d).online)
                send(d);
            break;
        case 2:
            reads(d);
            break;
        case 3:
            if (random.bounded(3) == 0)
                comesOrGoes(d);
            break;
        case 4:
        case 5:
            if (device(d).online)
                device(d).fillOne(archive, 1 + random.bounded(6));
            break;
        case 6:
            // A page of one chat that reaches over the older edge of its hole into another one is put right only when that one is filled.
            if (device(d).online && (!hasOneOrder() || (device(d).gaps().size() == 1 && device(d).gaps().front().afterId.isEmpty())))
                device(d).fillOne(archive, 1 + random.bounded(6), random.bounded(kPeers));
            break;
        default:
            somethingHappens();
        }
    }

    QRandomGenerator random;
    bool skewed; ///< clocks are wrong
    bool lateSent; ///< messages are written without a connection, and sent when others have come: what is between then is where each device saw it
    [[nodiscard]] bool hasOneOrder() const { return !skewed && !lateSent; }
    double now = 1000;
    int serial = 0;
    std::vector<ArchiveEntry> archive;
    HistoryDevice old, fresh;
    bool readHere[kPeers] = {};
};

QStringList settledIds(const std::vector<Message> &lines)
{
    QStringList list;
    for (const auto &line : lines) {
        if (!isWaiting(line.state))
            list += line.stanzaId;
    }
    return list;
}

// Of what the devices wrote themselves.
QStringList withoutOwn(QStringList ids)
{
    ids.removeIf([](const QString &id) { return id.contains(u'w'); });
    return ids;
}

bool placeIsSure(const HistoryDevice &device, const Message &line)
{
    return device.t.store->read().archive.isBehind(device.account, line.archiveId, line.position);
}

void describe(Course &c)
{
    for (int d = 0; d < 2; ++d) {
        auto &device = c.device(d);
        const auto head = device.t.store->read().archive.head(device.account);
        qWarning("device %d: head %s, %s", d, qPrintable(head.id), device.online ? "online" : "away");
        for (int peer = 0; peer < kPeers; ++peer) {
            if (const auto chat = device.chat(peer))
                qWarning("  chat %d: read to %lld, %d unread", peer, static_cast<long long>(chat->readPosition), chat->unread);
        }
        for (const auto &gap : device.gaps())
            qWarning("  hole %lld: %s (%lld) to %s (%lld)", qint64(gap.id), qPrintable(gap.afterId), gap.afterPosition, qPrintable(gap.beforeId), gap.beforePosition);
    }
    for (int d = 0; d < 2; ++d) {
        for (int peer = 0; peer < kPeers; ++peer) {
            for (const auto &line : c.device(d).lines(peer))
                qWarning("  device %d chat %d %lld %s %s %s", d, peer, static_cast<long long>(line.position), qPrintable(line.stanzaId), qPrintable(line.archiveId), qPrintable(line.body));
        }
    }
    for (const auto &entry : c.archive) {
        QStringList words{entry.id, QString::number(int(entry.kind)), QString::number(entry.peer), entry.body, entry.replaces};
        for (int d = 0; d < 2; ++d) {
            for (const auto &line : c.device(d).lines(entry.peer)) {
                if (line.stanzaId.mid(3) == entry.body)
                    words += u"%1:%2%3%4"_s.arg(d).arg(line.position).arg(line.archiveId.isEmpty() ? u"-"_s : QString(), placeIsSure(c.device(d), line) ? QString() : u"?"_s);
            }
        }
        qWarning("  %s", qPrintable(words.join(u' ')));
    }
}

} // namespace

class TestHistoryCourses : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> m_a, m_b;
    qint64 m_refetched = 0, m_pages = 0, m_kills = 0, m_readEqually = 0, m_unread = 0, m_taken = 0;

    bool play(quint32 seed);

private Q_SLOTS:
    void initTestCase()
    {
        if (QDir(u"/dev/shm"_s).exists()) // thousands of transactions; what a disk does is tested elsewhere
            qputenv("TMPDIR", "/dev/shm");
    }
    void endsTheSameWhateverHappens()
    {
        const int courses = qEnvironmentVariableIsSet("KITH_HISTORY_COURSES") ? qEnvironmentVariableIntValue("KITH_HISTORY_COURSES") : 1000;
        const quint32 first = quint32(qEnvironmentVariableIntValue("KITH_HISTORY_SEED"));
        const int count = qEnvironmentVariableIsSet("KITH_HISTORY_SEED") ? 1 : courses;
        for (int i = 0; i < count; ++i) {
            if (i % 50 == 0) { // a file that grows makes all the rest slow
                m_a = std::make_unique<TempStore>();
                m_b = std::make_unique<TempStore>();
            }
            if (!play(first + quint32(i)))
                QFAIL(qPrintable(u"course %1"_s.arg(first + quint32(i))));
        }
        qInfo("%d courses, %lld pages, %lld kills, %lld of %lld holes at the beginning were given up for those of the other device, %lld chats read equally far, "
              "%lld entries left in holes that were known",
            count, static_cast<long long>(m_pages), static_cast<long long>(m_kills), static_cast<long long>(m_taken), static_cast<long long>(m_unread), static_cast<long long>(m_readEqually),
            static_cast<long long>(m_refetched));
        QVERIFY(count < 1000 || m_taken > count / 10); // else little was put to the test
    }
};

#define CHECK(what) \
    if (!(what)) { \
        if (qEnvironmentVariableIntValue("KITH_HISTORY_SHOW") == int(seed) + 1) \
            describe(c); \
        qWarning("course %u: " #what, seed); \
        return false; \
    }
#define SAME(actual, expected) \
    if ((actual) != (expected)) { \
        if (qEnvironmentVariableIntValue("KITH_HISTORY_SHOW") == int(seed) + 1) \
            describe(c); \
        qWarning("course %u: " #actual "\n  is     %s\n  not    %s", seed, qPrintable((actual).join(u' ')), qPrintable((expected).join(u' '))); \
        return false; \
    }

bool TestHistoryCourses::play(quint32 seed)
{
    Course c(*m_a, *m_b, seed);
    auto &random = c.random;
    // What was before: the old device has been there for some of it.
    for (int n = random.bounded(40); n > 0; --n)
        c.somethingHappens();
    c.old.goOnline({});
    for (int n = random.bounded(120); n > 0; --n)
        c.life(0);
    for (int peer = 0; peer < kPeers; ++peer) {
        if (const auto chat = c.old.chat(peer)) {
            const bool pinned = random.bounded(2), muted = random.bounded(2);
            c.old.t.run([=](StoreSession &s) {
                s.chats.setPinned(chat->id, pinned);
                s.chats.setMuted(chat->id, muted);
            });
        }
    }
    // The new one signs in before, in the middle, or after; or has been linked and away.
    if (random.bounded(3) == 0) {
        for (int n = random.bounded(40); n > 0; --n)
            c.life(1);
    }
    if (random.bounded(2) == 0 && !c.fresh.online)
        c.fresh.goOnline({});
    const bool liveOn = random.bounded(4) != 0;

    QStringList given; // at least
    for (int peer = 0; peer < kPeers; ++peer)
        given += settledIds(c.old.lines(peer));
    HistoryCarrier carrier(c.old, c.fresh);
    const auto unread = [&] { // the hole that reaches to the beginning
        const auto gaps = c.fresh.gaps();
        return gaps.empty() || !gaps.back().afterId.isEmpty() || gaps.back().beforeId.isEmpty() ? GapId{} : gaps.back().id;
    };
    GapId wasUnread{};
    for (int steps = 0; !carrier.sink->isComplete(); ++steps) {
        CHECK(steps < 3000);
        wasUnread = unread();
        const int what = random.bounded(20);
        if (what == 0) {
            carrier.revive();
            ++m_kills;
        } else if (what == 1) {
            carrier.dieWhileStoring(random.bounded(2));
            ++m_kills;
        } else if (what < 10 && liveOn && steps < 200) {
            c.life(random.bounded(2));
        } else {
            CHECK(carrier.step(random) || carrier.sink->isComplete());
        }
    }
    m_pages += carrier.pages;
    m_unread += wasUnread != GapId{};
    m_taken += wasUnread != unread();
    const auto progress = carrier.sink->progress();
    CHECK(progress.isOver() || progress.ofMessages == 0);

    // All that the old device had is here, in its order.
    QStringList arrived;
    for (int peer = 0; peer < kPeers; ++peer) {
        for (const auto &line : c.fresh.lines(peer))
            arrived += line.stanzaId;
    }
    for (const QString &id : given)
        CHECK(arrived.contains(id));
    for (int peer = 0; peer < kPeers; ++peer) {
        const auto old = settledIds(c.old.lines(peer));
        auto fresh = settledIds(c.fresh.lines(peer));
        CHECK(fresh.removeDuplicates() == 0);
        if (liveOn) { // texts of lines that were given may have changed since, where only one of them is there to see it
            QStringList ids, known;
            for (const auto &line : c.fresh.lines(peer))
                known += line.stanzaId;
            for (const auto &line : c.old.lines(peer)) {
                if (!isWaiting(line.state) && known.contains(line.stanzaId)) // what came in the very end: below
                    ids += line.stanzaId;
            }
            known.removeIf([&](const QString &id) { return !ids.contains(id); });
            if (c.hasOneOrder())
                SAME(withoutOwn(known), withoutOwn(ids));
        } else {
            QStringList both = fresh;
            both.removeIf([&](const QString &id) { return !old.contains(id); });
            if (c.hasOneOrder())
                SAME(withoutOwn(both), withoutOwn(old));
            for (const auto &line : c.old.lines(peer)) { // the same text, or one that has replaced it
                const auto lines = c.fresh.lines(peer);
                const auto here = std::find_if(lines.begin(), lines.end(), [&](const Message &candidate) { return candidate.stanzaId == line.stanzaId; });
                CHECK(isWaiting(line.state) || here != lines.end());
                if (isWaiting(line.state) || here->body == line.body)
                    continue;
                const auto texts = c.fresh.t.store->read().messages.earlierBodies(here->id);
                CHECK(std::find(texts.begin(), texts.end(), line.body) != texts.end());
            }
            // How far it was read, where nobody has read on here.
            const auto oldChat = c.old.chat(peer), freshChat = c.fresh.chat(peer);
            if (oldChat && !c.readHere[peer]) {
                CHECK(freshChat.has_value());
                CHECK(fresh != old || freshChat->unread == oldChat->unread);
                m_readEqually += fresh == old;
                const auto before = [](const std::vector<Message> &lines, qint64 place) {
                    QStringList ids;
                    for (const auto &line : lines) {
                        if (line.position <= place && !isWaiting(line.state))
                            ids += line.stanzaId;
                    }
                    return ids;
                };
                if (fresh == old && !c.skewed)
                    SAME(before(c.fresh.lines(peer), freshChat->readPosition), before(c.old.lines(peer), oldChat->readPosition));
            }
        }
    }
    // What it misses lies in its holes.
    std::vector<std::pair<qsizetype, qsizetype>> holes;
    const auto indexOf = [&](const QString &id, qsizetype otherwise) {
        for (size_t i = 0; i < c.archive.size(); ++i) {
            if (c.archive[i].id == id)
                return qsizetype(i);
        }
        return otherwise;
    };
    for (const auto &gap : c.fresh.gaps())
        holes.emplace_back(indexOf(gap.afterId, -1), gap.beforeId.isEmpty() ? qsizetype(c.archive.size()) : indexOf(gap.beforeId, -1));
    const auto head = c.fresh.t.store->read().archive.head(c.fresh.account).id;
    if (!c.fresh.online)
        holes.emplace_back(indexOf(head, -1), qsizetype(c.archive.size()));
    for (size_t i = 0; i < c.archive.size(); ++i) {
        const auto &entry = c.archive[i];
        if (entry.kind != ArchiveEntry::Kind::Line)
            continue;
        const auto lines = c.fresh.lines(entry.peer);
        const bool here = std::any_of(lines.begin(), lines.end(), [&](const Message &line) { return line.stanzaId.mid(3) == entry.body; });
        const bool inHole = std::any_of(holes.begin(), holes.end(), [&](const auto &hole) { return hole.first < qsizetype(i) && qsizetype(i) < hole.second; });
        if (!here && !inHole) {
            qWarning("course %u: %s (%s) is lost", seed, qPrintable(entry.id), qPrintable(entry.body));
            if (qEnvironmentVariableIntValue("KITH_HISTORY_SHOW") == int(seed) + 1)
                describe(c);
            return false;
        }
        m_refetched += here && inHole && !liveOn;
    }

    if (qEnvironmentVariableIntValue("KITH_HISTORY_SHOW") == int(seed) + 1)
        describe(c);
    // Then both read the archive to its beginning, and are the same.
    for (int d = 0; d < 2; ++d) {
        auto &device = c.device(d);
        if (!device.online)
            device.goOnline({});
    }
    for (int d = 0; d < 2; ++d) {
        c.sendAll(d);
    }
    for (int d = 0; d < 2; ++d) {
        auto &device = c.device(d);
        device.online = false;
        device.goOnline({}); // own messages learn their ids
        int rounds = 0;
        while (device.fillOne(c.archive, 7))
            CHECK(++rounds < 500);
    }
    for (int peer = 0; peer < kPeers; ++peer) {
        QStringList truth;
        QHash<QString, QString> texts;
        for (const auto &entry : c.archive) {
            if (entry.peer != peer)
                continue;
            if (entry.kind == ArchiveEntry::Kind::Line) {
                truth += entry.body;
                texts[entry.body] = entry.body;
            } else if (entry.kind == ArchiveEntry::Kind::Correction) {
                texts[entry.replaces] = entry.body;
            }
        }
        const auto oldLines = c.old.lines(peer), freshLines = c.fresh.lines(peer);
        QStringList oldIds, freshIds;
        for (const auto &line : oldLines)
            oldIds += line.stanzaId.mid(3);
        for (const auto &line : freshLines)
            freshIds += line.stanzaId.mid(3);
        auto sorted = [](QStringList list) {
            list.sort();
            return list;
        };
        SAME(sorted(freshIds), sorted(truth));
        SAME(sorted(oldIds), sorted(truth));
        // One that was written before others came, and was sent behind them, each device has where it saw it.
        if (c.hasOneOrder())
            SAME(withoutOwn(freshIds), withoutOwn(oldIds));
        if (!c.skewed) {
            for (const auto &line : freshLines) {
                if (line.body != texts[line.stanzaId.mid(3)])
                    qWarning("course %u: %s is %s, not %s", seed, qPrintable(line.stanzaId), qPrintable(line.body), qPrintable(texts[line.stanzaId.mid(3)]));
                CHECK(line.body == texts[line.stanzaId.mid(3)]);
            }
        }
        const auto oldChat = c.old.chat(peer), freshChat = c.fresh.chat(peer);
        CHECK(oldChat.has_value() == freshChat.has_value());
        if (oldChat && !liveOn) {
            CHECK(oldChat->pinned == freshChat->pinned && oldChat->muted == freshChat->muted);
        }
    }
    return true;
}

QTEST_GUILESS_MAIN(TestHistoryCourses)
#include "tst_history_courses.moc"
