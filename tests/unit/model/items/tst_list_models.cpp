// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/chat_filter_model.h"
#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "tests/support/model/temp_store.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

namespace {

class Peers final : public PeerStatusSource
{
public:
    [[nodiscard]] PeerStatus peerStatus(AccountId, const net::Jid &bare) const override { return known.value(bare); }
    void set(AccountId account, const net::Jid &bare, Availability availability)
    {
        known[bare].availability = availability;
        Q_EMIT peerStatusChanged(account, bare);
    }
    QHash<net::Jid, PeerStatus> known;
};

net::Jid jid(const QString &text)
{
    return net::Jid::fromString(text);
}

QStringList rows(const QAbstractItemModel &model, int role = Qt::DisplayRole)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list += model.index(row, 0).data(role).toString();
    return list;
}

} // namespace

class TestListModels : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    Peers peers;

    ChatId hear(const QString &from, double at, const QString &body = u"hi"_s)
    {
        const auto chat = t->chat(account, from + u"@example.org"_s);
        t->run([=, this](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, chat, body + QString::number(at), at)); });
        return chat;
    }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        peers.known.clear();
    }

    void chatsRise()
    {
        hear(u"a"_s, 1);
        hear(u"b"_s, 2);
        hear(u"c"_s, 3);
        ChatListModel model(*t->store, peers);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(rows(model), (QStringList{u"c"_s, u"b"_s, u"a"_s}));
        QCOMPARE(model.unreadTotal(), 3);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved), inserted(&model, &QAbstractItemModel::rowsInserted), changed(&model, &QAbstractItemModel::dataChanged),
            reset(&model, &QAbstractItemModel::modelReset), total(&model, &ChatListModel::unreadTotalChanged);
        hear(u"a"_s, 4);
        QCOMPARE(rows(model), (QStringList{u"a"_s, u"c"_s, u"b"_s}));
        QCOMPARE(moved.count(), 1);
        QCOMPARE(changed.count(), 1);
        QVERIFY(!changed.front().at(2).value<QList<int>>().isEmpty());
        QCOMPARE(total.count(), 1);
        QCOMPARE(inserted.count() + reset.count(), 0);
        hear(u"a"_s, 5); // is on top already
        QCOMPARE(moved.count(), 1);
        const auto b = t->chat(account, u"b@example.org"_s);
        t->run([=](StoreSession &s) { s.chats.setPinned(b, true); });
        QCOMPARE(rows(model), (QStringList{u"b"_s, u"a"_s, u"c"_s}));
        t->run([=](StoreSession &s) { s.chats.setPinned(b, false); });
        QCOMPARE(rows(model), (QStringList{u"a"_s, u"c"_s, u"b"_s}));
        const auto d = t->chat(account, u"d@example.org"_s); // nothing written yet
        QCOMPARE(rows(model), (QStringList{u"a"_s, u"c"_s, u"b"_s, u"d"_s}));
        QVERIFY(model.indexOf(d).isValid());
        t->run([=](StoreSession &s) { s.chats.remove(d); });
        QVERIFY(!model.indexOf(d).isValid());
    }

    void archivedAndMutedChatsAndRequests()
    {
        const auto a = hear(u"a"_s, 1), b = hear(u"b"_s, 2);
        t->chat(account, u"stranger@example.org"_s, true);
        hear(u"stranger"_s, 3);
        ChatListModel model(*t->store, peers);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy requests(&model, &ChatListModel::requestCountChanged);
        QCOMPARE(model.unreadTotal(), 2);
        QCOMPARE(model.requestCount(), 1);
        t->run([=](StoreSession &s) {
            s.chats.setMuted(a, true);
            s.chats.setArchived(b, true);
        });
        QCOMPARE(model.unreadTotal(), 0);
        QCOMPARE(rows(model), (QStringList{u"stranger"_s, u"a"_s}));
        hear(u"b"_s, 4); // comes back
        QCOMPARE(rows(model), (QStringList{u"b"_s, u"stranger"_s, u"a"_s}));
        const auto stranger = t->chat(account, u"stranger@example.org"_s);
        t->run([=](StoreSession &s) { s.chats.acceptRequest(stranger); });
        QCOMPARE(requests.count(), 1);
        QCOMPARE(model.requestCount(), 0);
        QCOMPARE(model.unreadTotal(), 3);
    }

    void chatRoles()
    {
        const auto chat = hear(u"a"_s, 1, u"see you there "_s);
        ChatListModel model(*t->store, peers);
        const auto index = model.indexOf(chat);
        QCOMPARE(index.data(ChatListModel::ChatIdRole).value<ChatId>(), chat);
        QCOMPARE(index.data(ChatListModel::ChatRole).value<Chat>().unread, 1);
        QCOMPARE(index.data(ChatListModel::PeerRole).toString(), u"a@example.org"_s);
        QCOMPARE(index.data(ChatListModel::PeerStatusRole).value<PeerStatus>().availability, Availability::Unknown);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        peers.set(account, jid(u"a@example.org"_s), Availability::Away);
        peers.set(account, jid(u"nobody@example.org"_s), Availability::Away);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.front().at(2).value<QList<int>>(), QList<int>{ChatListModel::PeerStatusRole});
        QCOMPARE(index.data(ChatListModel::PeerStatusRole).value<PeerStatus>().availability, Availability::Away);
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().startsWith(u"a, 1 unread, see you there 1, "_s));
        t->run([=](StoreSession &s) { s.chats.setDraft(chat, u"I  think"_s); });
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(u"Draft: I think"_s));
    }

    void filters()
    {
        for (const auto &[name, at] : {std::pair(u"jorg"_s, 1), {u"anna"_s, 2}, {u"bert"_s, 3}})
            hear(name, at);
        t->run([this](StoreSession &s) { s.contacts.upsert({account, jid(u"jorg@example.org"_s), u"Jörg Müller"_s, {}, {}, Subscription::Both, false, {}}); });
        t->chat(account, u"stranger@example.org"_s, true);
        ChatListModel model(*t->store, peers);
        ChatFilterModel chats(ChatFilterModel::Show::Chats), requests(ChatFilterModel::Show::Requests);
        QAbstractItemModelTester tester(&chats, QAbstractItemModelTester::FailureReportingMode::QtTest);
        chats.setSourceModel(&model);
        requests.setSourceModel(&model);
        QCOMPARE(rows(chats), (QStringList{u"bert"_s, u"anna"_s, u"Jörg Müller"_s}));
        QCOMPARE(rows(requests), QStringList{u"stranger"_s});
        chats.setText(u" MULL jor"_s);
        QCOMPARE(rows(chats), QStringList{u"Jörg Müller"_s});
        chats.setText(u"bert@exa"_s);
        QCOMPARE(rows(chats), QStringList{u"bert"_s});
        chats.setText(u"nobody"_s);
        QVERIFY(rows(chats).isEmpty());
        chats.setText(QString());
        QCOMPARE(chats.rowCount(), 3);
        hear(u"anna"_s, 9);
        QCOMPARE(rows(chats).front(), u"anna"_s);
        const auto stranger = t->chat(account, u"stranger@example.org"_s);
        t->run([=](StoreSession &s) { s.chats.acceptRequest(stranger); });
        QCOMPARE(chats.rowCount(), 4);
        QCOMPARE(requests.rowCount(), 0);
    }

    void contacts()
    {
        const auto put = [&](const QString &address, const QString &name) {
            t->run([=, this](StoreSession &s) { s.contacts.upsert({account, jid(address), name, {}, {}, Subscription::Both, false, {}}); });
        };
        put(u"b@x.org"_s, u"bert"_s);
        put(u"a@x.org"_s, u"Anna"_s);
        put(u"z@x.org"_s, QString());
        ContactListModel model(*t->store, peers);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(rows(model), (QStringList{u"Anna"_s, u"bert"_s, u"z"_s}));
        QCOMPARE(model.index(2).data(ContactListModel::AddressRole).toString(), u"z@x.org"_s);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved), changed(&model, &QAbstractItemModel::dataChanged);
        put(u"z@x.org"_s, u"Aaron"_s);
        QCOMPARE(rows(model), (QStringList{u"Aaron"_s, u"Anna"_s, u"bert"_s}));
        QCOMPARE(moved.count(), 1);
        QCOMPARE(changed.count(), 1);
        t->run([this](StoreSession &s) { s.contacts.setNick(account, jid(u"a@x.org"_s), u"Änni"_s); });
        QCOMPARE(moved.count(), 1);
        peers.set(account, jid(u"b@x.org"_s), Availability::Online);
        QCOMPARE(model.index(2).data(ContactListModel::PeerStatusRole).value<PeerStatus>().availability, Availability::Online);
        t->run([this](StoreSession &s) { s.contacts.remove(account, jid(u"a@x.org"_s)); });
        QCOMPARE(rows(model), (QStringList{u"Aaron"_s, u"bert"_s}));
        t->run([this](StoreSession &s) { s.accounts.remove(account, false); });
        QCOMPARE(model.rowCount(), 0);
    }

    // Whatever happens, the lists are what a list that is loaded afresh would be.
    void anyCourseOfChanges_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 20; ++seed)
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void anyCourseOfChanges()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const auto second = t->account(u"anna@example.net"_s);
        ChatListModel chats(*t->store, peers);
        ContactListModel contacts(*t->store, peers);
        ChatFilterModel filtered(ChatFilterModel::Show::Chats);
        filtered.setSourceModel(&chats);
        QAbstractItemModelTester a(&chats, QAbstractItemModelTester::FailureReportingMode::QtTest), b(&contacts, QAbstractItemModelTester::FailureReportingMode::QtTest),
            c(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int step = 0; step < 60; ++step) {
            t->run([&, this](StoreSession &s) {
                for (auto n = random.bounded(4); n > 0; --n) {
                    const auto who = random.bounded(2) ? account : second;
                    if (!s.accounts.find(who))
                        continue;
                    const auto peer = jid(u"p%1@example.org"_s.arg(random.bounded(12)));
                    const auto chat = s.chats.ensure(who, peer, TempStore::at(random.bounded(100)), random.bounded(4) == 0);
                    switch (random.bounded(10)) {
                    case 0:
                    case 1:
                    case 2: {
                        auto m = test::incoming(who, chat, u"%1-%2"_s.arg(step).arg(n), random.bounded(10000));
                        s.messages.insertIncoming(m);
                        break;
                    }
                    case 3:
                        s.chats.setPinned(chat, random.bounded(2));
                        break;
                    case 4:
                        s.chats.setArchived(chat, random.bounded(2));
                        break;
                    case 5:
                        s.chats.remove(chat);
                        break;
                    case 6:
                        s.contacts.upsert({who, peer, random.bounded(2) ? u"Name %1"_s.arg(random.bounded(30)) : QString(), {}, {}, Subscription::Both, false, {}});
                        break;
                    case 7:
                        s.contacts.remove(who, peer);
                        break;
                    case 8:
                        s.contacts.setNick(who, peer, u"nick %1"_s.arg(random.bounded(30)));
                        break;
                    case 9:
                        if (random.bounded(8) == 0)
                            s.accounts.remove(second, random.bounded(2));
                        else if (const auto newest = s.messages.newest(chat, 1); !newest.empty())
                            s.markers.markRead(chat, newest.front().id);
                        break;
                    }
                }
            });
            const ChatListModel freshChats(*t->store, peers);
            QCOMPARE(chats.rowCount(), freshChats.rowCount());
            for (int row = 0; row < chats.rowCount(); ++row)
                QCOMPARE(chats.index(row).data(ChatListModel::ChatRole).value<Chat>(), freshChats.index(row).data(ChatListModel::ChatRole).value<Chat>());
            QCOMPARE(chats.unreadTotal(), freshChats.unreadTotal());
            QCOMPARE(chats.requestCount(), freshChats.requestCount());
            const ContactListModel freshContacts(*t->store, peers);
            QCOMPARE(contacts.rowCount(), freshContacts.rowCount());
            for (int row = 0; row < contacts.rowCount(); ++row)
                QCOMPARE(contacts.index(row).data(ContactListModel::ContactRole).value<Contact>(), freshContacts.index(row).data(ContactListModel::ContactRole).value<Contact>());
            int shown = 0;
            for (int row = 0; row < chats.rowCount(); ++row)
                shown += !chats.index(row).data(ChatListModel::ChatRole).value<Chat>().request;
            QCOMPARE(filtered.rowCount(), shown);
        }
    }
};

QTEST_GUILESS_MAIN(TestListModels)
#include "tst_list_models.moc"
