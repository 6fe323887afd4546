// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Person;

/// Two people, two devices, one server, and what can happen to them.
class ConversationReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void twoPeopleTalk_data() { onBothServers(); }
    void twoPeopleTalk();
    void everythingIsThereAfterAKill_data() { onBothServers(); }
    void everythingIsThereAfterAKill();
    void twoDevicesOfOneAccount_data() { onBothServers(); }
    void twoDevicesOfOneAccount();
    void writtenOffline_data() { onBothServers(); }
    void writtenOffline();
    void serverDiesAndReturns_data() { onBothServers(); }
    void serverDiesAndReturns();
    void contactsFindEachOther_data() { onBothServers(); }
    void contactsFindEachOther();

private:
    void befriend(Person &a, const QString &addressA, Person &b, const QString &addressB);
};

// Both ask and both accept: from then on receipts and presence flow.
void ConversationReal::befriend(Person &a, const QString &addressA, Person &b, const QString &addressB)
{
    a.account()->addContact(net::Jid::fromString(addressB), u"B"_s);
    QTRY_VERIFY_WITH_TIMEOUT(b.chat(addressA).has_value() && b.chat(addressA)->request, 20'000);
    b.account()->acceptRequest(b.chat(addressA)->id);
    QTRY_COMPARE_WITH_TIMEOUT(b.account()->peerStatus(net::Jid::fromString(addressA)).availability, model::Availability::Online, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(a.account()->peerStatus(net::Jid::fromString(addressB)).availability, model::Availability::Online, 20'000);
}

void ConversationReal::contactsFindEachOther()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    Person a, b;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp() && b.waitCaughtUp());
    befriend(a, server->address(userA), b, server->address(userB));
    a.quit();
    // Closing is not leaving: shown as away, and as detached.
    QTRY_COMPARE_WITH_TIMEOUT(b.account()->peerStatus(net::Jid::fromString(server->address(userA))).availability, model::Availability::LongAway, 20'000);
    QVERIFY(b.account()->peerStatus(net::Jid::fromString(server->address(userA))).detachedSince.isValid());
}

void ConversationReal::twoPeopleTalk()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressA = server->address(userA), addressB = server->address(userB);
    Person a, b;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp() && b.waitCaughtUp());
    befriend(a, addressA, b, addressB);
    if (QTest::currentTestFailed())
        return;

    for (int i = 0; i < 20; ++i) {
        a.say(addressB, u"from A %1 <&> ümlaut 🎉"_s.arg(i));
        QVERIFY(b.waitForBody(addressA, u"from A %1 <&> ümlaut 🎉"_s.arg(i)));
        b.say(addressA, u"from B %1"_s.arg(i));
        QVERIFY(a.waitForBody(addressB, u"from B %1"_s.arg(i)));
    }
    QCOMPARE(a.bodies(addressB), b.bodies(addressA));
    QCOMPARE(a.bodies(addressB).size(), 40);
    QVERIFY(a.waitForState(addressB, u"from A 19 <&> ümlaut 🎉"_s, model::MessageState::Delivered));
    QCOMPARE(b.chat(addressA)->unread, 20);
    b.account()->markRead(b.chat(addressA)->id, b.messages(addressA).back().id);
    QTRY_COMPARE(b.chat(addressA)->unread, 0);
    QVERIFY(a.waitForState(addressB, u"from A 19 <&> ümlaut 🎉"_s, model::MessageState::Displayed));
}

void ConversationReal::everythingIsThereAfterAKill()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressA = server->address(userA), addressB = server->address(userB);
    Person a, b;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp() && b.waitCaughtUp());
    QStringList expected;
    for (int i = 0; i < 30; ++i) {
        b.say(addressA, u"number %1"_s.arg(i));
        expected << u"number %1"_s.arg(i);
        if (i == 14) {
            QVERIFY(a.waitForBody(addressB, u"number 3"_s));
            a.vanish(); // in the middle of the stream
        }
    }
    QVERIFY(b.waitForState(addressA, u"number 29"_s, model::MessageState::Accepted));
    a.start();
    QVERIFY(a.waitCaughtUp());
    QVERIFY(a.waitForBody(addressB, u"number 29"_s));
    QTRY_COMPARE_WITH_TIMEOUT(a.bodies(addressB), expected, 20'000);
    a.quit();
    a.start(false);
    QCOMPARE(a.bodies(addressB), expected);
}

void ConversationReal::twoDevicesOfOneAccount()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressA = server->address(userA), addressB = server->address(userB);
    Person desk, lap, b;
    QCOMPARE(desk.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(lap.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(desk.waitCaughtUp() && lap.waitCaughtUp() && b.waitCaughtUp());
    b.say(addressA, u"to both"_s);
    QVERIFY(desk.waitForBody(addressB, u"to both"_s));
    QVERIFY(lap.waitForBody(addressB, u"to both"_s));
    desk.say(addressB, u"from the desk"_s);
    QVERIFY(lap.waitForBody(addressB, u"from the desk"_s));
    lap.say(addressB, u"from the lap"_s);
    QVERIFY(desk.waitForBody(addressB, u"from the lap"_s));
    QVERIFY(b.waitForBody(addressA, u"from the lap"_s));
    const QStringList expected{u"to both"_s, u"from the desk"_s, u"from the lap"_s};
    QCOMPARE(desk.bodies(addressB), expected);
    QCOMPARE(lap.bodies(addressB), expected);
    QCOMPARE(lap.messages(addressB).at(1).direction, model::Direction::Outgoing);
}

void ConversationReal::writtenOffline()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressA = server->address(userA), addressB = server->address(userB);
    Person a, b;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp() && b.waitCaughtUp());
    a.quit();
    a.start(false);
    a.say(addressB, u"one"_s);
    a.say(addressB, u"two"_s);
    a.say(addressB, u"three"_s);
    QTRY_COMPARE(a.bodies(addressB), (QStringList{u"one"_s, u"two"_s, u"three"_s}));
    QCOMPARE(a.messages(addressB).front().state, model::MessageState::Queued);
    a.quit(); // still waiting when the program ends
    a.start(true);
    QVERIFY(b.waitForBody(addressA, u"three"_s));
    QCOMPARE(b.bodies(addressA), (QStringList{u"one"_s, u"two"_s, u"three"_s}));
    QVERIFY(a.waitForState(addressB, u"three"_s, model::MessageState::Accepted));
}

void ConversationReal::serverDiesAndReturns()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressA = server->address(userA), addressB = server->address(userB);
    Person a, b;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QCOMPARE(b.signIn(*server, userB, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp() && b.waitCaughtUp());
    a.say(addressB, u"before"_s);
    QVERIFY(b.waitForBody(addressA, u"before"_s));
    server->stop();
    QTRY_VERIFY_WITH_TIMEOUT(a.account()->status().kind != model::ConnectionKind::Online, 20'000);
    a.say(addressB, u"meanwhile"_s);
    QTRY_COMPARE(a.account()->status().waitingMessages, 1);
    QVERIFY(server->start());
    a.account()->connectNow();
    b.account()->connectNow();
    QVERIFY(b.waitForBody(addressA, u"meanwhile"_s, 60'000));
    QCOMPARE(b.bodies(addressA), (QStringList{u"before"_s, u"meanwhile"_s}));
    QCOMPARE(a.bodies(addressB), (QStringList{u"before"_s, u"meanwhile"_s}));
    QTRY_COMPARE(a.account()->status().waitingMessages, 0);
}

QTEST_GUILESS_MAIN(ConversationReal)
#include "tst_conversation_real.moc"
