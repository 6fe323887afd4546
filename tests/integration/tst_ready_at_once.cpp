// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Person;
using test::ServerKind;
using test::ServerOptions;
using test::TestServer;

/// A whole Kith on a Prosody with the modules of packaging/prosody: one round trip after TLS, and the unread counts with it.
class ReadyAtOnce : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void seedInOneChunk_data();
    void seedInOneChunk();
    void tokenAfterTheOfferChanged();

private:
    struct Scene {
        TestServer &server;
        Person anna, bert;
        QString address = server.address(u"anna"_s), peer = server.address(u"bert"_s);
    };
    void begin(Scene &scene);
    /// Kith ends; the server ends, so that there is no session to come back to, and comes back with these options; two messages arrive.
    void miss(Scene &scene, const ServerOptions &options, const QStringList &texts);
};

void ReadyAtOnce::begin(Scene &scene)
{
    QVERIFY(scene.server.addUser(u"anna"_s, u"secret"_s) && scene.server.addUser(u"bert"_s, u"secret"_s));
    QCOMPARE(scene.anna.signIn(scene.server, u"anna"_s, u"secret"_s), QString());
    QCOMPARE(scene.bert.signIn(scene.server, u"bert"_s, u"secret"_s), QString());
    QVERIFY(scene.anna.waitCaughtUp() && scene.bert.waitCaughtUp());
    scene.bert.say(scene.address, u"hello"_s);
    QVERIFY(scene.anna.waitForBody(scene.peer, u"hello"_s));
}

void ReadyAtOnce::miss(Scene &scene, const ServerOptions &options, const QStringList &texts)
{
    scene.anna.quit();
    scene.server.stop();
    scene.server.setOptions(options);
    QVERIFY2(scene.server.start(), qPrintable(scene.server.log()));
    QVERIFY(scene.bert.comeBack());
    for (const QString &text : texts) {
        scene.bert.say(scene.address, text);
        QVERIFY(scene.bert.waitForState(scene.address, text, model::MessageState::Accepted));
    }
}

void ReadyAtOnce::seedInOneChunk_data()
{
    QTest::addColumn<bool>("sql");
    QTest::addColumn<bool>("resumable");
    QTest::addColumn<int>("roundTrips"); // behind TLS
    QTest::newRow("files") << false << false << 1;
    QTest::newRow("SQL") << true << false << 1;
    QTest::newRow("session that is gone") << false << true << 2; // first asked for, then bound anew
}

void ReadyAtOnce::seedInOneChunk()
{
    QFETCH(bool, sql);
    QFETCH(bool, resumable);
    QFETCH(int, roundTrips);
    if (sql && !test::canUseSql())
        QSKIP("Lua's SQLite driver is not installed");
    ServerOptions options;
    options.plainOnly = true;
    options.sqlStorage = sql;
    options.prosodyModules = {u"bind2_unread"_s};
    if (!resumable)
        options.withoutModules = {u"smacks"_s};
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    Scene scene{*server, {}, {}};
    begin(scene);
    if (QTest::currentTestFailed())
        return;

    miss(scene, options, {u"one"_s, u"two"_s});
    if (QTest::currentTestFailed())
        return;
    scene.anna.start();
    QVERIFY(scene.anna.waitCaughtUp());
    const model::LoginReport login = scene.anna.account()->lastLogin();
    QCOMPARE(login.rung, u"seed"_s);
    QCOMPARE(login.quietReconnects, 0);
    QCOMPARE(login.roundTrips, roundTrips);
    QVERIFY(login.unreadFromServer);
    QCOMPARE(scene.anna.chat(scene.peer)->unread, 3); // "hello" was not looked at either
    QCOMPARE(scene.anna.bodies(scene.peer), (QStringList{u"hello"_s, u"one"_s, u"two"_s}));
    // The stream goes on: live, each once.
    scene.bert.say(scene.address, u"three"_s);
    QVERIFY(scene.anna.waitForBody(scene.peer, u"three"_s));
    scene.anna.say(scene.peer, u"four"_s);
    QVERIFY(scene.bert.waitForBody(scene.address, u"four"_s));
    QCOMPARE(scene.anna.bodies(scene.peer), (QStringList{u"hello"_s, u"one"_s, u"two"_s, u"three"_s, u"four"_s}));
}

void ReadyAtOnce::tokenAfterTheOfferChanged()
{
    ServerOptions options;
    options.prosodyModules = {u"bind2_unread"_s, u"config_version"_s};
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    Scene scene{*server, {}, {}};
    begin(scene);
    if (QTest::currentTestFailed())
        return;

    miss(scene, options, {u"one"_s});
    if (QTest::currentTestFailed())
        return;
    scene.anna.start();
    QVERIFY(scene.anna.waitCaughtUp());
    model::LoginReport login = scene.anna.account()->lastLogin();
    QCOMPARE(login.rung, u"token"_s);
    QCOMPARE(login.roundTrips, 1);
    QVERIFY(login.unreadFromServer);

    // XEP-0509: refused without prejudice, and once more on the same connection; the token still is what it was.
    ServerOptions other = options;
    other.config = u"disable_sasl_mechanisms = { \"PLAIN\" }"_s;
    miss(scene, other, {u"two"_s});
    if (QTest::currentTestFailed())
        return;
    scene.anna.start();
    QVERIFY(scene.anna.waitCaughtUp());
    login = scene.anna.account()->lastLogin();
    QCOMPARE(login.rung, u"token"_s);
    QCOMPARE(login.quietReconnects, 0);
    QCOMPARE(login.roundTrips, 2);
    QCOMPARE(scene.anna.chat(scene.peer)->unread, 3);
    QCOMPARE(scene.anna.bodies(scene.peer), (QStringList{u"hello"_s, u"one"_s, u"two"_s}));
}

QTEST_GUILESS_MAIN(ReadyAtOnce)
#include "tst_ready_at_once.moc"
