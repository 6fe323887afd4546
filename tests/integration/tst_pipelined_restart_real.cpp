// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Person;
using test::ServerKind;

/// What a stock server that speaks RFC 6120 only does with a stream header behind the authentication, which nobody promised it would take (bind2.md, B16 and its ambiguities).
class PipelinedRestartReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void costsOneQuietReconnect();
};

void PipelinedRestartReal::costsOneQuietReconnect()
{
    test::ServerOptions options;
    options.sasl2 = false;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    const int first = anna.account()->lastLogin().roundTrips;
    // Resumed: Prosody takes it all in one write.
    anna.quit();
    anna.start();
    QVERIFY(anna.waitCaughtUp());
    QCOMPARE(anna.account()->lastLogin().quietReconnects, 0);
    QVERIFY(anna.account()->lastLogin().resumed);
    QCOMPARE(anna.account()->lastLogin().roundTrips, 2);
    // With nothing to resume it takes the chunk too, and then reads on in the document before the restart: noted, and the connection after that is a good one.
    anna.quit();
    server->stop();
    QVERIFY(server->start());
    anna.start();
    QTRY_COMPARE_WITH_TIMEOUT(anna.account()->lastLogin().quietReconnects, 1, 20'000);
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    server->stop();
    QVERIFY(server->start());
    anna.start();
    QVERIFY(anna.waitCaughtUp());
    anna.say(server->address(u"anna"_s), u"to myself"_s);
    QVERIFY(anna.waitForState(server->address(u"anna"_s), u"to myself"_s, model::MessageState::Accepted));
    QCOMPARE(anna.account()->lastLogin().rung, u"classic"_s);
    QCOMPARE(anna.account()->lastLogin().quietReconnects, 0);
    anna.quit();
    anna.start();
    QVERIFY(anna.waitCaughtUp());
    QVERIFY(anna.account()->lastLogin().resumed);
    QCOMPARE(anna.account()->lastLogin().quietReconnects, 0);
    QVERIFY2(anna.account()->lastLogin().roundTrips < first, qPrintable(u"%1 of %2"_s.arg(anna.account()->lastLogin().roundTrips).arg(first)));
}

QTEST_GUILESS_MAIN(PipelinedRestartReal)
#include "tst_pipelined_restart_real.moc"
