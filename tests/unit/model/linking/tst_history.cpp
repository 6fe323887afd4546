// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_page.h"
#include "tests/support/model/big_profile.h"
#include "tests/support/model/history_world.h"

#include <QCryptographicHash>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::ArchiveEntry;
using test::bodies;
using test::HistoryCarrier;
using test::HistoryDevice;
using test::TempStore;

class TestHistory : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> m_a, m_b;
    std::optional<HistoryDevice> m_old, m_fresh;
    int m_serial = 0;
    double m_now = 0;

    ArchiveEntry line(int peer, bool own = false)
    {
        ArchiveEntry entry;
        entry.peer = peer;
        entry.own = own;
        entry.body = u"m%1"_s.arg(++m_serial);
        entry.id = u"A%1"_s.arg(m_serial);
        entry.at = m_now += 10;
        return entry;
    }
    void cross()
    {
        QRandomGenerator random(1);
        HistoryCarrier carrier(*m_old, *m_fresh);
        while (carrier.step(random)) { }
        QVERIFY(carrier.sink->isComplete());
    }
    /// The first page that the source gives, and the request it answers.
    std::pair<net::PageRequest, net::Page> firstPage(HistorySink &sink)
    {
        HistorySource source(*m_a->store, m_old->account);
        const auto request = sink.next();
        auto future = source.answer(*request);
        m_a->store->flush();
        return {*request, *future.result()};
    }
    bool take(HistorySink &sink, const net::Page &page)
    {
        auto future = sink.take(page);
        m_b->store->flush();
        return future.result();
    }

