// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/partner.h"
#include "tests/support/app/server_test.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using test::Partner;
using test::Person;

/// A long archive, and a client that is not ours.
class ArchiveReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void twoThousandMessages_data() { onBothServers(); }
    void twoThousandMessages();
    void talksWithAnotherClient_data() { onBothServers(); }
    void talksWithAnotherClient();
};

void ArchiveReal::initTestCase()
{
    if (Partner::isInstalled())
        return;
    if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("python3-slixmpp is not installed, and KITH_REQUIRE_SERVERS is set");
    QSKIP("python3-slixmpp is not installed");
}

void ArchiveReal::twoThousandMessages()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressB = server->address(userB);
    QStringList expected;
    for (int i = 0; i < 2000; ++i)
        expected << u"message %1"_s.arg(i);

    Person a;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString()); // ejabberd archives only for accounts that have asked for their archive or been online
    QVERIFY(a.waitCaughtUp());
    a.quit();
    {
        Partner flood(*server, userB, u"secret"_s, {u"flood"_s, server->address(userA), u"2000"_s});
        QVERIFY2(flood.waitForLine(u"done"_s, 240'000), qPrintable(flood.output()));
    }
    a.start();
    QVERIFY(a.waitCaughtUp());
    // What is not read at once fills by itself; ask for older history as a reader who scrolls up does.
    QElapsedTimer sinceStart;
    sinceStart.start();
    while (a.bodies(addressB).size() < 2000 && sinceStart.elapsed() < 60'000) {
        const auto messages = a.messages(addressB);
        if (!messages.empty())
            a.account()->loadOlder(a.chat(addressB)->id, messages.front().id);
        const qsizetype before = a.bodies(addressB).size();
        (void)QTest::qWaitFor([&] { return a.bodies(addressB).size() > before; }, 10'000);
    }
    QCOMPARE(a.bodies(addressB).size(), 2000);
    // ejabberd hands on what the lost session had not taken with stamps a little later than its archive's: the page that holds the edge of the hole settles the order.
    QTRY_COMPARE_WITH_TIMEOUT(a.bodies(addressB), expected, 60'000);

    Person second; // a fresh device sees the same
    QCOMPARE(second.signIn(*server, userA, u"secret"_s), QString());
    QVERIFY(second.waitCaughtUp());
    QVERIFY(second.waitForBody(addressB, u"message 1999"_s));
    const QStringList seen = second.bodies(addressB);
    QCOMPARE(seen, expected.mid(2000 - seen.size()));
}

void ArchiveReal::talksWithAnotherClient()
{
    KITH_SERVER(server);
    const QString userA = newUser(*server), userB = newUser(*server);
    const QString addressB = server->address(userB);
    Partner partner(*server, userB, u"secret"_s, {u"echo"_s});
    QVERIFY2(partner.waitForLine(u"ready"_s, 30'000), qPrintable(partner.output()));
    Person a;
    QCOMPARE(a.signIn(*server, userA, u"secret"_s), QString());
    QVERIFY(a.waitCaughtUp());
    a.say(addressB, u"hello <there> & \"you\" 🎈"_s);
    QVERIFY(a.waitForBody(addressB, u"echo: hello <there> & \"you\" 🎈"_s));
    QVERIFY(a.waitForState(addressB, u"hello <there> & \"you\" 🎈"_s, model::MessageState::Delivered)); // XEP-0184 of the other program
    QVERIFY(partner.output().contains(u"got hello <there> & \"you\" 🎈"_s));
}

QTEST_GUILESS_MAIN(ArchiveReal)
#include "tst_archive_real.moc"
