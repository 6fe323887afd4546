// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/database.h"
#include "model/sync/session_keeper.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/model/temp_store.h"
#include "tests/support/net/fake_ids.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

class TestSessionKeeper : public QObject
{
    Q_OBJECT

    net::CryptoRuntime m_crypto;
    net::FakeIds m_ids;

    [[nodiscard]] static net::ResumeState state(const QString &id)
    {
        net::ResumeState state;
        state.smId = id;
        state.fullJid = net::Jid::fromString(u"anna@example.org/kith");
        return state;
    }
    [[nodiscard]] static bool write(TempStore &t, SessionKeeper &keeper, quint32 inbound)
    {
        std::optional<bool> kept;
        keeper.write({inbound, 0, 1, {}}, [&kept](bool done) { kept = done; });
        return QTest::qWaitFor([&kept] { return kept.has_value(); }) && t.store->flush() && *kept;
    }

private Q_SLOTS:
    void keepsTheSession()
    {
        TempStore t;
        SessionKeeper keeper(*t.store, m_ids, t.account(), "here");
        keeper.setKey("key");
        keeper.began(state(u"a"_s));
        QVERIFY(write(t, keeper, 7));
        const auto kept = keeper.kept();
        QVERIFY(kept);
        QCOMPARE(kept->smId, u"a"_s);
        QCOMPARE(kept->inbound, 7u);
    }

    void sessionWithoutKeyStrikesOutTheOneBefore()
    {
        TempStore t;
        const AccountId account = t.account();
        SessionKeeper before(*t.store, m_ids, account, "here");
        before.setKey("key");
        before.began(state(u"a"_s));
        QVERIFY(write(t, before, 7));

        // The keychain stays closed: this process cannot keep its own session, and must not leave an older one to be taken up after it.
        SessionKeeper without(*t.store, m_ids, account, "here");
        without.began(state(u"b"_s));
        QVERIFY(write(t, without, 1));
        QVERIFY(!t.store->read().ledger.find(account));

        SessionKeeper after(*t.store, m_ids, account, "here");
        after.setKey("key");
        QVERIFY(!after.kept());
    }

    void aTicketAndItsUseOutliveTheProcess()
    {
        TempStore t;
        const AccountId account = t.account();
        SessionKeeper keeper(*t.store, m_ids, account, "here");
        keeper.setKey("key");
        keeper.began(state(u"a"_s));
        net::ResumeState withTicket = state(u"a"_s);
        withTicket.detachTicket = u"ticket-of-a"_s;
        withTicket.proving = withTicket.detached = true;
        std::optional<bool> written;
        keeper.changed(withTicket, [&written](bool done) { written = done; });
        QVERIFY(!written); // from the event loop
        QVERIFY(QTest::qWaitFor([&written] { return written.has_value(); }) && *written);

        SessionKeeper after(*t.store, m_ids, account, "here");
        after.setKey("key");
        const auto kept = after.kept();
        QVERIFY(kept && kept->proving && kept->detached);
        QCOMPARE(kept->detachTicket, u"ticket-of-a"_s);
        QVERIFY(!t.store->read().ledger.find(account)->state.contains("ticket-of-a")); // sealed (D50)
        SessionKeeper copy(*t.store, m_ids, account, "elsewhere");
        copy.setKey("key");
        QVERIFY(!copy.kept()); // D49
    }

    /// The next question for the session says this number: whoever comes after that may not ask for less.
    void leavingCounts()
    {
        TempStore t;
        t.open({std::chrono::milliseconds(50), 0});
        SessionKeeper keeper(*t.store, m_ids, t.account(), "here");
        keeper.setKey("key");
        keeper.began(state(u"a"_s));
        QVERIFY(write(t, keeper, 5));
        net::ResumeState last = state(u"a"_s);
        last.inbound = 9;
        keeper.left(last);
        QVERIFY(t.store->flush());
        QCOMPARE(keeper.kept().value().inbound, 9u);
        last.inbound = 7; // said in an order that is not that of the disk
        keeper.left(last);
        QVERIFY(t.store->flush());
        QCOMPARE(keeper.kept().value().inbound, 9u);
    }

    void numbersAreNotAddedToAnotherSession()
    {
        TempStore t;
        t.open({std::chrono::milliseconds(50), 0});
        const AccountId account = t.account();
        SessionKeeper keeper(*t.store, m_ids, account, "here");
        QSignalSpy failed(&keeper, &SessionKeeper::failed);
        keeper.setKey("key");
        keeper.began(state(u"a"_s));
        QVERIFY(write(t, keeper, 500));
        {
            const auto other = Database::open(t.file(), Database::Mode::ReadWrite, std::chrono::milliseconds(50));
            QVERIFY(other);
            (*other)->execute(u"BEGIN IMMEDIATE"_s);
            keeper.began(state(u"b"_s)); // cannot be entered
            QVERIFY(failed.wait());
            (*other)->execute(u"ROLLBACK"_s);
        }
        QVERIFY(write(t, keeper, 3));
        keeper.left(state(u"b"_s));
        QVERIFY(t.store->flush());
        QVERIFY(!keeper.kept()); // neither a, nor b with the numbers of a
        keeper.began(state(u"c"_s));
        QVERIFY(write(t, keeper, 2));
        QCOMPARE(keeper.kept().value().smId, u"c"_s);
        QCOMPARE(keeper.kept()->inbound, 2u);
    }
};

QTEST_GUILESS_MAIN(TestSessionKeeper)
#include "tst_session_keeper.moc"