private Q_SLOTS:
    void init()
    {
        m_a = std::make_unique<TempStore>();
        m_b = std::make_unique<TempStore>();
        m_old.emplace(*m_a, 0, u"anna@example.org"_s, 0);
        m_fresh.emplace(*m_b, 1, u"anna@example.org"_s, 0);
        m_serial = 0;
        m_now = 0;
    }

    void bringsWhatAChatIs()
    {
        for (int i = 0; i < 40; ++i)
            m_old->live(line(0, i % 3 == 0));
        const auto lines = m_old->lines(0);
        m_old->read(0, lines[30].id);
        m_a->run([&](StoreSession &s) {
            const auto chat = m_old->chatOf(0);
            s.chats.setPinned(chat, true);
            s.chats.setMuted(chat, true);
            s.markers.markDisplayed(chat, lines[21].stanzaId);
        });
        cross();
        QCOMPARE(bodies(m_fresh->lines(0)), bodies(m_old->lines(0)));
        const auto chat = m_fresh->chat(0);
        QVERIFY(chat && chat->pinned && chat->muted && !chat->archived && !chat->request);
        QCOMPARE(chat->unread, m_old->chat(0)->unread);
        const auto fresh = m_fresh->lines(0), old = m_old->lines(0);
        for (size_t i = 0; i < fresh.size(); ++i) {
            QCOMPARE(fresh[i].state, old[i].state);
            QCOMPARE(fresh[i].archiveId, old[i].archiveId);
            QCOMPARE(fresh[i].originId, old[i].originId);
            QCOMPARE(fresh[i].sentAt, old[i].sentAt);
        }
    }

    void bringsEarlierTexts()
    {
        const auto original = line(0);
        m_old->live(original);
        for (int i = 0; i < 3; ++i) {
            auto correction = line(0);
            correction.kind = ArchiveEntry::Kind::Correction;
            correction.replaces = original.body;
            m_old->live(correction);
        }
        cross();
        const auto row = m_fresh->lines(0).at(0);
        QVERIFY(row.edited);
        QCOMPARE(row.body, u"m4"_s);
        QCOMPARE(m_b->store->read().messages.earlierBodies(row.id), m_a->store->read().messages.earlierBodies(m_old->lines(0).at(0).id));
        QCOMPARE(m_b->store->read().messages.earlierBodies(row.id).size(), size_t(3));
    }

    // A correction that waits for its original is known to the other device, and the archive will not bring it again.
    void bringsWhatWaitsForItsMessage()
    {
        const auto original = line(0);
        auto correction = line(0);
        correction.kind = ArchiveEntry::Kind::Correction;
        correction.replaces = original.body;
        const std::vector<ArchiveEntry> archive{original, correction, line(0)};
        m_old->goOnline({});
        m_old->fillOne(archive, 2);
        QCOMPARE(bodies(m_old->lines(0)), QStringList{u"m3"_s});
        cross();
        QCOMPARE(bodies(m_fresh->lines(0)), QStringList{u"m3"_s});
        m_fresh->goOnline(u"A3"_s);
        while (m_fresh->fillOne(archive, 5)) { }
        QCOMPARE(bodies(m_fresh->lines(0)), (QStringList{u"m2"_s, u"m3"_s}));
    }

    void leavesWhatWaitsToItsDevice()
    {
        m_old->live(line(0));
        m_old->write(u"mine"_s, 0, m_now + 1);
        m_old->live(line(0));
        cross();
        QCOMPARE(bodies(m_fresh->lines(0)), (QStringList{u"m1"_s, u"m2"_s}));
        QVERIFY(m_fresh->waiting().empty());
    }

    // ... and brings it as soon as the server has it, also when that is in the middle.
    void bringsWhatWasSentMeanwhile()
    {
        m_old->live(line(0));
        m_old->write(u"mine"_s, 0, m_now + 1);
        QRandomGenerator random(1);
        HistoryCarrier carrier(*m_old, *m_fresh);
        while (m_fresh->chatOf(0) == ChatId{} || m_fresh->lines(0).empty())
            QVERIFY(carrier.step(random));
        for (const auto &message : m_old->waiting())
            m_old->advance(message.id, MessageState::Accepted);
        while (carrier.step(random)) { }
        QVERIFY(carrier.sink->isComplete());
        QCOMPARE(bodies(m_fresh->lines(0)), (QStringList{u"m1"_s, u"mine"_s}));
    }

    void isMergedWithWhatIsHere()
    {
        std::vector<ArchiveEntry> archive;
        for (int i = 0; i < 30; ++i) {
            archive.push_back(line(0));
            m_old->live(archive.back());
        }
        m_fresh->goOnline({});
        m_fresh->fillOne(archive, 5);
        const auto news = line(0);
        m_old->live(news);
        m_fresh->live(news);
        cross();
        QCOMPARE(bodies(m_fresh->lines(0)), bodies(m_old->lines(0)));
        QVERIFY(m_fresh->gaps().empty()); // nothing is fetched that was given
    }

    void keepsTheHolesThatBothHave()
    {
        std::vector<ArchiveEntry> archive;
        for (int i = 0; i < 40; ++i)
            archive.push_back(line(0));
        m_old->goOnline({});
        m_old->fillOne(archive, 20);
        m_fresh->goOnline({});
        m_fresh->fillOne(archive, 5);
        cross();
        QCOMPARE(m_fresh->gaps().size(), size_t(1));
        QCOMPARE(m_fresh->gaps().front().beforeId, m_old->gaps().front().beforeId);
        while (m_fresh->fillOne(archive, 7)) { }
        QCOMPARE(m_fresh->lines(0).size(), size_t(40));
    }

    // A new device reads on in the archive while the history comes: where it stands at the end is what counts.
    void holesAreTakenThoughReadingWentOn()
    {
        std::vector<ArchiveEntry> archive;
        for (int i = 0; i < 100; ++i)
            archive.push_back(line(i % 2));
        m_old->goOnline({});
        m_old->fillOne(archive, 80);
        m_fresh->goOnline({});
        QRandomGenerator random(1);
        HistoryCarrier carrier(*m_old, *m_fresh);
        QVERIFY(carrier.step(random) && carrier.step(random) && carrier.step(random)); // the head is here
        while (!carrier.sink->isComplete()) {
            m_fresh->fillOne(archive, 3);
            QVERIFY(carrier.step(random) || carrier.sink->isComplete());
        }
        QCOMPARE(m_fresh->gaps().size(), size_t(1));
        QVERIFY(m_fresh->gaps().front().afterId.isEmpty());
        QCOMPARE(m_fresh->gaps().front().beforeId, u"A21"_s);
        QCOMPARE(bodies(m_fresh->lines(0)), bodies(m_old->lines(0)));
        while (m_fresh->fillOne(archive, 7)) { }
        QCOMPARE(m_fresh->lines(0).size(), size_t(50));
        QCOMPARE(m_fresh->lines(1).size(), size_t(50));
    }

    // A hole of the other device between what it gives stays one here, and is no other one.
    void takesTheHolesBetween()
    {
        std::vector<ArchiveEntry> archive;
        const auto happens = [&](int n, bool isThere) {
            for (; n > 0; --n) {
                archive.push_back(line(n % 2));
                if (isThere)
                    m_old->live(archive.back());
            }
        };
        happens(10, true);
        happens(10, false);
        m_old->goOnline({});
        happens(10, true);
        m_fresh->goOnline({});
        m_fresh->fillOne(archive, 5);
        cross();
        QCOMPARE(m_fresh->gaps().size(), size_t(1));
        QCOMPARE(m_fresh->gaps().front().afterId, u"A10"_s);
        QCOMPARE(m_fresh->gaps().front().beforeId, u"A21"_s);
        while (m_fresh->fillOne(archive, 3)) { }
        for (int peer = 0; peer < 2; ++peer) {
            QCOMPARE(m_fresh->lines(peer).size(), size_t(15));
            QStringList expected;
            for (const auto &entry : archive) {
                if (entry.peer == peer)
                    expected << entry.body;
            }
            QCOMPARE(bodies(m_fresh->lines(peer)), expected);
        }
    }

    // The other device's clock is a day behind: what it gives stands before what is here. None of that ends the reading of the hole in which the archive has it.
    void aToldLineEndsNoReading()
    {
        m_old.emplace(*m_a, 0, u"clara@example.org"_s, -86400);
        m_fresh.emplace(*m_b, 1, u"clara@example.org"_s, 0);
        std::vector<ArchiveEntry> archive;
        for (int i = 0; i < 3; ++i) {
            archive.push_back(line(0));
            m_old->live(archive.back());
            m_fresh->live(archive.back());
        }
        for (int i = 0; i < 5; ++i)
            archive.push_back(line(1)); // nobody hears of them
        m_old->goOnline({});
        for (int i = 0; i < 3; ++i) {
            archive.push_back(line(1));
            m_old->live(archive.back());
        }
        cross();
        QCOMPARE(m_fresh->lines(1).size(), size_t(3));
        QVERIFY(m_fresh->lines(1).back().position < m_fresh->lines(0).back().position);
        for (int i = 0; i < 8; ++i)
            archive.push_back(line(0));
        m_fresh->goOnline({});
        while (m_fresh->fillOne(archive, 4)) { }
        QCOMPARE(bodies(m_fresh->lines(1)), (QStringList{u"m4"_s, u"m5"_s, u"m6"_s, u"m7"_s, u"m8"_s, u"m9"_s, u"m10"_s, u"m11"_s}));
        QCOMPARE(m_fresh->lines(0).size(), size_t(11));
    }

    // What goes away there while it crosses is not looked for until the end of days.
    void linesMayGoMeanwhile()
    {
        for (int i = 0; i < 300; ++i)
            m_old->live(line(i % 2));
        QRandomGenerator random(1);
        HistoryCarrier carrier(*m_old, *m_fresh);
        while (m_fresh->chatOf(0) == ChatId{} || m_fresh->lines(0).empty())
            QVERIFY(carrier.step(random));
        m_a->run([gone = m_old->lines(0).back().id](StoreSession &s) { s.messages.remove(gone); });
        while (carrier.step(random)) { }
        QVERIFY(carrier.sink->isComplete());
        QCOMPARE(m_fresh->lines(1).size(), size_t(150));
    }

    // What counted as read because the archive held it at the first sign-in gives way to how far it was read indeed; what the user reads here does not.
    void readMarkersAreThoseOfTheOtherDevice()
    {
        std::vector<ArchiveEntry> archive;
        for (int i = 0; i < 20; ++i) {
            archive.push_back(line(i % 2));
            m_old->live(archive.back());
        }
        m_old->read(0, m_old->lines(0)[3].id);
        m_old->read(1, m_old->lines(1)[3].id);
        m_fresh->goOnline({});
        m_fresh->fillOne(archive, 20);
        QCOMPARE(m_fresh->chat(0)->unread, 0);
        m_fresh->read(1, m_fresh->lines(1)[7].id);
        cross();
        QCOMPARE(m_fresh->chat(0)->unread, 6);
        QCOMPARE(m_fresh->chat(1)->unread, 2);
    }

    void doesNotBringBackWhatWasRemoved()
    {
        for (int i = 0; i < 300; ++i)
            m_old->live(line(i % 2));
        QRandomGenerator random(1);
        HistoryCarrier carrier(*m_old, *m_fresh);
        while (m_fresh->chatOf(0) == ChatId{} || m_fresh->lines(0).empty())
            QVERIFY(carrier.step(random));
        m_b->run([&](StoreSession &s) { s.chats.remove(s.chats.idOf(m_fresh->account, HistoryDevice::peerJid(0))); });
        while (carrier.step(random)) { }
        QVERIFY(carrier.sink->isComplete());
        QVERIFY(!m_fresh->chat(0));
        QCOMPARE(m_fresh->lines(1).size(), size_t(150));
    }

    void bringsPictures()
    {
        m_old->live(line(0));
        const QByteArray picture("not much of a picture");
        const QString hash = QString::fromLatin1(QCryptographicHash::hash(picture, QCryptographicHash::Sha1).toHex());
        m_a->run([&](StoreSession &s) {
            s.avatars.put({hash, u"image/png"_s, picture});
            s.contacts.setAvatar(m_old->account, HistoryDevice::peerJid(0), hash);
            s.avatars.put({u"wrong"_s, u"image/png"_s, picture}); // not what its name says
            s.contacts.setAvatar(m_old->account, HistoryDevice::peerJid(1), u"wrong"_s);
        });
        cross();
        QCOMPARE(m_b->store->read().avatars.find(hash)->bytes, picture);
        QCOMPARE(m_fresh->chat(0)->avatarHash, hash);
        QVERIFY(!m_b->store->read().avatars.has(u"wrong"_s));
    }

    void givesOnlyWhatBelongsToTheAccount()
    {
        const AccountId other = m_a->account(u"clara@example.org"_s);
        const ChatId chat = m_a->chat(other);
        m_a->run([=](StoreSession &s) { s.messages.insertIncoming(test::incoming(other, chat, u"secret"_s, 1)); });
        HistorySource source(*m_a->store, m_old->account);
        for (const QString &cursor : {u"runs 0 100 %1:0:0:30"_s.arg(qint64(chat)), u"chats 0 0 100"_s, u"ends 0 0 100"_s, u"loose 0 0 0"_s}) {
            auto future = source.answer({u"t"_s, cursor});
            m_a->store->flush();
            const auto page = parsePage(future.result()->octets);
            QVERIFY(page && page->chats.empty() && page->loose.empty());
            for (const auto &run : page->runs)
                QVERIFY(run.lines.empty());
        }
    }

    void refusesWhatItDidNotAskFor()
    {
        m_old->live(line(0));
        HistorySink sink(*m_b->store, m_fresh->account, u"source"_s);
        auto [request, page] = firstPage(sink);
        auto stranger = page;
        stranger.relay = u"other"_s;
        QVERIFY(!take(sink, stranger));
        QCOMPARE(sink.problem().failure, LinkFailure::Protocol);
        auto damaged = page;
        damaged.octets[damaged.octets.size() / 2] = char(damaged.octets[damaged.octets.size() / 2] ^ 1);
        QVERIFY(!take(sink, damaged));
        QCOMPARE(sink.problem().failure, LinkFailure::Protocol);
        QVERIFY(!sink.problem().detail.isEmpty());
        QVERIFY(!sink.isComplete());
        // It goes on all the same, when the right one comes.
        const auto again = sink.next();
        QVERIFY(again);
        page.relay = again->tag;
        QVERIFY(take(sink, page));
        cross();
        QCOMPARE(m_fresh->lines(0).size(), size_t(1));
    }

    void aFullDiskChangesNothing()
    {
        for (int i = 0; i < 2000; ++i) {
            auto entry = line(i % 3);
            entry.body += QString(200, u'x');
            m_a->store->run([this, entry](StoreSession &s) { s.messages.insertIncoming(m_old->copy(entry, m_old->chatIn(s, entry.peer), false)); });
        }
        m_a->store->flush(std::chrono::seconds(60));
        Store::Options small;
        small.maxPages = 120;
        m_b->open(small);
        HistorySink sink(*m_b->store, m_fresh->account, u"source"_s);
        HistorySource source(*m_a->store, m_old->account);
        bool failed = false;
        qint64 before = 0;
        while (!failed) {
            before = sink.progress().messages;
            const auto request = sink.next();
            QVERIFY(request);
            auto future = source.answer(*request);
            m_a->store->flush();
            failed = !take(sink, *future.result());
        }
        QCOMPARE(sink.problem().failure, LinkFailure::Storage);
        QCOMPARE(sink.problem().detail, storeAdvice({StoreErrorKind::DiskFull, {}}));
        QCOMPARE(sink.progress().messages, before);
        m_b->open();
        cross();
        for (int peer = 0; peer < 3; ++peer)
            QCOMPARE(bodies(m_fresh->lines(peer)), bodies(m_old->lines(peer)));
    }

    // Texts that no page could hold are shortened; nothing gets stuck on them.
    void longTextsDoNotStopIt()
    {
        QRandomGenerator random(3);
        QString noise(700'000, Qt::Uninitialized);
        for (QChar &letter : noise)
            letter = QChar(char16_t(0x4e00 + random.bounded(20'000)));
        auto entry = line(0);
        entry.body = noise;
        m_old->live(entry);
        m_old->live(line(0));
        cross();
        QCOMPARE(m_fresh->lines(0).size(), size_t(2));
        QVERIFY(noise.startsWith(m_fresh->lines(0)[0].body) && m_fresh->lines(0)[0].body.size() > 10'000);
    }

    void anEmptyAccountIsSoonDone()
    {
        cross();
        HistorySink sink(*m_b->store, m_fresh->account, u"source"_s);
        QVERIFY(sink.isComplete() && !sink.next());
    }

    void canBeForgotten()
    {
        m_old->live(line(0));
        cross();
        HistorySink::forget(*m_b->store, m_fresh->account, u"source"_s);
        m_b->store->flush();
        QVERIFY(!HistorySink(*m_b->store, m_fresh->account, u"source"_s).isComplete());
        QCOMPARE(m_fresh->lines(0).size(), size_t(1));
        cross(); // once more brings nothing twice
        QCOMPARE(m_fresh->lines(0).size(), size_t(1));
    }

    void aHundredThousandMessages()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(u"kith.db"_s);
        QVERIFY(!test::makeBigProfile(file, 300, 100'000));
        auto store = std::move(*Store::open(file));
        HistorySource source(*store, AccountId(1));
        HistorySink sink(*m_b->store, m_fresh->account, u"source"_s);
        qint64 last = 0;
        while (!sink.isComplete()) {
            std::vector<QFuture<std::optional<net::Page>>> answers;
            while (const auto request = sink.next())
                answers.push_back(source.answer(*request));
            QVERIFY(!answers.empty());
            store->flush(std::chrono::seconds(60));
            for (const auto &answer : answers)
                (void)sink.take(*answer.result());
            m_b->store->flush(std::chrono::seconds(60));
            QVERIFY(sink.progress().messages >= last);
            last = sink.progress().messages;
        }
        QCOMPARE(last, qint64(100'000));
        int seen = 0;
        for (const auto &chat : store->read().chats.all()) {
            const auto here = m_b->store->read().chats.find(m_fresh->account, chat.peer);
            QVERIFY(here);
            QCOMPARE(here->unread, chat.unread);
            const auto a = store->read().messages.newest(chat.id, 200'000), b = m_b->store->read().messages.newest(here->id, 200'000);
            QCOMPARE(bodies(b), bodies(a));
            seen += int(b.size());
        }
        QCOMPARE(seen, 100'000);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
