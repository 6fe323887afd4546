// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile.h"
#include "app/services.h"
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using namespace test;

/// Which servers take a TLS session up again, and that Kith does so wherever one does: over a reconnect, and over a restart of the program.
///
/// | server | as it is installed | what helps |
/// |---|---|---|
/// | Prosody 13 | no: `no_ticket` is in its own list of options, and LuaSec keeps no cache; the two tickets that TLS 1.3 hands out all the same are never taken back | `ssl = { options = { no_ticket = false } }` |
/// | ejabberd 24.12 | no: p1_tls sets SSL_OP_NO_TICKET and switches the cache off | nothing; a terminator in front |
class TlsResumptionReal : public ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void prosodyWithTickets_data();
    void prosodyWithTickets();
    void manyRestarts();
    void serverWithNewKeys();
    void signedOut();
    void stockServers_data() { onBothServers(); }
    void stockServers();
};

static ServerOptions withTickets()
{
    ServerOptions options;
    options.tlsTickets = true;
    return options;
}

void TlsResumptionReal::prosodyWithTickets_data()
{
    QTest::addColumn<bool>("startTls");
    QTest::newRow("direct TLS") << false;
    QTest::newRow("STARTTLS") << true;
}

void TlsResumptionReal::prosodyWithTickets()
{
    QFETCH(bool, startTls);
    KITH_NEED_SERVER(server, ServerKind::Prosody, withTickets());
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s, startTls), QString());
    QVERIFY(anna.waitCaughtUp());
    QVERIFY(!anna.account()->lastLogin().tlsResumed);
    const quint64 full = anna.account()->lastLogin().bytesReceived;
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    const model::LoginReport report = anna.account()->lastLogin();
    QVERIFY(report.tlsResumed);
    QCOMPARE(report.tlsVersion, u"TLSv1.3"_s);
    QCOMPARE(report.channelBinding, u"tls-exporter"_s); // holds on a resumed connection too
    qInfo("first login: %llu octets received, the resumed one: %llu", full, report.bytesReceived);
}

void TlsResumptionReal::manyRestarts()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withTickets());
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    const auto tickets = [&anna] { return anna.store().read().tickets.all().size(); };
    for (int round = 0; round < 6; ++round) {
        QTRY_COMPARE(tickets(), 2U); // one is used up, one comes
        if (round % 2 == 0)
            anna.quit();
        else
            anna.vanish(); // a crash
        anna.start();
        QVERIFY(anna.waitOnline());
        QVERIFY2(anna.account()->lastLogin().tlsResumed, qPrintable(QString::number(round)));
        QVERIFY(anna.waitCaughtUp());
    }
}

void TlsResumptionReal::serverWithNewKeys()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withTickets());
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    server->stop();
    QVERIFY(server->start());
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().tlsResumed);
    QCOMPARE(anna.account()->lastLogin().quietReconnects, 0);
}

void TlsResumptionReal::signedOut()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withTickets());
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    qputenv("KITH_SECRETS", "file");
    const QTemporaryDir dir;
    const auto profile = app::Profile::open(dir.path());
    QVERIFY(profile);
    net::SystemClock clock;
    net::SystemIds ids;
    auto store = model::Store::open(profile->databaseFile());
    QVERIFY(store);
    app::Services services(*profile, std::move(*store), clock, ids);
    const auto tickets = [&services] { return services.store().read().tickets.all().size(); };
    const auto signIn = [&] {
        model::SignInRequest request;
        request.address = server->address(u"anna"_s);
        request.password = u"secret"_s;
        request.server = server->pin();
        request.caFile = server->caFile();
        services.accounts().signIn(request);
    };
    signIn();
    QTRY_COMPARE_WITH_TIMEOUT(services.accounts().all().size(), 1, 20'000);
    QTRY_COMPARE(tickets(), 2U);
    const auto account = services.accounts().all().first()->id();
    services.accounts().signOut(account, true);
    QTRY_COMPARE(tickets(), 0U);

    // Signed in again, this server is known again.
    signIn();
    QTRY_COMPARE_WITH_TIMEOUT(services.accounts().all().size(), 1, 20'000);
    model::Account *again = services.accounts().all().first();
    again->goOffline();
    again->connectNow();
    QTRY_COMPARE_WITH_TIMEOUT(again->status().kind, model::ConnectionKind::Online, 20'000);
    QTRY_VERIFY(tickets() > 0);
    bool down = false;
    services.shutDown([&down] { down = true; });
    QTRY_VERIFY(down);
}

void TlsResumptionReal::stockServers()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    QCOMPARE(anna.signIn(*server, user, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY2(!anna.account()->lastLogin().tlsResumed, "this server takes sessions up again now: say so in the table above and in the documentation");
    QCOMPARE(anna.account()->lastLogin().quietReconnects, 0); // what it does not know costs nothing
}

QTEST_GUILESS_MAIN(TlsResumptionReal)
#include "tst_tls_resumption_real.moc"
