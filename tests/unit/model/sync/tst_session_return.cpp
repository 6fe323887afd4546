// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/presence_board.h"
#include "net/proto/kith_detach.h"
#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0490_mds.h"
#include "net/xml/writer.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QString kBert = u"bert@b.example"_s;

class Sleep final : public net::NetworkMonitor
{
};

int presences(const SyncFixture &f)
{
    return int(std::count_if(f.server.stanzas.begin(), f.server.stanzas.end(), [](const net::xml::Element &stanza) { return stanza.name() == u"presence"; }));
}

int rosterQuestions(const SyncFixture &f)
{
    return int(std::count_if(f.server.questions.begin(), f.server.questions.end(), [](const net::xml::Element &iq) { return iq.child(u"query", u"jabber:iq:roster"); }));
}

} // namespace

class TestSessionReturn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The answer did not come, and then the connection was gone: what others have read is asked for again, though the session is the same.
    void readMarkersAreAskedAgain()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const QString first = f.server.message(kBert + u"/x"_s, u"1"_s, u"b1"_s);
        f.flush();
        QCOMPARE(f.chat(kBert)->unread, 1);
        f.close();
        f.server.forgetSessions();
        f.server.readElsewhere(kBert, first);
        bool withheld = false;
        f.server.answers = [&withheld](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            if (withheld || !iq.child(u"pubsub", net::xep0060::kNs) || !net::xml::serialize(iq).contains(net::xep0490::kNs.toString().toUtf8()))
                return std::nullopt;
            withheld = true;
            return net::xml::Element(u"presence", u"jabber:client").set(u"from", u"carl@c.example/x"_s); // no answer
        };
        f.open();
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        QVERIFY(withheld);
        for (int i = 0; i < 31; ++i) { // past the time-out of the question, before it is asked again
            f.clock.advance(std::chrono::seconds(1));
            f.flush();
        }
        QCOMPARE(f.chat(kBert)->unread, 1);
        f.server.cut();
        QVERIFY(f.waitWhileTimePasses([&] { return f.server.resumes == 1; }));
        QVERIFY(f.waitWhileTimePasses([&] { return f.chat(kBert)->unread == 0; }));
    }

    /// Cut while the node of read markers was being made private: what was read here is published all the same.
    void readMarkersArePublishedBehindACut()
    {
        SyncFixture f;
        f.befriend(kBert);
        f.server.hasForeignMarkerNode = true;
        QVERIFY(f.signIn());
        f.server.message(kBert + u"/x"_s, u"1"_s, u"b1"_s);
        f.flush();
        bool withheld = false;
        f.server.answers = [&withheld](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            if (withheld || !iq.child(u"pubsub", u"http://jabber.org/protocol/pubsub#owner"))
                return std::nullopt;
            withheld = true;
            return net::xml::Element(u"presence", u"jabber:client").set(u"from", u"carl@c.example/x"_s); // no answer
        };
        f.account()->markRead(f.chat(kBert)->id, {});
        QVERIFY(f.waitWhileTimePasses([&] { return withheld; }));
        QCOMPARE(f.server.publications, 0);
        f.server.cut();
        QVERIFY(f.waitWhileTimePasses([&] { return f.server.resumes == 1; }));
        QVERIFY(f.waitWhileTimePasses([&] { return f.server.publications == 1; }));
    }

    void whatOpenedItIsNotSaidAgain()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.flush();
        const int said = presences(f), asked = rosterQuestions(f);
        f.restart();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.server.resumes, 1);
        QCOMPARE(presences(f), said);
        QCOMPARE(rosterQuestions(f), asked);
    }

    void whatMayNotHaveOpenedItIsSaidAgain_data()
    {
        QTest::addColumn<bool>("reconciled");
        QTest::newRow("ended directly behind the bind") << false;
        QTest::newRow("ended before the contacts were answered") << true;
    }
    void whatMayNotHaveOpenedItIsSaidAgain()
    {
        QFETCH(bool, reconciled);
        SyncFixture f;
        QVERIFY(f.signIn());
        f.flush();
        const int said = presences(f), asked = rosterQuestions(f);
        f.close();
        f.server.settle();
        f.open();
        f.store->run([reconciled](StoreSession &session) {
            const AccountId account = session.accounts.all().front().id;
            const LedgerRecord record = *session.ledger.find(account);
            session.ledger.begin(account, record.state);
            if (reconciled)
                session.ledger.setReconciled(account);
            session.ledger.setInbound(account, record.inbound);
            (void)session.ledger.settle(account, record.acked);
            for (const LedgerStanza &stanza : record.queue)
                session.ledger.enqueue(account, stanza);
        });
        f.flush();
        f.server.archiveOnly(kBert, u"anna@example.net"_s, u"came before the bind"_s);
        f.accounts->start(true);
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.server.resumes, 1);
        QCOMPARE(f.bodies(kBert), QStringList{u"came before the bind"_s});
        QVERIFY(presences(f) > said);
        QVERIFY(rosterQuestions(f) > asked);
        f.server.cut(); // and only once
        const int again = presences(f);
        QVERIFY(f.waitWhileTimePasses([&] { return f.server.resumes == 2 && f.isOnline(); }));
        f.flush();
        QCOMPARE(presences(f), again);
    }

    void wakesWhileItIsLeaving()
    {
        Sleep sleep;
        SyncFixture f;
        QVERIFY(f.signIn());
        f.flush();
        f.close();
        f.server.settle();
        f.network = &sleep;
        f.open();
        f.accounts->start(true);
        QVERIFY(f.waitCaughtUp());
        f.flush();
        Q_EMIT sleep.fallingAsleep();
        QVERIFY(f.isOnline()); // its last word is being written down
        Q_EMIT sleep.wokeUp();
        QVERIFY(f.waitFor([&] { return f.server.resumes == 2; }));
        QVERIFY(f.waitCaughtUp());
        f.close();
        f.network = nullptr;
    }

    void wakingIsNoReasonToFightACopy()
    {
        Sleep sleep;
        SyncFixture f;
        QVERIFY(f.signIn());
        f.flush();
        f.close();
        f.server.settle();
        f.network = &sleep;
        f.open();
        f.accounts->start(true);
        QVERIFY(f.waitCaughtUp());
        net::xml::Element killed(u"error", net::rfc6120::kStreamNs);
        killed.add(net::xml::Element(u"conflict", net::rfc6120::kStreamErrorNs)).add(net::xml::Element(u"killed", net::detach::kNs));
        f.server.deliver(killed);
        QVERIFY(f.waitFor([&] { return f.account()->status().kind == ConnectionKind::Offline; }));
        QVERIFY(f.account()->status().problem.contains(u"another copy of this profile"));
        const int dials = f.server.dials;
        Q_EMIT sleep.wokeUp();
        f.server.settle();
        QCOMPARE(f.server.dials, dials);
        f.account()->connectNow(); // the user says so
        QVERIFY(f.waitFor([&] { return f.isOnline(); }));
        f.close();
        f.network = nullptr;
    }

    void presenceOfWhoHasGoneIsNotKept()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const auto presence = [&](const QString &from, bool here) {
            net::xml::Element stanza(u"presence", u"jabber:client");
            stanza.set(u"from", from);
            if (!here)
                stanza.set(u"type", u"unavailable"_s);
            f.server.deliver(stanza);
        };
        const AccountId account = f.store->read().accounts.all().front().id;
        f.flush();
        for (size_t i = 0; i < PresenceBoard::kMaxDevices + 10; ++i)
            presence(kBert + u'/' + QString::number(i), true);
        f.flush();
        QCOMPARE(f.store->read().presences.all(account).size(), PresenceBoard::kMaxDevices);
        presence(kBert, false);
        f.flush();
        QVERIFY(f.store->read().presences.all(account).empty());
    }
};

QTEST_GUILESS_MAIN(TestSessionReturn)
#include "tst_session_return.moc"
