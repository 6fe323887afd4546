// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model/temp_store.h"

using namespace Qt::StringLiterals;
using namespace model;
using test::bodies;
using test::incoming;
using test::TempStore;

/// Full-text search over the messages.
class TestStoreSearch : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> t;
    AccountId account{};
    ChatId chat{};

    Inserted in(const NewMessage &m)
    {
        return t->run([=](StoreSession &s) { return s.messages.insertIncoming(m); });
    }

private Q_SLOTS:
    void init()
    {
        t = std::make_unique<TempStore>();
        account = t->account();
        chat = t->chat(account);
    }

    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("part of a word, any case") << u"ATE IS"_s << QStringList{u"the gate is open"_s};
        QTest::newRow("newest first") << u"the"_s << QStringList{u"the gate is open"_s, u"the \"gatehouse\""_s};
        QTest::newRow("a quote") << u"\"gate"_s << QStringList{u"the \"gatehouse\""_s};
        QTest::newRow("operators are text") << u"gate OR open"_s << QStringList();
        QTest::newRow("short") << u"äß"_s << QStringList{u"xäßy"_s};
        QTest::newRow("percent is text") << u"%"_s << QStringList{u"50% off"_s};
        QTest::newRow("blank") << u"  "_s << QStringList();
    }
    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, found);
        int at = 0;
        for (const auto &body : {u"the \"gatehouse\""_s, u"the gate is open"_s, u"xäßy"_s, u"50% off"_s})
            in(incoming(account, chat, body, ++at));
        QCOMPARE(bodies(t->store->read().messages.search(text, chat, 10)), found);
        QCOMPARE(bodies(t->store->read().messages.search(text, ChatId{}, 10)), found);
        QVERIFY(t->store->read().messages.search(text, ChatId(99), 10).empty());
    }

    void searchForgetsWhatIsGone()
    {
        const auto id = in(incoming(account, chat, u"secret"_s, 1)).id;
        auto correction = incoming(account, chat, u"nothing"_s, 2);
        t->run([=](StoreSession &s) { s.messages.correct(correction, u"id-secret"_s); });
        const auto find = [&](const QString &text) { return t->store->read().messages.search(text, ChatId{}, 10).size(); };
        QCOMPARE(find(u"secret"_s), size_t(0));
        QCOMPARE(find(u"nothing"_s), size_t(1));
        t->run([=](StoreSession &s) { s.messages.remove(id); });
        QCOMPARE(find(u"nothing"_s), size_t(0));
        in(incoming(account, chat, u"in a chat"_s, 3));
        t->run([=, this](StoreSession &s) { s.chats.remove(chat); }); // by a foreign key
        QCOMPARE(find(u"in a chat"_s), size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestStoreSearch)
#include "tst_store_search.moc"
