// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/message_list_model.h"
#include "tests/support/model/temp_store.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::incoming;
using test::outgoing;
using test::TempStore;

namespace {

/// A view that believes what it is told: keeps its own copy of every role by signals alone and can compare it with what the model says now.
class Mirror : public QObject
{
public:
    explicit Mirror(MessageListModel &model) : m_model(model)
    {
        connect(&model, &QAbstractItemModel::modelReset, this, [this] { reload(); });
        connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
            ++operations;
            for (int row = first; row <= last; ++row)
                m_rows.insert(m_rows.begin() + row, read(row));
        });
        connect(&model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
            ++operations;
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        });
        connect(&model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) {
            QVERIFY(!roles.isEmpty());
            for (int row = first.row(); row <= last.row(); ++row) {
                const auto now = read(row);
                for (const int role : roles)
                    m_rows[size_t(row)][role] = now[role];
            }
        });
        reload();
    }
    [[nodiscard]] QString difference() const
    {
        if (int(m_rows.size()) != m_model.rowCount())
            return u"%1 rows instead of %2"_s.arg(m_rows.size()).arg(m_model.rowCount());
        for (int row = 0; row < m_model.rowCount(); ++row) {
            const auto now = read(row);
            for (auto role = now.cbegin(); role != now.cend(); ++role) {
                if (m_rows[size_t(row)].value(role.key()) != *role)
                    return u"row %1, role %2"_s.arg(row).arg(role.key());
            }
        }
        return {};
    }
    int operations = 0;

private:
    [[nodiscard]] QHash<int, QVariant> read(int row) const
    {
        QHash<int, QVariant> values;
        for (const int role : {int(Qt::DisplayRole), int(MessageListModel::MessageRole), int(MessageListModel::MessageIdRole), int(MessageListModel::SenderNameRole),
                 int(MessageListModel::FirstOfDayRole), int(MessageListModel::FirstUnreadRole), int(MessageListModel::FirstOfGroupRole), int(MessageListModel::LastOfGroupRole),
                 int(MessageListModel::GapAboveRole)})
            values[role] = m_model.index(row).data(role);
        return values;
    }
    void reload()
    {
        m_rows.clear();
        for (int row = 0; row < m_model.rowCount(); ++row)
            m_rows.push_back(read(row));
    }
    MessageListModel &m_model;
    std::vector<QHash<int, QVariant>> m_rows;
};

QStringList texts(const MessageListModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list += model.index(row).data().toString();
    return list;
}

QList<int> rowsWith(const MessageListModel &model, int role)
{
    QList<int> rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row).data(role).toBool())
            rows += row;
    }
    return rows;
}

} // namespace

