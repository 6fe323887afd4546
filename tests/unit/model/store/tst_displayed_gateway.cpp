// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model/temp_store.h"

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

/// Read markers of several devices, and the counts that a server gives at login.
class TestDisplayedGateway : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    ChatId chat{};
    const net::Jid bert = net::Jid::fromString(u"bert@example.org");

    MessageId live(const QString &body, double at, ChatId where = {})
    {
        return t->run([=, this](StoreSession &s) {
            auto message = test::incoming(account, where == ChatId{} ? chat : where, body, at);
            message.archiveId = u"arc-"_s + body;
            return s.messages.insertIncoming(message).id;
        });
    }
    void heard(const QString &id)
    {
        t->run([=, this](StoreSession &s) { s.displayed.heard(account, {{bert, id}}); });
    }
    void claim(MessageId id)
    {
        t->run([=, this](StoreSession &s) {
            s.displayed.claim(chat, id);
            s.markers.markRead(chat, id);
        });
    }
    std::vector<ReadMarker> due()
    {
        return t->run([=, this](StoreSession &s) { return s.displayed.due(account); });
    }
    void published(const QString &id)
    {
        t->run([=, this](StoreSession &s) { s.displayed.published(account, {bert, id}); });
    }
    Chat row() const { return *t->store->read().chats.find(chat); }
    void hint(const std::vector<UnreadHint> &hints, double at = 100)
    {
        t->run([=, this](StoreSession &s) { s.hints.set(account, hints, TempStore::at(at)); });
    }
    GapId openHole()
    {
        return t->run([this](StoreSession &s) { return s.archive.openCatchUp(account).id; });
    }
    void setKnown(bool known)
    {
        t->run([=, this](StoreSession &s) { s.displayed.setKnown(account, known); });
    }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        chat = t->chat(account);
        // Not the first reading of the archive.
        t->run([this](StoreSession &s) { s.archive.fill(s.archive.openCatchUp(account).id, {}, ArchivePage{{}, {}, {}, {}, true}); });
    }
    void cleanup() { t.reset(); }

    void otherDevicesMarkerIsTaken()
    {
        live(u"1"_s, 1);
        live(u"2"_s, 2);
        live(u"3"_s, 3);
        QCOMPARE(row().unread, 3);
        heard(u"arc-2"_s);
        QCOMPARE(row().unread, 1);
        heard(u"arc-1"_s); // never back
        QCOMPARE(row().unread, 1);
        heard(u"arc-3"_s);
        QCOMPARE(row().unread, 0);
        QVERIFY(due().empty());
    }

    void unknownMarkerWaits()
    {
        live(u"1"_s, 1);
        heard(u"arc-2"_s);
        QCOMPARE(row().unread, 1);
        live(u"2"_s, 2);
        t->run([this](StoreSession &s) { s.displayed.messageCame(account, {bert, u"arc-2"_s}); });
        QCOMPARE(row().unread, 0);
        // Of somebody who has no chat here.
        const net::Jid carl = net::Jid::fromString(u"carl@example.org");
        t->run([=, this](StoreSession &s) { s.displayed.heard(account, {{carl, u"arc-c"_s}}); });
        QVERIFY(!t->store->read().chats.find(account, carl));
        const ChatId theirs = t->chat(account, carl.toString());
        live(u"c"_s, 3, theirs);
        t->run([this](StoreSession &s) { s.displayed.applyWaiting(account); });
        QCOMPARE(t->store->read().chats.find(theirs)->unread, 0);
        QVERIFY(t->store->read().displayed.hasMarker(theirs));
    }

    void markerOfWhatIsNoLine()
    {
        live(u"1"_s, 1);
        live(u"2"_s, 2);
        live(u"3"_s, 5);
        heard(u"arc-receipt"_s);
        QCOMPARE(row().unread, 3);
        t->run([this](StoreSession &s) {
            s.displayed.passed(account, {bert, u"arc-receipt"_s}, TempStore::at(3));
            s.displayed.applyWaiting(account);
        });
        QCOMPARE(row().unread, 1);
    }

    void ownReadingIsPublishedOnce()
    {
        live(u"1"_s, 1);
        const MessageId second = live(u"2"_s, 2);
        QVERIFY(due().empty());
        claim(second);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-2"_s}}));
        published(u"arc-2"_s);
        QVERIFY(due().empty());
        heard(u"arc-2"_s); // our own event
        QVERIFY(due().empty());
        claim(second);
        QVERIFY(due().empty());
    }

    void staleWriterIsAnswered()
    {
        live(u"1"_s, 1);
        live(u"2"_s, 2);
        const MessageId third = live(u"3"_s, 3);
        claim(third);
        published(u"arc-3"_s);
        heard(u"arc-1"_s); // a device that had been away
        QCOMPARE(row().unread, 0);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-3"_s}}));
        heard(u"arc-3"_s); // another one was quicker
        QVERIFY(due().empty());
        // The same where the furthest came from elsewhere: its device may be off.
        live(u"4"_s, 4);
        heard(u"arc-4"_s);
        heard(u"arc-2"_s);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-4"_s}}));
    }

    void unknownMarkerIsNotAnswered()
    {
        const MessageId first = live(u"1"_s, 1);
        claim(first);
        published(u"arc-1"_s);
        heard(u"gone"_s); // never comes
        QVERIFY(due().empty());
        const MessageId second = live(u"2"_s, 2);
        claim(second); // but what is read from now on is further
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-2"_s}}));
    }

    void offlineReadingIsPublishedWhereItIsAhead()
    {
        live(u"1"_s, 1);
        const MessageId second = live(u"2"_s, 2);
        claim(second);
        heard(u"arc-1"_s);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-2"_s}}));
        // B137: what the node names has left the archive.
        heard(u"aged"_s);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-2"_s}}));
        // Not while it may lie in a hole.
        openHole();
        QVERIFY(due().empty());
    }

    void messagesWithoutArchiveIdAreNotNamed()
    {
        live(u"1"_s, 1);
        const MessageId bare = t->run([this](StoreSession &s) { return s.messages.insertIncoming(test::incoming(account, chat, u"2"_s, 2)).id; });
        claim(bare);
        QCOMPARE(due(), (std::vector<ReadMarker>{{bert, u"arc-1"_s}}));
    }

    void newestConversationsLast()
    {
        for (int i = 0; i < 5; ++i) {
            const ChatId other = t->chat(account, u"p%1@example.org"_s.arg(i));
            const MessageId id = live(QString::number(10 + i), 100 - 10 * i, other);
            t->run([=](StoreSession &s) { s.displayed.claim(other, id); });
        }
        const auto markers = due();
        QCOMPARE(markers.size(), 5U);
        QCOMPARE(markers.back().peer.local(), u"p0"_s);
        QCOMPARE(markers.front().peer.local(), u"p4"_s);
    }

    void markedAsUnreadStaysSo()
    {
        const MessageId first = live(u"1"_s, 1);
        claim(first);
        t->run([this](StoreSession &s) { s.markers.markUnread(chat); });
        QCOMPARE(row().unread, 1);
        heard(u"arc-1"_s);
        heard(u"arc-1"_s);
        QCOMPARE(row().unread, 1);
        live(u"2"_s, 2);
        heard(u"arc-2"_s); // read on elsewhere
        QCOMPARE(row().unread, 0);
    }

    void historyIsNotReadWhereAMarkerSaysMore()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        chat = t->chat(account);
        const ChatId other = t->chat(account, u"carl@example.org"_s);
        heard(u"arc-1"_s);
        const GapId hole = openHole();
        t->run([=, this](StoreSession &s) {
            ArchivePage page;
            for (int i = 1; i <= 3; ++i)
                page.messages.push_back(test::archived(test::incoming(account, chat, QString::number(i), i), u"arc-%1"_s.arg(i)));
            auto theirs = test::archived(test::incoming(account, other, u"c"_s, 4), u"arc-c"_s);
            theirs.sender = net::Jid::fromString(u"carl@example.org");
            page.messages.push_back(theirs);
            page.complete = true;
            s.archive.fill(hole, {}, page);
            s.displayed.applyWaiting(account);
        });
        QCOMPARE(row().unread, 2);
        QCOMPARE(t->store->read().chats.find(other)->unread, 0);
    }

    // Hints

    void hintUntilTruth()
    {
        live(u"1"_s, 1);
        const GapId hole = openHole();
        setKnown(false);
        hint({{bert, {}, 4}});
        QCOMPARE(row().unread, 4);
        // Something new while the archive is still on its way.
        t->run([this](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, chat, u"new"_s, 50)); });
        QCOMPARE(row().unread, 5);
        t->run([=, this](StoreSession &s) {
            ArchivePage page;
            for (int i = 2; i <= 4; ++i)
                page.messages.push_back(test::archived(test::incoming(account, chat, QString::number(i), i), u"arc-%1"_s.arg(i)));
            page.complete = true;
            s.archive.fill(hole, {}, page);
        });
        QCOMPARE(row().unread, 5); // the markers are not in yet
        setKnown(true);
        QCOMPARE(row().unread, 5); // and that is the truth now
        live(u"5"_s, 60);
        QCOMPARE(row().unread, 6);
    }

    void hintTakesOffWhatWasReadHere()
    {
        live(u"1"_s, 1);
        const MessageId second = live(u"2"_s, 2);
        live(u"3"_s, 3);
        claim(second); // offline: the server does not know
        openHole();
        setKnown(false);
        hint({{bert, {}, 5}}); // 1, 2, 3 and two that are not here
        QCOMPARE(row().unread, 3);
        hint({{bert, u"arc-2"_s, 1}});
        QCOMPARE(row().unread, 1);
        hint({{bert, u"arc-77"_s, 2}}); // read elsewhere beyond what is here
        QCOMPARE(row().unread, 2);
        hint({{bert, u"arc-1"_s, 2}});
        QCOMPARE(row().unread, 1);
    }

    void emptyListMeansRead()
    {
        live(u"1"_s, 1);
        openHole();
        setKnown(false);
        hint({}, 10);
        QCOMPARE(row().unread, 0);
        // What the archive may have lost says nothing.
        hint({}, 30 * 24 * 3600);
        QCOMPARE(row().unread, 1);
    }

    void hintOfSomebodyNew()
    {
        openHole();
        setKnown(false);
        hint({{net::Jid::fromString(u"carl@example.org"), {}, 2}});
        const auto carl = t->store->read().chats.find(account, net::Jid::fromString(u"carl@example.org"));
        QVERIFY(carl);
        QCOMPARE(carl->unread, 2);
        QVERIFY(carl->request); // not in the contact list
        t->run([this](StoreSession &s) { s.hints.drop(account); });
        QCOMPARE(t->store->read().chats.find(carl->id)->unread, 0);
    }

    void readingHereEndsTheHint()
    {
        const MessageId first = live(u"1"_s, 1);
        openHole();
        setKnown(false);
        hint({{bert, {}, 9}});
        QCOMPARE(row().unread, 9);
        t->run([=, this](StoreSession &s) {
            s.hints.drop(chat);
            s.markers.markRead(chat, first);
        });
        QCOMPARE(row().unread, 0);
    }

    void lowerBoundWhileMoreMayCome()
    {
        const MessageId first = live(u"1"_s, 1);
        claim(first);
        live(u"2"_s, 2);
        QVERIFY(!row().unreadIsAtLeast);
        const GapId hole = openHole();
        QVERIFY(!row().unreadIsAtLeast); // nothing is known of it yet: the first page mostly closes it
        t->run([=, this](StoreSession &s) {
            ArchivePage page;
            page.messages.push_back(test::archived(test::incoming(account, chat, u"9"_s, 9), u"arc-9"_s));
            page.oldestId = page.newestId = u"arc-9"_s;
            page.oldestAt = page.newestAt = TempStore::at(9);
            s.archive.fill(hole, {}, page);
        });
        QVERIFY(row().unreadIsAtLeast);
        QCOMPARE(row().unread, 2);
        t->run([=](StoreSession &s) { s.archive.close(hole); });
        QVERIFY(!row().unreadIsAtLeast);
    }

    void nothingIsMissingBehindTheCut()
    {
        live(u"1"_s, 1);
        QCOMPARE(t->store->read().archive.head(account).id, u"arc-1"_s);
        QCOMPARE(t->run([this](StoreSession &s) { return s.archive.openCatchUp(account, u"arc-1"_s).id; }), GapId{});
        QVERIFY(t->store->read().archive.gaps(account).empty());
        QVERIFY(!t->store->read().archive.isCatchingUp(account));
        QVERIFY(t->run([this](StoreSession &s) { return s.archive.openCatchUp(account, u"arc-2"_s).id; }) != GapId{});
        QVERIFY(t->store->read().archive.isCatchingUp(account));
    }
};

QTEST_GUILESS_MAIN(TestDisplayedGateway)
#include "tst_displayed_gateway.moc"
