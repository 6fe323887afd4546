// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/message_search_model.h"
#include "tests/support/model/temp_store.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

class TestMessageSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatWasAskedForLast()
    {
        TempStore t;
        const auto account = t.account(), second = t.account(u"anna@example.net"_s);
        const auto bert = t.chat(account), carl = t.chat(account, u"carl@example.org"_s), gone = t.chat(second);
        t.run([=](StoreSession &s) {
            s.messages.insertIncoming(test::incoming(account, bert, u"the garden gate"_s, 1));
            s.messages.insertIncoming(test::incoming(account, carl, u"a garden"_s, 2));
            s.messages.insertIncoming(test::incoming(second, gone, u"my garden"_s, 3));
            s.accounts.remove(second, false);
        });
        MessageSearchModel model(*t.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy finished(&model, &MessageSearchModel::finished);
        model.search(u"gate"_s);
        model.search(u"Garden"_s);
        QTRY_COMPARE(finished.count(), 1); // the first answer was out of date when it came
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data().toString(), u"a garden"_s);
        QCOMPARE(model.index(0).data(MessageSearchModel::ChatRole).value<Chat>().id, carl);
        QCOMPARE(model.index(1).data(MessageSearchModel::MessageRole).value<Message>().body, u"the garden gate"_s);
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith(u"carl, a garden, "_s));
        model.search(u"garden"_s, bert);
        QTRY_COMPARE(model.rowCount(), 1);
        model.search(u" "_s);
        QCOMPARE(model.rowCount(), 0);
        model.search(u"garden"_s);
        model.search(QString());
        t.store->flush();
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestMessageSearch)
#include "tst_message_search.moc"
