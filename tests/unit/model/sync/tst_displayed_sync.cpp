// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/displayed_sync.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0030_disco.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0490_mds.h"
#include "tests/unit/model/sync/sync_fixture.h"

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QString kBert = u"bert@b.example"_s;

/// Read markers and unread counts of one account, from what the server says at login to the badge.
struct World : SyncFixture {
    World() { befriend(kBert); }

    QString write(const QString &body) { return server.message(kBert + u"/x"_s, body, u"id-"_s + body); }
    int unread() const
    {
        const auto row = chat(kBert);
        return row ? row->unread : -1;
    }
    void read()
    {
        account()->markRead(chat(kBert)->id, {});
        flush();
    }
    void passDebounce()
    {
        clock.advance(DisplayedSync::kDebounce);
        flush();
    }
    /// What the node says of bert's chat.
    QString published() const
    {
        for (const auto &[chat, payload] : server.markers) {
            if (chat == kBert)
                return payload.firstChild()->attribute(u"id");
        }
        return {};
    }
    void leave()
    {
        close();
        server.forgetSessions();
    }
    void comeBack()
    {
        open();
        accounts->start();
        QVERIFY(waitCaughtUp());
        flush();
    }
    int asked(QStringView name, QStringView ns) const
    {
        return int(std::count_if(server.questions.begin(), server.questions.end(), [&](const net::xml::Element &iq) { return iq.child(name, ns); }));
    }
};

net::xml::Element unreads(const QString &inner)
{
    net::xml::Element list(u"unreads", u"urn:xmpp:bind2:0");
    for (const QString &entry : inner.split(u' ', Qt::SkipEmptyParts)) {
        const QStringList parts = entry.split(u','); // jid,read-id,count
        net::xml::Element unread(u"unread", u"urn:xmpp:bind2:0");
        unread.set(u"jid", parts[0]).set(u"unread-count", parts[2]);
        if (!parts[1].isEmpty())
            unread.set(u"read-id", parts[1]);
        list.add(unread);
    }
    return list;
}

net::xml::Element latestId(const QString &id)
{
    return net::xml::Element(u"latest-id", u"urn:xmpp:bind2:0").addText(id);
}

} // namespace

class DisplayedSyncTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksBeforeTheArchive()
    {
        World f;
        QVERIFY(f.signIn());
        const auto place = [&](const QString &ns) {
            return std::find_if(f.server.questions.begin(), f.server.questions.end(), [&](const net::xml::Element &iq) { return iq.firstChild()->ns() == ns; }) - f.server.questions.begin();
        };
        QVERIFY(place(net::xep0060::kNs.toString()) < place(net::xep0313::kNs.toString()));
        QVERIFY(place(net::xep0313::kNs.toString()) < f.server.questionsBeforePresence);
        QVERIFY(f.account()->lastLogin().unreadKnown.count() > 0);
    }

    void manyLinesAreOneMarker()
    {
        World f;
        QVERIFY(f.signIn());
        QString last;
        for (int i = 0; i < 30; ++i) {
            last = f.write(QString::number(i));
            f.flush();
            f.read();
        }
        QCOMPARE(f.server.publications, 0);
        f.passDebounce();
        QCOMPARE(f.server.publications, 1);
        QCOMPARE(f.published(), last);
        f.passDebounce();
        f.passDebounce();
        QCOMPARE(f.server.publications, 1);
    }

    /// Two hundred conversations, of which nothing or little is new: the newest items are enough to see that. Where much is, all are read.
    void knownMarkersAreNotFetchedAgain()
    {
        World f;
        constexpr int kChats = 200;
        const auto peer = [](int i) { return u"peer%1@b.example"_s.arg(i); };
        const auto readElsewhere = [&](int i) { f.server.readElsewhere(peer(i), f.server.archiveOnly(peer(i), u"anna@example.net"_s, u"hello"_s, {})); };
        for (int i = 0; i < kChats; ++i) {
            f.befriend(peer(i));
            readElsewhere(i);
        }
        QVERIFY(f.signIn());
        QCOMPARE(f.server.markersSent, kChats);
        const auto sentAfter = [&](int changed) {
            f.leave();
            f.server.markersSent = 0;
            for (int i = 0; i < changed; ++i)
                readElsewhere(i);
            f.comeBack();
            for (int i = 0; i < changed; ++i) {
                if (!f.chat(peer(i)) || f.chat(peer(i))->unread != 0)
                    return -i - 1;
            }
            return f.server.markersSent;
        };
        QCOMPARE(sentAfter(0), DisplayedSync::kNewest);
        QCOMPARE(sentAfter(3), DisplayedSync::kNewest);
        QCOMPARE(sentAfter(30), DisplayedSync::kNewest + kChats);
    }

    void readElsewhere()
    {
        World f;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        f.write(u"2"_s);
        f.flush();
        QCOMPARE(f.unread(), 2);
        f.server.readElsewhere(kBert, first);
        f.flush();
        QCOMPARE(f.unread(), 1);
        f.passDebounce();
        QCOMPARE(f.server.publications, 0); // nothing to add
    }

    void nobodyElseHasASay()
    {
        World f;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        f.flush();
        net::xml::Element event(u"message", u"jabber:client");
        const net::xep0060::Item item = net::xep0490::toItem({net::Jid::fromString(kBert), first, net::Jid::fromString(u"anna@example.net")});
        event.add(toElement(net::xep0060::Event{net::xep0060::Event::Kind::Items, net::xep0490::kNs.toString(), {item}, {}}));
        for (const QString &from : {kBert, u"example.net"_s, u"anna@example.net/other"_s}) {
            f.server.deliver(event.set(u"from", from));
            f.flush();
            QCOMPARE(f.unread(), 1);
        }
        // An id of another archive is no place in ours.
        f.server.readElsewhere(kBert, first);
        f.flush();
        QCOMPARE(f.unread(), 0);
    }

    void offlineReadingIsToldAtTheNextLogin()
    {
        World f;
        QVERIFY(f.signIn());
        f.write(u"1"_s);
        const QString second = f.write(u"2"_s);
        f.flush();
        f.close();
        f.open();
        f.accounts->start(false);
        f.read();
        QCOMPARE(f.unread(), 0);
        f.leave();
        f.comeBack();
        f.passDebounce();
        QCOMPARE(f.published(), second);
        QCOMPARE(f.server.publications, 1);
    }

    void offlineReadingYieldsToWhatIsFurther()
    {
        World f;
        QVERIFY(f.signIn());
        f.write(u"1"_s);
        f.flush();
        f.close();
        f.open();
        f.accounts->start(false);
        f.read();
        f.leave();
        // Meanwhile another device took more, and read it.
        const QString later = f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"2"_s, u"id-2"_s);
        f.server.readElsewhere(kBert, later);
        f.comeBack();
        f.passDebounce();
        QCOMPARE(f.unread(), 0);
        QCOMPARE(f.published(), later);
        QCOMPARE(f.server.publications, 0);
    }

    void staleDeviceIsAnsweredOnce()
    {
        World f;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        const QString second = f.write(u"2"_s);
        f.flush();
        f.read();
        f.passDebounce();
        QCOMPARE(f.published(), second);
        f.server.readElsewhere(kBert, first);
        f.flush();
        f.passDebounce();
        QCOMPARE(f.published(), second);
        QCOMPARE(f.server.publications, 2);
        QCOMPARE(f.unread(), 0);
    }

    void newDeviceTakesMarkersForHistory()
    {
        World f;
        const QString first = f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"1"_s, u"id-1"_s);
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"2"_s, u"id-2"_s);
        f.server.archiveOnly(u"carl@b.example/x"_s, u"anna@example.net"_s, u"3"_s, u"id-3"_s);
        f.server.readElsewhere(kBert, first);
        QVERIFY(f.signIn());
        QCOMPARE(f.unread(), 1);
        QCOMPARE(f.chat(u"carl@b.example"_s)->unread, 0); // nobody said anything: history
        f.passDebounce();
        QCOMPARE(f.server.publications, 0); // nothing was read here on purpose
    }

    void nodesOfServers_data()
    {
        QTest::addColumn<QStringList>("refused");
        QTest::addColumn<bool>("foreign");
        QTest::newRow("as many as possible") << QStringList() << false;
        QTest::newRow("a number") << QStringList{u"max"_s} << false;
        QTest::newRow("no limit named") << QStringList{u"max"_s, u"256"_s} << false;
        QTest::newRow("made by somebody else") << QStringList{u"max"_s, u"256"_s} << true;
    }
    void nodesOfServers()
    {
        QFETCH(QStringList, refused);
        QFETCH(bool, foreign);
        World f;
        f.server.refusedMaxItems = refused;
        f.server.hasForeignMarkerNode = foreign;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        f.flush();
        f.read();
        f.passDebounce();
        QTRY_COMPARE(f.published(), first);
        QCOMPARE(f.server.publications, 1);
    }

    void serverWithoutNodes()
    {
        World f;
        f.server.hasPersonalNodes = false;
        QVERIFY(f.signIn());
        QVERIFY(f.account()->lastLogin().unreadKnown.count() > 0);
        f.write(u"1"_s);
        f.flush();
        f.read();
        f.passDebounce();
        QCOMPARE(f.unread(), 0);
        QCOMPARE(f.asked(u"pubsub", net::xep0060::kNs), 2); // the read markers, and the devices
    }

    void fullNodeKeepsTheNewest()
    {
        World f;
        f.server.markerLimit = 5;
        QVERIFY(f.signIn());
        for (int i = 0; i < 12; ++i) {
            const QString peer = u"p%1@b.example"_s.arg(i);
            f.befriend(peer);
            f.server.message(peer + u"/x"_s, u"hello"_s, u"h%1"_s.arg(i));
            f.flush();
            f.account()->markRead(f.chat(peer)->id, {});
            f.clock.advance(std::chrono::milliseconds(5));
        }
        f.flush();
        f.passDebounce();
        QTRY_COMPARE(f.server.publications, 12);
        QCOMPARE(f.server.markers.size(), 5U);
        QCOMPARE(f.server.markers.back().first, u"p11@b.example"_s);
        QCOMPARE(f.server.markers.front().first, u"p7@b.example"_s);
        // What has dropped out is not told again, for ever, each making another drop out.
        f.leave();
        f.comeBack();
        f.passDebounce();
        QCOMPARE(f.server.publications, 12);
    }

    void serverAssists_data()
    {
        QTest::addColumn<bool>("assists");
        QTest::newRow("stock") << false;
        QTest::newRow("announced") << true;
    }
    /// B139: the marker for the contact carries the one for the own devices, where the server takes it out.
    void serverAssists()
    {
        QFETCH(bool, assists);
        World f;
        if (assists)
            f.server.accountFeatures << net::xep0490::kServerAssistNs.toString();
        QVERIFY(f.signIn());
        const QString first = f.server.message(kBert + u"/x"_s, u"1"_s, u"id-1"_s, {net::xml::Element(u"markable", u"urn:xmpp:chat-markers:0")});
        f.flush();
        f.read();
        const auto marker = std::find_if(f.server.stanzas.begin(), f.server.stanzas.end(), [](const net::xml::Element &stanza) { return stanza.child(u"displayed", u"urn:xmpp:chat-markers:0"); });
        QVERIFY(marker != f.server.stanzas.end());
        QCOMPARE(marker->attribute(u"to"), kBert); // the server takes the address as it is
        const net::xml::Element *own = marker->child(u"displayed", net::xep0490::kNs);
        QCOMPARE(own != nullptr, assists);
        if (own)
            f.server.readElsewhere(kBert, own->firstChild()->attribute(u"id")); // what the server does with it
        f.flush();
        f.passDebounce();
        QCOMPARE(f.published(), first);
        QCOMPARE(f.server.publications, assists ? 0 : 1);
    }

    // What comes while the first page is on its way

    void liveWaitsForThePage()
    {
        World f;
        QVERIFY(f.signIn());
        f.write(u"1"_s);
        f.flush();
        f.leave();
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"2"_s, u"id-2"_s);
        f.server.isSlow = true;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        quint32 acknowledged = 0;
        do { // until all that the login brought is settled
            acknowledged = f.server.acknowledged();
            for (int i = 0; i < 5; ++i)
                f.flush();
        } while (f.server.acknowledged() != acknowledged);
        f.write(u"3"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"1"_s}); // not shown before what came before it
        QCOMPARE(f.server.acknowledged(), acknowledged); // and the server keeps it
        f.server.answerNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"1"_s, u"2"_s, u"3"_s}));
        QVERIFY(f.server.acknowledged() > acknowledged);
    }

    void butNotForLong()
    {
        World f;
        QVERIFY(f.signIn());
        f.leave();
        f.server.isSlow = true;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        f.flush();
        f.write(u"1"_s);
        f.flush();
        QVERIFY(f.bodies(kBert).isEmpty());
        f.clock.advance(std::chrono::seconds(5));
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"1"_s});
    }

    void heldStanzasSurviveCutAndRestart_data()
    {
        QTest::addColumn<bool>("restart");
        QTest::addColumn<bool>("forgotten");
        QTest::newRow("cut, resumed") << false << false;
        QTest::newRow("cut, new session") << false << true;
        QTest::newRow("restart, new session") << true << true;
    }
    void heldStanzasSurviveCutAndRestart()
    {
        QFETCH(bool, restart);
        QFETCH(bool, forgotten);
        World f;
        QVERIFY(f.signIn());
        f.write(u"1"_s);
        f.flush();
        f.leave();
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"2"_s, u"id-2"_s);
        f.server.isSlow = true;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        f.flush();
        f.write(u"3"_s);
        f.write(u"4"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"1"_s});
        if (restart)
            f.close();
        if (forgotten)
            f.server.forgetSessions();
        else
            f.server.cut();
        f.server.isSlow = false;
        if (restart)
            f.open();
        if (restart)
            f.accounts->start();
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline() && f.bodies(kBert).size() == 4; }));
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s}));
        QCOMPARE(f.unread(), 4);
        QVERIFY(f.waitWhileTimePasses([&] { return f.account()->status().catchingUp == false; }));
    }

    // What came live to a session whose page never came belongs before the hole of the next one, not at its newer edge.
    void heldStanzasComeBeforeTheNextHole()
    {
        World f;
        QVERIFY(f.signIn());
        f.write(u"1"_s);
        f.flush();
        f.leave();
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"2"_s, u"id-2"_s);
        f.server.isSlow = true;
        f.open();
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        f.flush();
        f.write(u"3"_s);
        f.flush();
        f.server.forgetSessions();
        f.flush();
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"4"_s, u"id-4"_s);
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline(); }));
        f.flush();
        f.clock.advance(std::chrono::seconds(6)); // held no longer
        f.flush();
        f.write(u"5"_s);
        f.flush();
        f.server.forgetSessions(); // the page never comes
        f.server.isSlow = false;
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline() && f.account()->status().catchingUp == false; }));
        QVERIFY(f.waitWhileTimePasses([&] { return f.bodies(kBert).size() == 5; }));
        QCOMPARE(f.bodies(kBert), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s}));
    }

    // Counts that the server gives

    void unreadKnownWithTheLogin()
    {
        World f;
        f.server.hasUnreads = true;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        f.flush();
        f.leave();
        for (int i = 2; i < 5; ++i)
            f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, QString::number(i), u"id-%1"_s.arg(i));
        const QString latest = f.server.archive.back().id;
        f.server.readElsewhere(kBert, first);
        f.server.inBound = {latestId(latest), unreads(u"bert@b.example,%1,3 carl@b.example,,2"_s.arg(first))};
        f.server.isSlow = true;
        f.open();
        std::vector<int> badges{f.unread()};
        QObject::connect(f.store.get(), &Store::changed, f.store.get(), [&](const StoreChange &change) {
            for (const Chat &chat : change.chats) {
                if (chat.peer.toString() == kBert && (badges.empty() || badges.back() != chat.unread))
                    badges.push_back(chat.unread);
            }
        });
        f.accounts->start();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline() && f.account()->lastLogin().unreadKnown.count() > 0; }));
        f.flush();
        QCOMPARE(f.unread(), 3);
        QVERIFY(f.account()->status().catchingUp);
        QCOMPARE(f.chat(u"carl@b.example"_s)->unread, 2); // there was no such chat
        f.server.answerNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.unread(), 3);
        QCOMPARE(badges, (std::vector<int>{1, 3})); // what was known before, then this, and nothing in between
    }

    void nothingUnread()
    {
        World f;
        f.server.hasUnreads = true;
        QVERIFY(f.signIn());
        const QString first = f.write(u"1"_s);
        f.flush();
        QCOMPARE(f.unread(), 1);
        f.leave();
        f.server.readElsewhere(kBert, first);
        f.server.inBound = {latestId(first), unreads({})};
        f.comeBack();
        QCOMPARE(f.unread(), 0);
    }

    void nothingIsReadTwice_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::addColumn<bool>("cut");
        QTest::newRow("by time") << false << false;
        QTest::newRow("by id") << true << false;
        QTest::newRow("the server names its newest") << false << true;
    }
    /// A login with nothing new carries no messages of the archive, and asks for nothing that is known.
    void nothingIsReadTwice()
    {
        QFETCH(bool, extended);
        QFETCH(bool, cut);
        World f;
        f.server.hasExtendedArchive = extended;
        for (int i = 0; i < 200; ++i) {
            f.server.archiveOnly(u"p%1@b.example/x"_s.arg(i % 20), u"anna@example.net"_s, QString::number(i), u"n%1"_s.arg(i));
            f.clock.advance(std::chrono::minutes(1));
        }
        QVERIFY(f.signIn());
        f.leave();
        if (cut)
            f.server.inBound = {latestId(f.server.archive.back().id)};
        f.clock.advance(std::chrono::hours(1));
        const int before = f.server.archivedSent;
        f.server.questions.clear();
        f.comeBack();
        QVERIFY2(f.server.archivedSent - before <= (extended || cut ? 0 : 1), qPrintable(QString::number(f.server.archivedSent - before)));
        QCOMPARE(f.asked(u"query", net::xep0313::kNs), cut ? 1 : 2); // the first asks for nothing
        QCOMPARE(f.asked(u"query", net::xep0030::kInfoNs), 0);
        QVERIFY(f.server.questionsBeforePresence > 0);
        // And something new is found.
        f.leave();
        f.server.inBound.clear();
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"new"_s, u"new"_s);
        f.comeBack();
        QCOMPARE(f.bodies(kBert), QStringList{u"new"_s});
        QVERIFY(f.server.archivedSent - before <= 3);
    }

    /// B137: what was known has left the archive; or this machine's clock runs ahead.
    void knownHeadIsGone_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::newRow("by time") << false;
        QTest::newRow("by id") << true;
    }
    void knownHeadIsGone()
    {
        QFETCH(bool, extended);
        World f;
        f.server.hasExtendedArchive = extended;
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"old"_s, u"old"_s);
        QVERIFY(f.signIn());
        f.write(u"live"_s);
        f.flush();
        f.leave();
        f.server.archive.clear();
        // Stamped before what we think the newest known one's time is.
        f.server.archiveOnly(kBert + u"/x"_s, u"anna@example.net"_s, u"new"_s, u"new"_s);
        f.server.archive.back().stamp = f.clock.now().addSecs(-3600);
        f.comeBack();
        f.flush();
        QVERIFY(f.bodies(kBert).contains(u"new"_s));
    }
};

QTEST_GUILESS_MAIN(DisplayedSyncTest)
#include "tst_displayed_sync.moc"
