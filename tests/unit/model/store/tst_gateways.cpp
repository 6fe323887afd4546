// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model/temp_store.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

namespace {
net::Jid jid(QStringView text)
{
    return net::Jid::fromString(text);
}
}

class TestGateways : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};

    [[nodiscard]] const StoreSession &read() const { return t->store->read(); }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
    }

    void accounts()
    {
        auto record = *read().accounts.find(account);
        QCOMPARE(record.jid, jid(u"anna@example.org"));
        record.enabled = false;
        record.server = u"[::1]:5223"_s;
        record.startTls = true;
        record.caFile = u"/ca.pem"_s;
        record.userAgentId = u"d4565fa7-4d72-4749-b3d3-740edbf87770"_s;
        record.plainForbidden = true;
        record.deviceName = u"Anna's laptop"_s;
        record.ownName = u"Anna"_s;
        record.avatarHash = u"abc"_s;
        record.rosterVersion = u"7"_s;
        t->run([=](StoreSession &s) { s.accounts.update(record); });
        QCOMPARE(read().accounts.find(account), record);
        QCOMPARE(read().accounts.find(jid(u"anna@example.org")), record);
        QCOMPARE(read().accounts.all(), std::vector{record});
        t->run([this](StoreSession &s) {
            s.accounts.setEnabled(account, true);
            s.accounts.setProfile(account, u"Änna"_s, u"def"_s);
            s.accounts.setRosterVersion(account, u"8"_s);
        });
        record.enabled = true;
        record.ownName = u"Änna"_s;
        record.avatarHash = u"def"_s;
        record.rosterVersion = u"8"_s;
        QCOMPARE(read().accounts.find(account), record);
        const auto second = t->account(u"anna@example.net"_s);
        t->run([=](StoreSession &s) { s.accounts.setPlainForbidden(second); });
        QVERIFY(read().accounts.find(second)->plainForbidden);
        QCOMPARE(read().accounts.all().size(), size_t(2));
        QVERIFY(!read().accounts.find(AccountId(99)));
        QVERIFY(!read().accounts.find(jid(u"nobody@example.org")));
    }

    void signsOutAndBackIn()
    {
        const auto chat = t->chat(account);
        t->run([=, this](StoreSession &s) {
            s.messages.insertIncoming(test::incoming(account, chat, u"hello"_s, 1));
            s.contacts.upsert({account, jid(u"bert@example.org"), u"Bert"_s, {}, {}, Subscription::Both, false, {}});
            s.ledger.begin(account, "state");
            s.ledger.enqueue(account, {1, 7, {}, {}, "<message/>"});
            s.presences.put(account, {jid(u"bert@example.org/a"_s), Availability::Away, u"out"_s, {}, {}});
            s.features.put(account, u"example.org"_s, 1, "{}");
        });
        QSignalSpy changes(t->store.get(), &Store::changed);
        t->run([this](StoreSession &s) { s.accounts.remove(account, false); });
        auto change = changes.takeFirst().front().value<StoreChange>();
        QCOMPARE(change.removedAccounts, std::vector{account});
        QCOMPARE(change.removedChats, std::vector{chat});
        QCOMPARE(change.removedContacts.size(), size_t(1));
        QVERIFY(read().accounts.all().empty());
        QVERIFY(read().chats.all().empty());
        QVERIFY(read().contacts.all().empty());
        QVERIFY(!read().ledger.find(account));
        QVERIFY(read().presences.all(account).empty());
        QVERIFY(!read().features.find(account, u"example.org"_s, 1));
        QCOMPARE(t->account(), account);
        change = changes.takeFirst().front().value<StoreChange>();
        QCOMPARE(change.chats.size(), size_t(1));
        QCOMPARE(change.chats.front().lastBody, u"hello"_s);
        QCOMPARE(change.contacts.size(), size_t(1));

        t->run([this](StoreSession &s) { s.accounts.remove(account, true); });
        change = changes.takeFirst().front().value<StoreChange>();
        QCOMPARE(change.removedChats, std::vector{chat});
        QVERIFY(!read().messages.find(MessageId(1)));
        QVERIFY(t->account() != account); // an id is never used again
    }

    void chats()
    {
        const auto id = t->chat(account);
        QCOMPARE(t->chat(account), id);
        QCOMPARE(read().chats.idOf(account, jid(u"bert@example.org")), id);
        QCOMPARE(read().chats.idOf(account, jid(u"carl@example.org")), ChatId{});
        auto chat = *read().chats.find(id);
        QCOMPARE(chat.title, u"bert"_s);
        QCOMPARE(chat.createdAt, TempStore::at(0));
        QVERIFY(!chat.lastAt.isValid());
        t->run([=](StoreSession &s) { s.chats.suggestDraft(id, u"from a link"_s); });
        QCOMPARE(read().chats.find(id)->draft, u"from a link"_s);
        t->run([=](StoreSession &s) {
            s.chats.setDraft(id, u"half a sent"_s);
            s.chats.suggestDraft(id, u"from a link"_s); // what the user wrote stays
            s.chats.setPinned(id, true);
            s.chats.setMuted(id, true);
            s.chats.setArchived(id, true);
        });
        chat.draft = u"half a sent"_s;
        chat.pinned = chat.muted = chat.archived = true;
        QCOMPARE(read().chats.find(id), chat);
        QCOMPARE(read().chats.find(account, jid(u"bert@example.org")), chat);
        QCOMPARE(read().chats.all(), std::vector{chat});
        t->run([=](StoreSession &s) { s.chats.remove(id); });
        QVERIFY(!read().chats.find(id));
    }

    void strangersHaveSoManyPlaces()
    {
        const auto ensure = [&](const QString &peer, double at, bool request = true) {
            return t->run([=, this](StoreSession &s) { return s.chats.ensure(account, net::Jid::fromString(peer), TempStore::at(at), request); });
        };
        const auto asks = ensure(u"asks@example.org"_s, 1);
        t->run([=, this](StoreSession &s) {
            for (int i = 1; i < ChatGateway::kMaxRequests; ++i) {
                const auto id = s.chats.ensure(account, net::Jid::fromString(u"s%1@example.org"_s.arg(i)), TempStore::at(1), true);
                s.messages.insertIncoming(test::incoming(account, id, u"hi"_s, 1));
            }
        });
        const auto next = ensure(u"next@example.org"_s, 2);
        QVERIFY(next != ChatId{});
        QVERIFY(!t->store->read().chats.find(asks)); // held nothing
        QCOMPARE(ensure(u"same-moment@example.org"_s, 2), ChatId{}); // what that one says may be about to follow
        t->run([=, this](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, next, u"hi"_s, 2)); });
        QCOMPARE(ensure(u"one-more@example.org"_s, 3), ChatId{});
        QVERIFY(ensure(u"friend@example.org"_s, 3, false) != ChatId{});
        QCOMPARE(ensure(u"next@example.org"_s, 3), next);
    }

    void namesOthersChooseAreBounded()
    {
        const auto peer = net::Jid::fromString(u"bert@example.org");
        t->run([=, this](StoreSession &s) { s.contacts.setNick(account, peer, QString(5000, u'x')); });
        t->run([=, this](StoreSession &s) {
            Contact contact;
            contact.account = account;
            contact.jid = peer;
            s.contacts.upsert(contact);
        });
        QCOMPARE(t->store->read().contacts.find(account, peer)->nick.size(), 200);
    }

    void theLastLine()
    {
        const auto id = t->chat(account);
        t->run([=, this](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, id, u"\n  first line\nsecond"_s, 5)); });
        auto chat = *read().chats.find(id);
        QCOMPARE(chat.lastBody, u"first line"_s);
        QCOMPARE(chat.lastAt, TempStore::at(5));
        QCOMPARE(chat.lastDirection, Direction::Incoming);
        t->run([=, this](StoreSession &s) { s.messages.insertOutgoing(test::outgoing(account, id, QString(5000, u'x'), 6)); });
        chat = *read().chats.find(id);
        QCOMPARE(chat.lastBody, QString(200, u'x'));
        QCOMPARE(chat.lastDirection, Direction::Outgoing);
        QCOMPARE(chat.lastState, MessageState::Queued);
    }

    void somethingUnreadBringsAnArchivedChatBackUnlessMuted()
    {
        for (const bool muted : {false, true}) {
            const auto id = t->chat(account, muted ? u"muted@example.org"_s : u"loud@example.org"_s);
            t->run([=, this](StoreSession &s) {
                s.chats.setArchived(id, true);
                s.chats.setMuted(id, muted);
                s.messages.insertIncoming(test::incoming(account, id, u"hello"_s, 1));
            });
            QCOMPARE(read().chats.find(id)->archived, muted);
        }
    }

    void titles()
    {
        const auto id = t->chat(account, u"bert@example.org"_s, true);
        const auto title = [&] { return read().chats.find(id)->title; };
        t->run([this](StoreSession &s) { s.contacts.setNick(account, jid(u"bert@example.org"), u"Your bank"_s); });
        QCOMPARE(title(), u"bert"_s); // a stranger cannot choose how a request is titled
        t->run([=](StoreSession &s) { s.chats.acceptRequest(id); });
        QCOMPARE(title(), u"Your bank"_s);
        QSignalSpy changes(t->store.get(), &Store::changed);
        t->run([this](StoreSession &s) { s.contacts.upsert({account, jid(u"bert@example.org"), u"Bert"_s, {}, {}, Subscription::Both, false, {}}); });
        QCOMPARE(title(), u"Bert"_s);
        QCOMPARE(changes.front().front().value<StoreChange>().chats.front().title, u"Bert"_s);
        QCOMPARE(read().chats.find(t->chat(account, u"irc.example.org"_s))->title, u"irc.example.org"_s);
    }

    void aContactListEntryEndsARequest()
    {
        const auto id = t->chat(account, u"bert@example.org"_s, true);
        QSignalSpy changes(t->store.get(), &Store::changed);
        t->run([this](StoreSession &s) { s.contacts.upsert({account, jid(u"bert@example.org"), {}, {}, {}, Subscription::None, true, {}}); });
        QVERIFY(!changes.front().front().value<StoreChange>().chats.front().request);
        QVERIFY(!read().chats.find(id)->request);
    }

    void contacts()
    {
        const Contact bert{account, jid(u"bert@example.org"), u"Bert"_s, {}, {u"Friends"_s, u"Chess, on \"Sundays\""_s}, Subscription::Both, false, {}};
        const Contact carl{account, jid(u"carl@example.org"), {}, {}, {}, Subscription::None, true, {}};
        QSignalSpy changes(t->store.get(), &Store::changed);
        t->run([=, this](StoreSession &s) { s.contacts.replaceAll(account, {bert, carl}); });
        QCOMPARE(read().contacts.find(account, bert.jid), bert);
        QCOMPARE(read().contacts.all().size(), size_t(2));
        QCOMPARE(changes.takeFirst().front().value<StoreChange>().contacts.size(), size_t(2));
        // The same list again is no change.
        t->run([=, this](StoreSession &s) { s.contacts.replaceAll(account, {bert, carl}); });
        QCOMPARE(changes.count(), 0);
        // Picture and nickname are not the list's to say.
        QVERIFY(t->run([=, this](StoreSession &s) { return s.contacts.setNick(account, bert.jid, u"Bertie"_s) && s.contacts.setAvatar(account, bert.jid, u"abc"_s); }));
        QVERIFY(!t->run([=, this](StoreSession &s) { return s.contacts.setNick(account, bert.jid, u"Bertie"_s) || s.contacts.setAvatar(account, bert.jid, u"abc"_s); }));
        t->run([=, this](StoreSession &s) { s.contacts.upsert(bert); });
        auto known = bert;
        known.nick = u"Bertie"_s;
        known.avatarHash = u"abc"_s;
        QCOMPARE(read().contacts.find(account, bert.jid), known);
        changes.clear();
        t->run([=, this](StoreSession &s) { s.contacts.replaceAll(account, {carl}); });
        QCOMPARE(changes.takeFirst().front().value<StoreChange>().removedContacts, (std::vector{std::pair(account, bert.jid)}));
        QVERIFY(!read().contacts.find(account, bert.jid));
        QCOMPARE(read().contacts.avatarOf(account, bert.jid), u"abc"_s);
        QCOMPARE(read().contacts.all(account), std::vector{carl});
    }

    void avatars()
    {
        const Avatar picture{u"abc"_s, u"image/png"_s, QByteArray("\x89PNG\0\xff", 6)};
        t->run([=, this](StoreSession &s) {
            s.avatars.put(picture);
            s.avatars.put({u"def"_s, u"image/jpeg"_s, "x"});
            s.avatars.put({u"own"_s, u"image/jpeg"_s, "y"});
            s.contacts.setAvatar(account, jid(u"bert@example.org"), u"abc"_s);
            s.accounts.setProfile(account, {}, u"own"_s);
        });
        QCOMPARE(read().avatars.find(u"abc"_s), picture);
        QVERIFY(read().avatars.has(u"def"_s));
        QCOMPARE(t->run([](StoreSession &s) { return s.avatars.dropUnused(); }), 1);
        QVERIFY(!read().avatars.has(u"def"_s));
        QVERIFY(read().avatars.has(u"abc"_s));
        QVERIFY(read().avatars.has(u"own"_s));
    }

    void caches()
    {
        const auto id = account;
        t->run([=](StoreSession &s) {
            s.caps.put(u"node#ver"_s, {u"urn:a"_s, u"urn:b"_s});
            s.caps.put(u"none"_s, {});
            s.features.put(id, u"example.org"_s, 1, "{1}");
            s.features.put(id, u"example.org"_s, 2, "{2}");
            s.features.put(id, u"example.org"_s, 1, "{3}");
        });
        QCOMPARE(read().caps.find(u"node#ver"_s), (QStringList{u"urn:a"_s, u"urn:b"_s}));
        QCOMPARE(read().caps.find(u"none"_s), QStringList());
        QVERIFY(!read().caps.find(u"other"_s));
        QCOMPARE(read().features.find(id, u"example.org"_s, 1), QByteArray("{3}"));
        QCOMPARE(read().features.find(id, u"example.org"_s, 2), QByteArray("{2}"));
        QVERIFY(!read().features.find(id, u"example.net"_s, 1));
        t->run([=](StoreSession &s) {
            s.features.remove(id);
        });
        QVERIFY(!read().features.find(id, u"example.org"_s, 2));
    }

    void ledger()
    {
        const auto id = account;
        const QDateTime sent = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        t->run([=](StoreSession &s) {
            s.ledger.setInbound(id, 3); // no session: nothing
            s.ledger.begin(id, QByteArray("\0\1", 2));
            s.ledger.setInbound(id, 0x7FFFFFFFU);
            s.ledger.setInbound(id, 0xFFFFFFFEU);
            s.ledger.setInbound(id, 1); // over the edge (D46)
            s.ledger.setInbound(id, 0xFFFFFFFFU); // not back
            for (quint32 number : {0xFFFFFFFEU, 0xFFFFFFFFU, 0U, 1U}) // D46
                s.ledger.enqueue(id, {number, number, sent, u"m%1"_s.arg(number), "<message/>"});
            QCOMPARE(s.ledger.settle(id, 0xFFFFFFFEU), QStringList{u"m4294967294"_s});
        });
        auto record = read().ledger.find(id);
        QVERIFY(record);
        QCOMPARE(record->state, QByteArray("\0\1", 2));
        QCOMPARE(record->inbound, 1U);
        QCOMPARE(record->acked, 0xFFFFFFFEU);
        QCOMPARE(record->queue.size(), size_t(3));
        QCOMPARE(record->queue[0].number, 0xFFFFFFFFU);
        QCOMPARE(record->queue[1].number, 0U);
        QCOMPARE(record->queue[2], (LedgerStanza{1, 1, sent, u"m1"_s, "<message/>"}));
        t->run([=](StoreSession &s) {
            s.ledger.enqueue(id, {1, 9, {}, {}, "<iq/>"});
            QCOMPARE(s.ledger.settle(id, 0).size(), 2);
        });
        record = read().ledger.find(id);
        QCOMPARE(record->queue, (std::vector{LedgerStanza{1, 9, {}, {}, "<iq/>"}}));
        t->run([=](StoreSession &s) { s.ledger.begin(id, "new"); });
        record = read().ledger.find(id);
        QVERIFY(record->queue.empty());
        QCOMPARE(record->inbound, 0U);
        t->run([=](StoreSession &s) { s.ledger.end(id); });
        QVERIFY(!read().ledger.find(id));
    }

    void presences()
    {
        const auto id = account;
        const QDateTime since = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        const StoredPresence phone{jid(u"bert@example.org/phone"_s), Availability::Online, u"here"_s, {}, {}};
        const StoredPresence laptop{jid(u"bert@example.org/laptop"_s), Availability::LongAway, {}, since, since};
        t->run([=](StoreSession &s) {
            s.presences.put(id, {phone.from, Availability::Away, {}, {}, {}});
            s.presences.put(id, phone);
            s.presences.put(id, laptop);
        });
        const auto all = read().presences.all(id);
        QCOMPARE(all.size(), size_t(2));
        QVERIFY(all.front() == laptop && all.back() == phone);
        t->run([=](StoreSession &s) { s.presences.remove(id, phone.from); });
        QCOMPARE(read().presences.all(id), std::vector{laptop});
        t->run([=](StoreSession &s) { s.presences.clear(id); });
        QVERIFY(read().presences.all(id).empty());
    }
};

QTEST_GUILESS_MAIN(TestGateways)
#include "tst_gateways.moc"