class TestMessageWindow : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    ChatId chat{};

    void receive(int count, double from = 0, double step = 1)
    {
        t->run([=, this](StoreSession &s) {
            for (int i = 0; i < count; ++i)
                s.messages.insertIncoming(incoming(account, chat, QString::number(from + i), from + i * step));
        });
    }
    void readAll()
    {
        t->run([this](StoreSession &s) {
            if (const auto newest = s.messages.newest(chat, 1); !newest.empty())
                s.markers.markRead(chat, newest.front().id);
        });
    }
    [[nodiscard]] QStringList all() const { return test::bodies(t->store->read().messages.newest(chat, 100000)); }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        t->run([this](StoreSession &s) {
            s.accounts.setProfile(account, u"Anna"_s, u"own"_s);
            s.contacts.upsert({account, net::Jid::fromString(u"bert@example.org"), u"Bert"_s, {}, {}, Subscription::Both, false, {}});
        });
        chat = t->chat(account);
    }

    void anEmptyChat()
    {
        MessageListModel model(*t->store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChat(chat);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.openingRow(), -1);
        QVERIFY(!model.canFetchOlder());
        QVERIFY(!model.canFetchNewer());
        receive(2);
        QCOMPARE(texts(model), (QStringList{u"0"_s, u"1"_s}));
        QVERIFY(rowsWith(model, MessageListModel::FirstUnreadRole).isEmpty()); // nothing was unread when it was opened
        t->run([this](StoreSession &s) { s.chats.remove(chat); });
        QCOMPARE(model.rowCount(), 0);
    }

    void opensAtTheFirstUnread()
    {
        receive(200);
        t->run([this](StoreSession &s) { s.markers.markRead(chat, s.messages.newest(chat, 100).front().id); }); // "100" is the last one read
        MessageListModel model(*t->store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChat(chat);
        const int row = model.openingRow();
        QCOMPARE(model.index(row).data().toString(), u"101"_s);
        QCOMPARE(rowsWith(model, MessageListModel::FirstUnreadRole), QList{row});
        QVERIFY(model.canFetchOlder());
        QVERIFY(model.canFetchNewer());
        QCOMPARE(model.unreadBelow(row), 98);
        QCOMPARE(model.unreadBelow(0), 99);
        QCOMPARE(model.unreadBelow(model.rowCount() - 1), 199 - model.index(model.rowCount() - 1).data().toInt());
        readAll();
        QCOMPARE(model.unreadBelow(row), 0);
        QCOMPARE(rowsWith(model, MessageListModel::FirstUnreadRole), QList{row}); // stays until the chat is opened again
        while (model.canFetchNewer())
            model.fetchNewer();
        receive(1, 200);
        QCOMPARE(model.unreadBelow(row), 1);
        QCOMPARE(rowsWith(model, MessageListModel::FirstUnreadRole), QList{row});
        model.setChat(chat);
        QCOMPARE(model.index(model.openingRow()).data().toString(), u"200"_s);
    }

    void growsAtBothEndsAndStaysBounded()
    {
        receive(3000);
        readAll();
        MessageListModel model(*t->store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChat(chat);
        QCOMPARE(model.rowCount(), MessageListModel::kPage);
        QCOMPARE(model.index(model.openingRow()).data().toString(), u"2999"_s);
        int pages = 0;
        while (model.canFetchOlder()) {
            model.fetchOlder();
            QVERIFY(model.rowCount() <= MessageListModel::kMaxRows);
            ++pages;
        }
        QCOMPARE(pages, 3000 / MessageListModel::kPage - 1);
        QCOMPARE(texts(model), all().mid(0, MessageListModel::kMaxRows));
        receive(1, 5000); // far below what is being read
        QCOMPARE(texts(model), all().mid(0, MessageListModel::kMaxRows));
        while (model.canFetchNewer())
            model.fetchNewer();
        QCOMPARE(texts(model), all().mid(3001 - MessageListModel::kMaxRows));
        while (model.canFetchOlder())
            model.fetchOlder();
        model.jumpToNewest();
        QCOMPARE(texts(model), all().mid(3001 - MessageListModel::kPage));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.jumpToNewest();
        QCOMPARE(resets.count(), 0);
        const auto middle = t->store->read().messages.newest(chat, 1500).front();
        QVERIFY(model.showAround(middle.id));
        QVERIFY(model.indexOf(middle.id).isValid());
        QVERIFY(model.canFetchNewer());
        QVERIFY(!model.showAround(MessageId(999999)));
    }

    void aBatchIsOneInsertion()
    {
        receive(10);
        readAll();
        MessageListModel model(*t->store);
        model.setChat(chat);
        Mirror mirror(model);
        receive(50, 10);
        QCOMPARE(mirror.operations, 1);
        QCOMPARE(mirror.difference(), QString());
        QCOMPARE(texts(model), all());
        mirror.operations = 0;
        receive(1000, 60); // more than the window holds
        QCOMPARE(mirror.operations, 2); // in, and the oldest out
        QCOMPARE(texts(model), all().mid(1060 - MessageListModel::kMaxRows));
        QVERIFY(model.canFetchOlder());
    }

    void tellsOnlyWhatChanged()
    {
        receive(5);
        readAll();
        MessageListModel model(*t->store);
        model.setChat(chat);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        auto correction = incoming(account, chat, u"better"_s, 9);
        t->run([=](StoreSession &s) { s.messages.correct(correction, u"id-2"_s); });
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.front().at(0).toModelIndex().row(), 2);
        QCOMPARE(changed.front().at(1).toModelIndex().row(), 2);
        QVERIFY(changed.front().at(2).value<QList<int>>().contains(int(MessageListModel::MessageRole)));
        changed.clear();
        t->run([this](StoreSession &s) { s.contacts.upsert({account, net::Jid::fromString(u"bert@example.org"), u"Bertram"_s, {}, {}, Subscription::Both, false, {}}); });
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.front().at(2).value<QList<int>>(), (QList<int>{MessageListModel::SenderNameRole, MessageListModel::SenderAvatarRole, Qt::AccessibleTextRole}));
        QCOMPARE(model.index(0).data(MessageListModel::SenderNameRole).toString(), u"Bertram"_s);
    }

    void theUnreadLineFindsItsNextRow()
    {
        MessageId first{};
        t->run([&, this](StoreSession &s) {
            first = s.messages.insertIncoming(incoming(account, chat, u"first"_s, 0)).id;
            s.messages.insertOutgoing(outgoing(account, chat, u"own"_s, 1));
            s.messages.insertOutgoing(outgoing(account, chat, u"more"_s, 2));
            s.messages.insertIncoming(incoming(account, chat, u"second"_s, 3));
        });
        MessageListModel model(*t->store);
        model.setChat(chat);
        Mirror mirror(model);
        QCOMPARE(rowsWith(model, MessageListModel::FirstUnreadRole), QList{0});
        t->run([=](StoreSession &s) { s.messages.remove(first); });
        QCOMPARE(rowsWith(model, MessageListModel::FirstUnreadRole), QList{2});
        QCOMPARE(mirror.difference(), QString());
    }

    void groupsAndDays()
    {
        const auto put = [&](bool own, double at) {
            t->run([=, this](StoreSession &s) {
                const auto body = QString::number(at);
                if (own)
                    s.messages.insertOutgoing(outgoing(account, chat, body, at));
                else
                    s.messages.insertIncoming(incoming(account, chat, body, at));
            });
        };
        put(false, 0);
        put(false, 299);
        put(false, 600); // more than five minutes
        put(true, 601);
        put(true, 602);
        put(true, 86400 + 602); // the next day
        readAll();
        MessageListModel model(*t->store);
        model.setChat(chat);
        QCOMPARE(rowsWith(model, MessageListModel::FirstOfGroupRole), (QList{0, 2, 3, 5}));
        QCOMPARE(rowsWith(model, MessageListModel::LastOfGroupRole), (QList{1, 2, 4, 5}));
        QCOMPARE(rowsWith(model, MessageListModel::FirstOfDayRole), (QList{0, 5}));
        QCOMPARE(model.index(0).data(MessageListModel::SenderNameRole).toString(), u"Bert"_s);
        QCOMPARE(model.index(3).data(MessageListModel::SenderNameRole).toString(), u"Anna"_s);
        QCOMPARE(model.index(3).data(MessageListModel::SenderAvatarRole).toString(), u"own"_s);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        t->run([this](StoreSession &s) { s.accounts.setProfile(account, u"Annabel"_s, u"new"_s); });
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(3).data(MessageListModel::SenderNameRole).toString(), u"Annabel"_s);
        QCOMPARE(model.index(3).data(MessageListModel::SenderAvatarRole).toString(), u"new"_s);
    }

    void speaks()
    {
        t->run([this](StoreSession &s) {
            s.messages.insertIncoming(incoming(account, chat, u"see you there"_s, 0));
            const auto id = s.messages.insertOutgoing(outgoing(account, chat, u"good"_s, 1));
            s.messages.advance(id, MessageState::Displayed);
        });
        MessageListModel model(*t->store);
        model.setChat(chat);
        const auto first = model.index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(first.startsWith(u"Bert, see you there, "_s), qPrintable(first));
        const auto second = model.index(1).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(second.startsWith(u"You, good, "_s) && second.endsWith(u", read"_s), qPrintable(second));
    }

    void holes()
    {
        t->run([this](StoreSession &s) {
            auto m = incoming(account, chat, u"known"_s, 0);
            m.archiveId = u"A1"_s;
            s.messages.insertIncoming(m);
        });
        readAll();
        const auto gap = t->run([this](StoreSession &s) { return s.archive.openCatchUp(account); });
        MessageListModel model(*t->store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChat(chat);
        Mirror mirror(model);
        const auto fill = [&](int from, int to, bool complete) {
            ArchivePage page;
            for (int i = from; i <= to; ++i)
                page.messages.push_back(test::archived(incoming(account, chat, u"m%1"_s.arg(i), i), u"A%1"_s.arg(i)));
            page.oldestId = page.messages.front().archiveId;
            page.oldestAt = page.messages.front().sentAt;
            page.newestId = page.messages.back().archiveId;
            page.complete = complete;
            t->run([=](StoreSession &s) { s.archive.fill(gap.id, ChatId{}, page); });
        };
        fill(20, 30, false);
        QCOMPARE(rowsWith(model, MessageListModel::GapAboveRole), QList{1});
        QCOMPARE(mirror.difference(), QString());
        fill(10, 19, false);
        QCOMPARE(rowsWith(model, MessageListModel::GapAboveRole), QList{1});
        QCOMPARE(mirror.difference(), QString());
        mirror.operations = 0;
        fill(2, 9, true);
        QCOMPARE(mirror.operations, 1);
        QVERIFY(rowsWith(model, MessageListModel::GapAboveRole).isEmpty());
        QCOMPARE(mirror.difference(), QString());
        QCOMPARE(texts(model), all());
    }

    // Anything that can happen to a chat, in any order: what the model shows is what a model that is loaded afresh would show of the same stretch, and nobody was told wrong.
    void anyCourseOfChanges_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 25; ++seed)
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void anyCourseOfChanges()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const auto other = t->chat(account, u"carl@example.org"_s);
        int serial = 0;
        double now = 0;
        receive(int(random.bounded(300)), -400);
        if (random.bounded(2))
            readAll();
        MessageListModel model(*t->store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setChat(chat);
        Mirror mirror(model);
        for (int step = 0; step < 60; ++step) {
            now += random.bounded(400);
            const auto what = random.bounded(12);
            t->run([&, this](StoreSession &s) {
                const auto any = [&] {
                    const auto rows = s.messages.newest(chat, 400);
                    return rows.empty() ? Message() : rows.at(random.bounded(quint32(rows.size())));
                };
                switch (what) {
                case 0:
                case 1:
                    for (auto n = random.bounded(step % 10 == 0 ? 400 : 6); n > 0; --n) {
                        s.messages.insertIncoming(incoming(account, chat, u"in%1"_s.arg(++serial), now));
                        s.messages.insertIncoming(incoming(account, other, u"other%1"_s.arg(serial), now));
                    }
                    break;
                case 2:
                    s.messages.insertOutgoing(outgoing(account, chat, u"out%1"_s.arg(++serial), now));
                    break;
                case 3:
                    for (const auto &m : s.messages.waiting(account)) {
                        if (random.bounded(2))
                            s.messages.advance(m.id, MessageState(1 + random.bounded(4)));
                    }
                    break;
                case 4:
                    for (auto n = random.bounded(5); n > 0; --n)
                        s.messages.remove(any().id);
                    break;
                case 5:
                    s.markers.markRead(chat, any().id);
                    break;
                case 6: { // a delayed one, between others
                    auto m = incoming(account, chat, u"late%1"_s.arg(++serial), now - 1000);
                    m.delayed = true;
                    s.messages.insertIncoming(m);
                    break;
                }
                case 7: { // a page of history, with some that are known and some that contradict the order
                    ArchivePage page;
                    const auto at = any().sentAt;
                    for (auto n = random.bounded(40); n > 0; --n) {
                        if (random.bounded(5) == 0 && any().id != MessageId{}) {
                            const auto known = any();
                            auto m = known.direction == Direction::Incoming ? incoming(account, chat, known.body, 0) : outgoing(account, chat, known.body, 0);
                            m.stanzaId = m.originId = known.stanzaId;
                            m.sentAt = known.sentAt.addSecs(int(random.bounded(30)) - 15);
                            m.archiveId = known.archiveId.isEmpty() ? u"K%1"_s.arg(++serial) : known.archiveId;
                            page.messages.push_back(m);
                        } else {
                            ++serial;
                            auto m = test::archived(incoming(account, chat, u"old%1"_s.arg(serial), 0), u"H%1"_s.arg(serial));
                            m.sentAt = at.addSecs(-int(n));
                            page.messages.push_back(m);
                        }
                    }
                    const auto gaps = s.archive.gaps(account);
                    if (!page.messages.empty()) {
                        page.oldestId = page.messages.front().archiveId;
                        page.oldestAt = page.messages.front().sentAt;
                        page.newestId = page.messages.back().archiveId;
                        page.complete = random.bounded(3) == 0;
                    }
                    s.archive.fill(gaps.empty() ? GapId{} : gaps.front().id, {}, page);
                    break;
                }
                case 8:
                    s.archive.openCatchUp(account);
                    break;
                case 9:
                    s.messages.correct(incoming(account, chat, u"edit%1"_s.arg(++serial), now), any().stanzaId);
                    break;
                default:
                    break;
                }
            });
            if (what == 10)
                random.bounded(2) ? model.fetchOlder() : model.fetchNewer();
            if (what == 11 && random.bounded(3) == 0)
                random.bounded(2) ? model.jumpToNewest() : model.setChat(chat);
            QCOMPARE(mirror.difference(), QString());
            QVERIFY(model.rowCount() <= MessageListModel::kMaxRows);
            // A stretch of the conversation without holes of its own, with the right ends.
            const auto everything = t->store->read().messages.newest(chat, 100000);
            const auto shown = texts(model);
            const auto whole = test::bodies(everything);
            if (shown.isEmpty()) {
                QVERIFY(whole.isEmpty());
                continue;
            }
            const auto start = whole.indexOf(shown.front());
            QCOMPARE(shown, whole.mid(start, shown.size()));
            if (!model.canFetchOlder())
                QCOMPARE(start, 0);
            if (!model.canFetchNewer())
                QCOMPARE(start + shown.size(), whole.size());
            for (int row = 0; row < model.rowCount(); ++row)
                QCOMPARE(model.index(row).data(MessageListModel::MessageRole).value<Message>(), everything[size_t(start + row)]);
        }
    }
};

QTEST_GUILESS_MAIN(TestMessageWindow)
#include "tst_message_window.moc"
