// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/types/message_state.h"
#include "tests/support/model/temp_store.h"

#include <QSignalSpy>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace model;
using test::archived;
using test::bodies;
using test::incoming;
using test::outgoing;
using test::TempStore;

class TestMessageGateway : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    ChatId chat{};

    Inserted in(const NewMessage &m)
    {
        return t->run([=](StoreSession &s) { return s.messages.insertIncoming(m); });
    }
    MessageId out(const NewMessage &m)
    {
        return t->run([=](StoreSession &s) { return s.messages.insertOutgoing(m); });
    }
    [[nodiscard]] std::vector<Message> all() const { return t->store->read().messages.newest(chat, 10000); }
    [[nodiscard]] Message only() const
    {
        const auto messages = all();
        return messages.size() == 1 ? messages.front() : Message();
    }
    [[nodiscard]] Chat row() const { return *t->store->read().chats.find(chat); }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        chat = t->chat(account);
    }

    // --- the duplicate key

    // Every set of copies of one message, in every order of their arrival, is one row that knows everything.
    void copiesMeetInOneRow_data()
    {
        QTest::addColumn<int>("scenario");
        QTest::newRow("from the contact: live, carbon of another device, archive") << 0;
        QTest::newRow("from the contact, who sets no origin-id") << 1;
        QTest::newRow("own: typed here, carbon, archive") << 2;
        QTest::newRow("repeated by the sender after a lost session: two archive entries") << 3;
        QTest::newRow("direct route and server") << 4;
    }
    void copiesMeetInOneRow()
    {
        QFETCH(int, scenario);
        struct Copy {
            NewMessage message;
            enum { Live, Own, Page } route;
        };
        const auto plain = [&](bool own) {
            auto m = own ? outgoing(account, chat, u"hello"_s, 10) : incoming(account, chat, u"hello"_s, 10);
            return m;
        };
        const auto with = [](NewMessage m, const QString &archiveId, double at) {
            m.archiveId = archiveId;
            m.sentAt = TempStore::at(at);
            return m;
        };
        std::vector<Copy> copies;
        QString archiveId = u"A1"_s;
        switch (scenario) {
        case 0:
            copies = {{with(plain(false), u"A1"_s, 10), Copy::Live}, {plain(false), Copy::Live}, {with(plain(false), u"A1"_s, 8), Copy::Page}};
            break;
        case 1: {
            auto bare = plain(false);
            bare.originId.clear();
            copies = {{bare, Copy::Live}, {with(bare, u"A1"_s, 8), Copy::Page}, {with(bare, u"A1"_s, 10), Copy::Live}};
            break;
        }
        case 2:
            copies = {{plain(true), Copy::Own}, {plain(true), Copy::Live}, {with(plain(true), u"A1"_s, 8), Copy::Page}};
            break;
        case 3:
            copies = {{with(plain(false), u"A1"_s, 10), Copy::Live}, {with(plain(false), u"A2"_s, 11), Copy::Live}, {with(plain(false), u"A2"_s, 12), Copy::Page}};
            archiveId.clear(); // either will do
            break;
        case 4: {
            auto direct = plain(false);
            copies = {{direct, Copy::Live}, {direct, Copy::Live}, {with(direct, u"A1"_s, 10), Copy::Live}};
            break;
        }
        }
        std::vector<size_t> order{0, 1, 2};
        do {
            if (copies[order[1]].route == Copy::Own || copies[order[2]].route == Copy::Own)
                continue; // what is typed here is a row before anybody else can know it
            init();
            int fresh = 0;
            for (const auto i : order) {
                const auto &copy = copies[i];
                switch (copy.route) {
                case Copy::Own:
                    out(copy.message);
                    ++fresh;
                    break;
                case Copy::Live:
                    fresh += !in(copy.message).duplicate;
                    break;
                case Copy::Page: {
                    const auto inserted = t->run([=](StoreSession &s) { return s.archive.fill(GapId{}, ChatId{}, {{copy.message}, u"A1"_s, copy.message.sentAt, u"A1"_s, false}); });
                    fresh += !inserted.front().duplicate;
                    break;
                }
                }
            }
            QCOMPARE(all().size(), size_t(1));
            QCOMPARE(fresh, 1);
            const auto message = only();
            QCOMPARE(message.body, u"hello"_s);
            QCOMPARE(message.stanzaId, u"id-hello"_s);
            QCOMPARE(message.originId, scenario == 1 ? QString() : u"id-hello"_s);
            if (archiveId.isEmpty())
                QVERIFY(!message.archiveId.isEmpty());
            else
                QCOMPARE(message.archiveId, archiveId);
            if (scenario <= 2)
                QCOMPARE(message.sentAt, TempStore::at(8)); // the archive's stamp is the one that everybody sees
            if (message.direction == Direction::Outgoing)
                QCOMPARE(message.state, MessageState::Accepted);
            QCOMPARE(row().unread, message.direction == Direction::Incoming ? 1 : 0);
        } while (std::next_permutation(order.begin(), order.end()));
    }

    void differentMessagesStayApart_data()
    {
        QTest::addColumn<NewMessage>("a");
        QTest::addColumn<NewMessage>("b");
        const AccountId acc{1};
        const ChatId c{1};
        const auto m = incoming(acc, c, u"ok"_s, 10);
        auto otherSender = m;
        otherSender.sender = net::Jid::fromString(u"mallory@example.org");
        QTest::newRow("somebody else uses the same ids") << m << otherSender;
        auto a = m, b = m;
        a.originId = b.originId = QString();
        a.archiveId = u"A1"_s;
        b.archiveId = u"A2"_s;
        QTest::newRow("two archive entries of a client that counts 1, 2, 3 anew each time") << a << b;
        auto otherBody = m;
        otherBody.originId.clear();
        otherBody.body = u"no"_s;
        auto noOrigin = m;
        noOrigin.originId.clear();
        QTest::newRow("same id, other text") << noOrigin << otherBody;
        auto muchLater = noOrigin;
        muchLater.sentAt = m.sentAt.addDays(8);
        QTest::newRow("same id and text, a week later") << noOrigin << muchLater;
        auto noIds = m;
        noIds.stanzaId = noIds.originId = QString();
        QTest::newRow("no ids at all") << noIds << noIds;
        auto otherOrigin = m;
        otherOrigin.originId = u"else"_s;
        QTest::newRow("other origin-id") << m << otherOrigin;
        auto otherType = noOrigin;
        otherType.type = u"normal"_s;
        QTest::newRow("other type") << noOrigin << otherType;
    }
    void differentMessagesStayApart()
    {
        QFETCH(NewMessage, a);
        QFETCH(NewMessage, b);
        a.account = b.account = account;
        a.chat = b.chat = chat;
        QVERIFY(!in(a).duplicate);
        QVERIFY(!in(b).duplicate);
        QCOMPARE(all().size(), size_t(2));
    }

    void anArchiveStampInWholeSecondsDoesNotCoarsenTheTime()
    {
        in(incoming(account, chat, u"a"_s, 10.7));
        auto copy = archived(incoming(account, chat, u"a"_s, 10), u"A1"_s);
        t->run([=](StoreSession &s) { s.archive.fill(GapId{}, ChatId{}, {{copy}, u"A1"_s, copy.sentAt, u"A1"_s, true}); });
        QCOMPARE(only().sentAt, TempStore::at(10.7));
        QCOMPARE(only().archiveId, u"A1"_s);
    }

    // --- order

    void liveMessagesKeepTheOrderOfArrivalWhateverTheClockDoes()
    {
        for (const auto &[body, at] : {std::pair(u"a"_s, 100.), {u"b"_s, 50.}, {u"c"_s, 50.}, {u"d"_s, 2000.}, {u"e"_s, 101.}})
            in(incoming(account, chat, body, at));
        QCOMPARE(bodies(all()), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}));
    }

    void aDelayedMessageGoesBeforeYoungerOwnOnesThatWait()
    {
        in(incoming(account, chat, u"read"_s, 10));
        t->run([=, this](StoreSession &s) { s.markers.markRead(chat, s.messages.newest(chat, 1).front().id); });
        out(outgoing(account, chat, u"typed offline"_s, 30));
        auto missed = incoming(account, chat, u"missed"_s, 20);
        missed.delayed = true;
        in(missed);
        auto older = incoming(account, chat, u"slow server"_s, 5); // stamped before what was read: still new
        older.delayed = true;
        in(older);
        QCOMPARE(bodies(all()), (QStringList{u"read"_s, u"missed"_s, u"slow server"_s, u"typed offline"_s}));
        QCOMPARE(row().unread, 2);
    }

    void onlyTheOwnServerPutsADelayedMessageIntoAHole()
    {
        t->run([=, this](StoreSession &s) { s.archive.openCatchUp(account); });
        auto live = incoming(account, chat, u"live"_s, 100);
        live.archiveId = u"A9"_s;
        const auto newest = in(live).id;
        in(archived(incoming(account, chat, u"kept by the server"_s, 50), u"A5"_s));
        auto forged = archived(incoming(account, chat, u"by somebody"_s, 50), u"A6"_s);
        forged.delayedByServer = false;
        in(forged);
        QCOMPARE(bodies(all()), (QStringList{u"kept by the server"_s, u"live"_s, u"by somebody"_s}));
        // The server's name can be forged as well: nothing new may stand where everything was read.
        t->run([=, this](StoreSession &s) { s.markers.markRead(chat, newest); });
        in(archived(incoming(account, chat, u"in the server's name"_s, 40), u"A7"_s));
        QCOMPARE(bodies(all()).last(), u"in the server's name"_s);
        QCOMPARE(row().unread, 2);
    }

    void manyOfOneStampKeepTheirOrderAndTheHole()
    {
        t->run([=, this](StoreSession &s) { s.archive.openCatchUp(account); });
        auto live = incoming(account, chat, u"live"_s, 100);
        live.archiveId = u"A"_s;
        in(live);
        constexpr int kMany = 2500; // more than there is room for
        t->run([=, this](StoreSession &s) {
            for (int i = 0; i < kMany; ++i)
                s.messages.insertIncoming(archived(incoming(account, chat, QString::number(i), 50), u"A%1"_s.arg(i)));
        });
        const auto order = bodies(all());
        QCOMPARE(order.size(), kMany + 1);
        const auto first = order.indexOf(u"0"_s);
        for (int i = 0; i < 1000; ++i) // those a millisecond has numbers for
            QCOMPARE(order[first + i], QString::number(i));
        QVERIFY(order.indexOf(u"live"_s) >= first + 1000);
        QCOMPARE(order.last(), QString::number(kMany - 1)); // the rest comes behind
    }

    // --- the outbox

    void statesOnlyMoveForward()
    {
        using S = MessageState;
        for (const auto from : {S::Queued, S::Written, S::Accepted, S::Delivered, S::Displayed, S::Failed, S::Received}) {
            for (const auto to : {S::Queued, S::Written, S::Accepted, S::Delivered, S::Displayed, S::Failed, S::Received}) {
                const auto rank = [](S state) { return int(state); };
                bool allowed = false;
                if (from != S::Received && to != S::Received && to != S::Queued) {
                    if (to == S::Failed)
                        allowed = from == S::Queued || from == S::Written || from == S::Accepted;
                    else if (from == S::Failed)
                        allowed = to == S::Accepted || to == S::Delivered || to == S::Displayed;
                    else
                        allowed = rank(to) > rank(from);
                }
                QCOMPARE(canAdvance(from, to), allowed);
            }
        }
        const auto id = out(outgoing(account, chat, u"a"_s, 1));
        const auto step = [&](S state) { return t->run([=](StoreSession &s) { return s.messages.advance(id, state); }); };
        QVERIFY(step(S::Delivered));
        QVERIFY(!step(S::Accepted));
        QVERIFY(!step(S::Failed)); // failing is fail()
        QCOMPARE(only().state, S::Delivered);
        QCOMPARE(row().lastState, S::Delivered);
    }

    void keepsTheOrderOfWhatWaits()
    {
        const auto a = out(outgoing(account, chat, u"a"_s, 3));
        const auto b = out(outgoing(account, chat, u"b"_s, 2));
        const auto other = t->chat(account, u"carl@example.org"_s);
        const auto c = out(outgoing(account, other, u"c"_s, 1));
        t->run([=](StoreSession &s) {
            s.messages.advance(a, MessageState::Written);
            s.messages.advance(b, MessageState::Accepted);
        });
        const auto &messages = t->store->read().messages;
        QCOMPARE(bodies(messages.waiting(account)), (QStringList{u"a"_s, u"c"_s}));
        QCOMPARE(messages.waitingCount(account), 2);
        QCOMPARE(t->run([=, this](StoreSession &s) { return s.messages.requeueWritten(account); }), 1);
        QCOMPARE(messages.find(a)->state, MessageState::Queued);
        QVERIFY(messages.find(c).has_value());
        QVERIFY(messages.waiting(AccountId(77)).empty());
    }

    void failsAndIsTriedAgain()
    {
        const auto id = out(outgoing(account, chat, u"a"_s, 1));
        QVERIFY(t->run([=](StoreSession &s) { return s.messages.fail(id, u"There is no such address."_s); }));
        QCOMPARE(only().state, MessageState::Failed);
        QCOMPARE(only().failure, u"There is no such address."_s);
        QCOMPARE(t->store->read().messages.waitingCount(account), 0);
        QVERIFY(t->run([=](StoreSession &s) { return s.messages.retry(id); }));
        QVERIFY(!t->run([=](StoreSession &s) { return s.messages.retry(id); }));
        QCOMPARE(only().state, MessageState::Queued);
        QVERIFY(only().failure.isEmpty());
        QCOMPARE(only().originId, u"id-a"_s);
        t->run([=](StoreSession &s) { s.messages.remove(id); });
        QVERIFY(all().empty());
        QVERIFY(!row().lastAt.isValid());
    }

    void anOwnMessageEndsARequest()
    {
        const auto stranger = t->chat(account, u"stranger@example.org"_s, true);
        QVERIFY(t->store->read().chats.find(stranger)->request);
        out(outgoing(account, stranger, u"who are you?"_s, 1));
        QVERIFY(!t->store->read().chats.find(stranger)->request);
    }

    // --- markers and receipts

    void receiptsAndMarkers()
    {
        for (int i = 0; i < 4; ++i)
            out(outgoing(account, chat, QString::number(i), i));
        t->run([=, this](StoreSession &s) {
            for (const auto &m : s.messages.waiting(account))
                s.messages.advance(m.id, MessageState::Accepted);
            s.markers.markDelivered(chat, u"id-3"_s);
            s.markers.markDisplayed(chat, u"id-2"_s);
            s.markers.markDelivered(chat, u"id-0"_s); // late: it is displayed already
        });
        QList<MessageState> states;
        for (const auto &m : all())
            states += m.state;
        QCOMPARE(states, (QList{MessageState::Displayed, MessageState::Displayed, MessageState::Displayed, MessageState::Delivered}));
    }

    void aMarkerRaisesOnlyWhatTheServerHas()
    {
        using S = MessageState;
        const auto queued = out(outgoing(account, chat, u"queued"_s, 1));
        const auto written = out(outgoing(account, chat, u"written"_s, 2));
        const auto accepted = out(outgoing(account, chat, u"accepted"_s, 3));
        const auto named = out(outgoing(account, chat, u"named"_s, 4));
        t->run([=, this](StoreSession &s) {
            s.messages.advance(written, S::Written);
            s.messages.advance(accepted, S::Accepted);
            s.messages.advance(named, S::Written);
            s.markers.markDisplayed(chat, u"id-named"_s);
        });
        const auto state = [this](MessageId id) { return t->store->read().messages.find(id)->state; };
        QCOMPARE(state(queued), S::Queued);
        QCOMPARE(state(written), S::Written);
        QCOMPARE(state(accepted), S::Displayed);
        QCOMPARE(state(named), S::Displayed); // the marker itself proves that it arrived
        QCOMPARE(t->store->read().messages.waitingCount(account), 2);
        t->run([=](StoreSession &s) {
            s.messages.advance(written, S::Accepted);
            s.messages.advance(queued, S::Written);
        });
        QCOMPARE(state(written), S::Displayed);
        QCOMPARE(state(queued), S::Written);
        const auto later = out(outgoing(account, chat, u"later"_s, 5));
        t->run([=](StoreSession &s) { s.messages.advance(later, S::Accepted); });
        QCOMPARE(state(later), S::Accepted);
    }

    void aMarkerThatComesBeforeItsMessage()
    {
        // An archive that is read newest first: marker, then the messages it is about, the newest of them first.
        t->run([=, this](StoreSession &s) {
            s.markers.markDisplayed(chat, u"id-b"_s);
            s.markers.markDelivered(chat, u"id-c"_s);
            s.markers.markReadById(chat, u"A5"_s);
        });
        const auto page = [&](std::vector<NewMessage> messages) {
            t->run([=](StoreSession &s) { s.archive.fill(GapId{}, ChatId{}, {messages, messages.front().archiveId, messages.front().sentAt, {}, false}); });
        };
        page({archived(outgoing(account, chat, u"c"_s, 30), u"A3"_s), archived(incoming(account, chat, u"x"_s, 40), u"A4"_s), archived(incoming(account, chat, u"y"_s, 50), u"A5"_s),
            archived(incoming(account, chat, u"z"_s, 60), u"A6"_s)});
        page({archived(outgoing(account, chat, u"a"_s, 10), u"A1"_s), archived(outgoing(account, chat, u"b"_s, 20), u"A2"_s)});
        QStringList seen;
        for (const auto &m : all())
            seen += u"%1:%2"_s.arg(m.body).arg(int(m.state));
        QCOMPARE(seen, (QStringList{u"a:4"_s, u"b:4"_s, u"c:3"_s, u"x:6"_s, u"y:6"_s, u"z:6"_s}));
        QCOMPARE(row().unread, 1);
    }

    void aReceiptForSomebodyElsesMessageDoesNothing()
    {
        in(incoming(account, chat, u"theirs"_s, 1));
        t->run([=, this](StoreSession &s) {
            s.markers.markDelivered(chat, u"id-theirs"_s);
            s.markers.markDisplayed(chat, u"id-theirs"_s);
        });
        QCOMPARE(only().state, MessageState::Received);
    }

    void readMarkersOnlyMoveForward()
    {
        std::vector<MessageId> ids;
        for (int i = 0; i < 5; ++i)
            ids.push_back(in(incoming(account, chat, QString::number(i), i)).id);
        QCOMPARE(row().unread, 5);
        const auto mark = [&](int i) { return t->run([=, this](StoreSession &s) { return s.markers.markRead(chat, ids[size_t(i)]); }); };
        QVERIFY(mark(2));
        QCOMPARE(row().unread, 2);
        QVERIFY(!mark(1));
        QCOMPARE(row().unread, 2);
        QCOMPARE(row().readUpTo, ids[2]);
        QCOMPARE(t->store->read().messages.firstUnread(chat)->id, ids[3]);
        t->run([=, this](StoreSession &s) { s.markers.markReadById(chat, u"id-4"_s); });
        QCOMPARE(row().unread, 0);
        QVERIFY(!t->store->read().messages.firstUnread(chat));
        t->run([=, this](StoreSession &s) { s.markers.markUnread(chat); });
        QCOMPARE(row().unread, 1);
        mark(4);
        QCOMPARE(row().unread, 0);
        const auto other = t->chat(account, u"carl@example.org"_s);
        QVERIFY(!t->run([=](StoreSession &s) { return s.markers.markRead(other, ids[0]); })); // a message of another chat
    }

    void keptMarkersAreBounded()
    {
        t->run([=, this](StoreSession &s) {
            for (int i = 0; i < 2000; ++i)
                s.markers.markDisplayed(chat, u"unknown-%1"_s.arg(i));
        });
        // The first ones are kept: one of them still works.
        out(outgoing(account, chat, u"a"_s, 1));
        auto late = outgoing(account, chat, u"late"_s, 2);
        late.stanzaId = late.originId = u"unknown-5"_s;
        in(late);
        QCOMPARE(all().back().state, MessageState::Displayed);
    }

    // --- corrections

    void corrections()
    {
        in(incoming(account, chat, u"teh"_s, 1));
        const auto correct = [&](NewMessage c, const QString &id, const QString &replaces = u"id-teh"_s) {
            c.stanzaId = c.originId = id;
            return t->run([=](StoreSession &s) { return s.messages.correct(c, replaces); });
        };
        QCOMPARE(correct(incoming(account, chat, u"the"_s, 2), u"c1"_s), CorrectionOutcome::Applied);
        QCOMPARE(correct(incoming(account, chat, u"the"_s, 2), u"c1"_s), CorrectionOutcome::Known);
        QCOMPARE(correct(incoming(account, chat, u"the cat"_s, 3), u"c2"_s), CorrectionOutcome::Applied);
        QCOMPARE(only().body, u"the cat"_s);
        QVERIFY(only().edited);
        QCOMPARE(row().lastBody, u"the cat"_s);
        QCOMPARE(row().unread, 1);
        QCOMPARE(t->store->read().messages.earlierBodies(only().id), (std::vector<QString>{u"teh"_s, u"the"_s}));
        auto other = incoming(account, chat, u"evil"_s, 4);
        other.sender = net::Jid::fromString(u"mallory@example.org");
        QCOMPARE(correct(other, u"c3"_s), CorrectionOutcome::Refused);
        QCOMPARE(correct(outgoing(account, chat, u"evil"_s, 4), u"c4"_s), CorrectionOutcome::Refused);
        QCOMPARE(correct(incoming(account, chat, u"evil"_s, 4), u"c5"_s, QString()), CorrectionOutcome::Refused);
        QCOMPARE(only().body, u"the cat"_s);
        // Another copy of the original is still a duplicate.
        QVERIFY(in(incoming(account, chat, u"teh"_s, 1)).duplicate);
        QCOMPARE(only().body, u"the cat"_s);
    }

    void aCorrectionThatComesBeforeItsMessage()
    {
        t->run([=, this](StoreSession &s) { s.archive.openCatchUp(account); });
        auto second = incoming(account, chat, u"second"_s, 3), first = incoming(account, chat, u"first"_s, 2);
        QCOMPARE(t->run([=](StoreSession &s) { return s.messages.correct(second, u"id-original"_s); }), CorrectionOutcome::Pending);
        QCOMPARE(t->run([=](StoreSession &s) { return s.messages.correct(second, u"id-original"_s); }), CorrectionOutcome::Known);
        QCOMPARE(t->run([=](StoreSession &s) { return s.messages.correct(first, u"id-original"_s); }), CorrectionOutcome::Pending);
        QVERIFY(all().empty());
        in(incoming(account, chat, u"original"_s, 1));
        QCOMPARE(only().body, u"second"_s);
        QVERIFY(only().edited);
    }

    void aCorrectionWhoseMessageNothingCanBringIsALine()
    {
        const auto correct = [&](const NewMessage &c) { return t->run([=](StoreSession &s) { return s.messages.correct(c, u"id-never"_s); }); };
        QCOMPARE(correct(incoming(account, chat, u"without a hole"_s, 1)), CorrectionOutcome::Refused);
        const auto gap = t->run([=, this](StoreSession &s) { return s.archive.openCatchUp(account); });
        QCOMPARE(correct(incoming(account, chat, u"in a hole"_s, 2)), CorrectionOutcome::Pending);
        QCOMPARE(correct(outgoing(account, chat, u"mine"_s, 3)), CorrectionOutcome::Pending);
        QVERIFY(all().empty());
        t->run([=](StoreSession &s) { s.archive.close(gap.id); });
        QCOMPARE(bodies(all()), (QStringList{u"in a hole"_s, u"mine"_s}));
        QCOMPARE(all().front().direction, Direction::Incoming);
        QCOMPARE(all().back().state, MessageState::Accepted);
        QCOMPARE(row().unread, 1);
        QVERIFY(in(incoming(account, chat, u"in a hole"_s, 2)).duplicate); // another copy
        // A hole that is closed for this chat alone is none for it.
        const auto second = t->run([=, this](StoreSession &s) { return s.archive.openCatchUp(account); });
        auto c = incoming(account, chat, u"again"_s, 4);
        QCOMPARE(correct(c), CorrectionOutcome::Pending);
        t->run([=, this](StoreSession &s) { s.archive.close(second.id, chat); });
        QCOMPARE(bodies(all()).last(), u"again"_s);
    }

    // --- what is told

    void oneChangeForABatch()
    {
        QSignalSpy changes(t->store.get(), &Store::changed);
        const auto other = t->chat(account, u"carl@example.org"_s);
        changes.clear();
        t->run([=, this](StoreSession &s) {
            for (int i = 0; i < 5; ++i) {
                s.messages.insertIncoming(incoming(account, chat, QString::number(i), i));
                s.messages.insertIncoming(incoming(account, other, QString::number(i), i));
            }
            s.messages.remove(s.messages.newest(chat, 1).front().id);
        });
        QCOMPARE(changes.count(), 1);
        const auto change = changes.front().front().value<StoreChange>();
        QCOMPARE(change.chats.size(), size_t(2));
        QCOMPARE(change.chats[0].unread, 4);
        QCOMPARE(change.chats[0].lastBody, u"3"_s);
        QCOMPARE(change.chats[1].unread, 5);
        QCOMPARE(change.messages.size(), size_t(2));
        QCOMPARE(bodies(change.messages[0].upserted), (QStringList{u"0"_s, u"1"_s, u"2"_s, u"3"_s}));
        QCOMPARE(change.messages[0].removed.size(), size_t(1));
        QCOMPARE(bodies(change.messages[1].upserted).size(), 5);
    }

    void nothingIsToldWhenNothingChanged()
    {
        const auto m = incoming(account, chat, u"a"_s, 1);
        in(m);
        QSignalSpy changes(t->store.get(), &Store::changed);
        in(m);
        t->run([=, this](StoreSession &s) { s.chats.setDraft(chat, QString()); });
        QCOMPARE(changes.count(), 0);
    }

    void readsWindows()
    {
        for (int i = 0; i < 10; ++i)
            in(incoming(account, chat, QString::number(i), i));
        const auto &messages = t->store->read().messages;
        const auto middle = messages.newest(chat, 5).front();
        QCOMPARE(middle.body, u"5"_s);
        QCOMPARE(bodies(messages.before(chat, middle.position, 2)), (QStringList{u"3"_s, u"4"_s}));
        QCOMPARE(bodies(messages.from(chat, middle.position, 2)), (QStringList{u"5"_s, u"6"_s}));
        QCOMPARE(messages.unreadAfter(chat, middle.position, 100), 4);
        QCOMPARE(messages.unreadAfter(chat, middle.position, 3), 3);
    }
};

QTEST_GUILESS_MAIN(TestMessageGateway)
#include "tst_message_gateway.moc"
