// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0313_mam.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <QRandomGenerator>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QString kOwn = u"anna@example.net"_s;

QString peer(int i)
{
    return u"p%1@b.example"_s.arg(i);
}

/// A person writes, or anna wrote on another device.
void archiveOne(SyncFixture &f, int who, int number, bool own = false)
{
    const QString from = own ? kOwn + u"/old"_s : peer(who) + u"/x"_s;
    f.server.archiveOnly(from, own ? peer(who) : kOwn, QString::number(number), u"n%1"_s.arg(number));
    f.clock.advance(std::chrono::milliseconds(100));
}

/// The bodies of one conversation as the server's archive has them.
QStringList archived(const SyncFixture &f, const QString &with)
{
    QStringList result;
    for (const auto &row : f.server.archive) {
        const auto party = [&](QStringView name) { return net::Jid::fromString(row.message.attribute(name)).bare().toString(); };
        const QString body = row.message.childText(u"body", u"jabber:client");
        if (!body.isNull() && (party(u"from") == with || party(u"to") == with))
            result << body;
    }
    return result;
}

int holes(const SyncFixture &f)
{
    return int(f.store->read().archive.gaps(f.account()->id()).size());
}

int queries(const SyncFixture &f)
{
    return int(std::count_if(f.server.questions.begin(), f.server.questions.end(), [](const net::xml::Element &iq) { return iq.child(u"query", net::xep0313::kNs); }));
}

} // namespace

class ArchiveSyncTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksBeforeThePresence()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        // B140
        QVERIFY(!f.server.questions.empty());
        QVERIFY(f.server.questionsBeforePresence > 0);
        const auto begin = f.server.questions.begin();
        QVERIFY(std::any_of(begin, begin + f.server.questionsBeforePresence, [](const net::xml::Element &iq) { return iq.child(u"query", net::xep0313::kNs); }));
    }

    void smallArchiveAtOnce()
    {
        SyncFixture f;
        for (int i = 0; i < 120; ++i)
            archiveOne(f, i % 3, i, i % 7 == 0);
        QVERIFY(f.signIn());
        for (int who = 0; who < 3; ++who)
            QCOMPARE(f.bodies(peer(who)), archived(f, peer(who)));
        QCOMPARE(holes(f), 0);
        QVERIFY(queries(f) <= 4);
        QVERIFY(f.account()->lastLogin().caughtUp.count() > 0);
    }

    void emptyArchive()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        QCOMPARE(holes(f), 0);
        f.server.message(peer(1) + u"/x"_s, u"first"_s);
        f.flush();
        f.restart();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.bodies(peer(1)), QStringList{u"first"_s});
    }

    void largeArchiveListsChatsFirstAndGoesOnSlowly()
    {
        SyncFixture f;
        for (int i = 0; i < 2000; ++i)
            archiveOne(f, i % 5, i);
        QVERIFY(f.signIn());
        // The user does not wait for all of it, and sees the newest.
        QVERIFY(holes(f) == 1);
        QCOMPARE(f.bodies(peer(4)).back(), u"1999"_s);
        const int before = queries(f);
        f.flush();
        QCOMPARE(queries(f), before); // nothing more without a pause
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        for (int who = 0; who < 5; ++who)
            QCOMPARE(f.bodies(peer(who)), archived(f, peer(who)));
    }

    void whatWasMissedIsFetchedOnce()
    {
        SyncFixture f;
        for (int i = 0; i < 300; ++i)
            archiveOne(f, 0, i);
        QVERIFY(f.signIn());
        f.server.message(peer(0) + u"/x"_s, u"live"_s);
        f.flush();
        f.close();
        f.server.forgetSessions();
        for (int i = 300; i < 320; ++i)
            archiveOne(f, 0, i);
        f.open();
        const int before = queries(f);
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(queries(f) - before, 2); // one that asks for nothing; the first page meets what is known
        QCOMPARE(f.bodies(peer(0)), archived(f, peer(0)));
        QCOMPARE(holes(f), 0);
    }

    void liveBeforeTheCatchUpStaysInOrder()
    {
        SyncFixture f;
        for (int i = 0; i < 10; ++i)
            archiveOne(f, 0, i);
        QVERIFY(f.signIn());
        f.close();
        f.server.forgetSessions();
        for (int i = 10; i < 400; ++i)
            archiveOne(f, 0, i);
        f.server.pageLimit = 20;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        // B22: while the pages come.
        for (int i = 0; i < 5; ++i) {
            f.server.message(peer(0) + u"/x"_s, u"live %1"_s.arg(i));
            f.flush();
        }
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        QCOMPARE(f.bodies(peer(0)), archived(f, peer(0)));
    }

    /// Bound but not available, a device is sent nothing: what comes to the archive then must be found there, however the first presence is delayed.
    void beforeTheFirstPresence_data()
    {
        QTest::addColumn<bool>("again");
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("another process") << true << false;
        QTest::newRow("the same process") << false << false;
        QTest::newRow("another process, and a receipt came") << true << true;
        QTest::newRow("the same process, and a receipt came") << false << true;
    }
    void beforeTheFirstPresence()
    {
        QFETCH(bool, again);
        QFETCH(bool, isAnswered); // what is sent to this session alone comes all the same, and must not pass for the end of what is missing
        SyncFixture f;
        archiveOne(f, 0, 0);
        QVERIFY(f.signIn());
        f.close();
        f.server.forgetSessions();
        archiveOne(f, 0, 1);
        f.server.losesFirstPresence = true;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.server.deaf; }));
        f.flush();
        if (isAnswered) {
            f.server.receipt(peer(0) + u"/x"_s, u"whatever"_s);
            f.flush();
            f.clock.advance(std::chrono::seconds(6)); // nobody waits for the page any more
            f.flush();
        }
        f.server.message(peer(0) + u"/x"_s, u"2"_s, u"n2"_s);
        if (again) {
            f.close();
            f.server.cut();
            f.open();
            f.accounts->start();
        } else {
            f.server.cut();
        }
        QVERIFY(f.waitWhileTimePasses([&] { return f.server.resumes == 1 && f.isOnline() && !f.account()->status().catchingUp; }));
        f.flush();
        f.server.message(peer(0) + u"/x"_s, u"3"_s, u"n3"_s);
        f.flush();
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        QCOMPARE(f.bodies(peer(0)), (QStringList{u"0"_s, u"1"_s, u"2"_s, u"3"_s}));
    }

    void scrollingUpFillsOneChat()
    {
        SyncFixture f;
        for (int i = 0; i < 60; ++i)
            archiveOne(f, 1, i);
        for (int i = 60; i < 2000; ++i)
            archiveOne(f, 0, i);
        archiveOne(f, 1, 2000);
        QVERIFY(f.signIn());
        QCOMPARE(f.bodies(peer(1)), QStringList{u"2000"_s});
        const ChatId chat = f.chat(peer(1))->id;
        QVERIFY(f.store->read().archive.gapAbove(chat, f.messages(peer(1)).front().id).has_value());
        f.account()->loadOlder(chat, f.messages(peer(1)).front().id);
        f.account()->loadOlder(chat, f.messages(peer(1)).front().id); // impatient
        QVERIFY(SyncFixture::waitFor([&] { return f.bodies(peer(1)).size() > 40; }));
        f.flush();
        f.account()->loadOlder(chat, f.messages(peer(1)).front().id);
        QVERIFY(SyncFixture::waitFor([&] { return f.bodies(peer(1)).size() == 61; }));
        f.flush();
        QCOMPARE(f.bodies(peer(1)), archived(f, peer(1)));
        // The rest in the background changes nothing about it.
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        QCOMPARE(f.bodies(peer(1)), archived(f, peer(1)));
        QCOMPARE(f.bodies(peer(0)), archived(f, peer(0)));
    }

    // Prosody's own storage looks for the entry to go back from among this chat's alone, finds nothing, and says that this is all.
    void scrollingUpBehindSomebodyElsesEntry()
    {
        SyncFixture f;
        f.server.hidesForeignEdges = true;
        for (int i = 0; i < 60; ++i)
            archiveOne(f, 1, i);
        for (int i = 60; i < 70; ++i)
            archiveOne(f, 2, i);
        for (int i = 70; i < 2000; ++i)
            archiveOne(f, 0, i);
        archiveOne(f, 1, 2000);
        QVERIFY(f.signIn());
        QCOMPARE(f.bodies(peer(1)), QStringList{u"2000"_s});
        const ChatId chat = f.chat(peer(1))->id;
        f.account()->loadOlder(chat, f.messages(peer(1)).front().id);
        QVERIFY(SyncFixture::waitFor([&] { return f.bodies(peer(1)).size() > 40; }));
        f.flush();
        f.account()->loadOlder(chat, f.messages(peer(1)).front().id);
        QVERIFY(SyncFixture::waitFor([&] { return f.bodies(peer(1)).size() == 61; }));
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        QCOMPARE(f.bodies(peer(1)), archived(f, peer(1)));
        QCOMPARE(f.bodies(peer(0)), archived(f, peer(0)));
    }

    // A new device: the newest entries are receipts alone. What is behind them is history all the same.
    void historyBehindReceipts()
    {
        SyncFixture f;
        for (int i = 0; i < 30; ++i)
            archiveOne(f, 0, i);
        for (int i = 0; i < 60; ++i) {
            f.clock.advance(std::chrono::seconds(1));
            f.server.archiveOnly(peer(0) + u"/x"_s, u"anna@example.net"_s, QString(), u"empty%1"_s.arg(i));
        }
        QVERIFY(f.signIn());
        QVERIFY(SyncFixture::waitFor([&] { return f.bodies(peer(0)).size() == 30; }));
        f.flush();
        QCOMPARE(f.chat(peer(0))->unread, 0);
    }

    void agedOutEntriesDoNotStopIt()
    {
        SyncFixture f;
        for (int i = 0; i < 1500; ++i)
            archiveOne(f, 0, i);
        QVERIFY(f.signIn());
        QCOMPARE(holes(f), 1);
        // Everything we could go back from is gone.
        f.server.archive.erase(f.server.archive.begin(), f.server.archive.begin() + 1200);
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        const QStringList all = f.bodies(peer(0));
        QCOMPARE(all.back(), u"1499"_s);
        // And the newest known entry as well, after a long absence.
        f.close();
        f.server.forgetSessions();
        f.server.archive.clear();
        for (int i = 1500; i < 1510; ++i)
            archiveOne(f, 0, i);
        f.open();
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        QVERIFY(f.waitWhileTimePasses([&] { return holes(f) == 0; }));
        QCOMPARE(f.bodies(peer(0)).mid(all.size()), archived(f, peer(0)));
    }

    void serverWithoutArchive()
    {
        SyncFixture f;
        f.server.hasArchive = false;
        QVERIFY(f.signIn());
        QVERIFY(f.account()->status().detail.contains(u"no message archive"_s));
        for (const ServerFeature &feature : f.account()->serverFeatures()) {
            if (feature.id == u"urn:xmpp:mam:2")
                QVERIFY(!feature.supported);
        }
        f.server.message(peer(0) + u"/x"_s, u"live"_s);
        f.flush();
        QCOMPARE(f.bodies(peer(0)), QStringList{u"live"_s});
        // It gets one later.
        f.server.hasArchive = true;
        f.server.forgetSessions();
        archiveOne(f, 0, 1);
        f.clock.advance(std::chrono::minutes(3));
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.bodies(peer(0)).size(), 2);
        QVERIFY(f.account()->status().detail.isEmpty());
    }

    /// Any sequence of arrivals, cuts, restarts: in the end the store is the archive, in its order, nothing twice.
    void anyInterruption_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 12; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void anyInterruption()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        SyncFixture f;
        f.server.pageLimit = 5 + int(random.bounded(30));
        int number = 0;
        for (int i = int(random.bounded(300)); i > 0; --i)
            archiveOne(f, int(random.bounded(3)), number++, random.bounded(5) == 0);
        QVERIFY(f.signIn());
        for (int step = 0; step < 40; ++step) {
            switch (random.bounded(10)) {
            case 0:
                f.server.cut();
                break;
            case 1:
                f.server.forgetSessions();
                break;
            case 2:
                f.restart();
                break;
            case 3:
                f.server.cutAfter = int(random.bounded(40));
                break;
            case 4:
                f.clock.advance(std::chrono::minutes(5));
                break;
            case 5: // away
                f.close();
                f.server.forgetSessions();
                for (int i = int(random.bounded(120)); i > 0; --i)
                    archiveOne(f, int(random.bounded(3)), number++, random.bounded(5) == 0);
                f.open();
                f.accounts->start();
                break;
            case 6: {
                const auto row = f.chat(peer(int(random.bounded(3))));
                const auto all = row ? f.messages(row->peer.toString()) : std::vector<Message>();
                if (!all.empty())
                    f.account()->loadOlder(row->id, all[random.bounded(quint32(all.size()))].id);
                break;
            }
            default:
                for (int i = int(random.bounded(8)); i > 0; --i) {
                    f.server.message(peer(int(random.bounded(3))) + u"/x"_s, QString::number(number), u"n%1"_s.arg(number));
                    ++number;
                }
                f.clock.advance(std::chrono::milliseconds(100));
                break;
            }
            if (random.bounded(3) == 0)
                f.flush();
            else
                f.server.settle();
        }
        f.server.cutAfter = -1;
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline() && !f.account()->status().catchingUp && holes(f) == 0; }));
        f.flush();
        for (int who = 0; who < 3; ++who)
            QCOMPARE(f.bodies(peer(who)).join(u' '), archived(f, peer(who)).join(u' '));
    }
};

QTEST_GUILESS_MAIN(ArchiveSyncTest)
#include "tst_archive_sync.moc"
