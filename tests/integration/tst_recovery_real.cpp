// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/chunk_cutter.h"
#include "tests/support/app/server_test.h"

#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QScopeGuard>

using namespace Qt::StringLiterals;
using test::ChunkCutter;
using test::Person;
using test::ServerKind;
using test::ServerOptions;
using test::TestServer;

namespace {

/// What the user is bothered with while something goes wrong: nothing, as a rule.
class Watch
{
public:
    explicit Watch(const Person &person)
    {
        look(person.account()->status());
        QObject::connect(person.account(), &model::Account::statusChanged, &m_context, [this](const model::ConnectionStatus &status) { look(status); });
    }
    [[nodiscard]] bool asked() const { return m_asked; } ///< for the password
    [[nodiscard]] int troubles() const { return m_troubles; } ///< told: waiting for another try, or stopped

private:
    void look(const model::ConnectionStatus &status)
    {
        m_asked |= status.needsPassword;
        if (!status.problem.isEmpty() && (status.kind == model::ConnectionKind::Waiting || status.kind == model::ConnectionKind::Offline))
            ++m_troubles;
    }
    QObject m_context;
    bool m_asked = false;
    int m_troubles = 0;
};

} // namespace

/// What the real servers do when something that Kith relies on is gone at the next login of the same profile. Each time the person is online again without being asked, and every message is there
/// once. The table of all recovery rows is in tests/transcript/tst_recovery_transcript.cpp.
class RecoveryReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup();

    void tokenRevoked_data() { onBothServers(); }
    void tokenRevoked();
    void tokenExpiredAtTheServer();
    void tokenRotatedAtEachLogin();
    void serverLostTokens_data() { onBothServers(); }
    void serverLostTokens();
    void serverLostSasl2();
    void serverLostAMechanism_data() { onBothServers(); }
    void serverLostAMechanism();
    void serverLostChannelBinding_data() { onBothServers(); }
    void serverLostChannelBinding();
    void serverLostStreamManagement_data() { onBothServers(); }
    void serverLostStreamManagement();
    void serverLostTheArchive_data() { onBothServers(); }
    void serverLostTheArchive();
    void serverLostCarbons_data() { onBothServers(); }
    void serverLostCarbons();
    void sessionExpired_data() { onBothServers(); }
    void sessionExpired();
    void chunkIsCut_data();
    void chunkIsCut();
    void chunkIsCutTwice_data() { onBothServers(); }
    void chunkIsCutTwice();
    void serverIsKilledAfterTheChunk_data() { onBothServers(); }
    void serverIsKilledAfterTheChunk();
    void passwordChanged_data() { onBothServers(); }
    void passwordChanged();

private:
    /// Two people who know each other; the first comes over a line that can be cut.
    struct Scene {
        TestServer &server;
        ChunkCutter line;
        QString user, peer;
        Person anna, bert;
        QStringList said; ///< in the chat of the two, in order

        explicit Scene(TestServer &s)
            : server(s)
            , line(s.directTlsPort())
        {
        }
    };
    void begin(Scene &scene);
    void annaLeaves(Scene &scene); ///< her program ends, and bert writes to her
    void bertWrites(Scene &scene); ///< and the server has it
    void restart(TestServer &server, const ServerOptions &options);
    void allIsThere(Scene &scene); ///< and messages pass both ways

    QHash<TestServer *, bool> m_changed; ///< servers that run with options of one test
    QDateTime m_upSince; ///< when the server was restarted in this test; logins from then on are with the new one
};

void RecoveryReal::cleanup()
{
    m_upSince = {};
    const auto changed = std::exchange(m_changed, {}).keys();
    for (TestServer *server : changed) {
        server->stop();
        server->setOptions({});
        QVERIFY2(server->start(), qPrintable(server->log()));
    }
}

void RecoveryReal::restart(TestServer &server, const ServerOptions &options)
{
    server.stop();
    server.setOptions(options);
    m_changed[&server] = true;
    m_upSince = QDateTime::currentDateTimeUtc();
    QVERIFY2(server.start(), qPrintable(server.log()));
}

void RecoveryReal::begin(Scene &scene)
{
    scene.user = newUser(scene.server);
    scene.peer = newUser(scene.server);
    model::SignInRequest request;
    request.address = scene.server.address(scene.user);
    request.password = u"secret"_s;
    request.server = u"127.0.0.1:%1"_s.arg(scene.line.port());
    request.caFile = scene.server.caFile();
    QCOMPARE(scene.anna.signIn(request), QString());
    QCOMPARE(scene.bert.signIn(scene.server, scene.peer, u"secret"_s), QString());
    QVERIFY(scene.anna.waitCaughtUp());
    QVERIFY(scene.bert.waitCaughtUp());
    const QString anna = scene.server.address(scene.user), bert = scene.server.address(scene.peer);
    scene.anna.say(bert, u"one"_s);
    QVERIFY(scene.bert.waitForBody(anna, u"one"_s));
    scene.bert.say(anna, u"two"_s);
    QVERIFY(scene.anna.waitForBody(bert, u"two"_s));
    scene.said = QStringList{u"one"_s, u"two"_s};
}

void RecoveryReal::annaLeaves(Scene &scene)
{
    scene.anna.quit();
    bertWrites(scene);
}

void RecoveryReal::bertWrites(Scene &scene)
{
    // What is said into a line that has just died may or may not have arrived, and without an archive nobody could tell.
    QVERIFY(QTest::qWaitFor([&] { return scene.bert.waitOnline() && (!m_upSince.isValid() || scene.bert.account()->lastLogin().at >= m_upSince); }, 60'000));
    scene.bert.say(scene.server.address(scene.user), u"while away"_s);
    QVERIFY(scene.bert.waitForState(scene.server.address(scene.user), u"while away"_s, model::MessageState::Accepted, 60'000));
    scene.said << u"while away"_s;
}

void RecoveryReal::allIsThere(Scene &scene)
{
    const QString anna = scene.server.address(scene.user), bert = scene.server.address(scene.peer);
    QVERIFY(scene.anna.waitCaughtUp());
    QVERIFY2(scene.anna.waitForBody(bert, scene.said.last()), qPrintable(scene.anna.bodies(bert).join(u'|')));
    QVERIFY(scene.bert.waitOnline());
    scene.anna.say(bert, u"back"_s);
    QVERIFY(scene.bert.waitForBody(anna, u"back"_s));
    scene.bert.say(anna, u"welcome"_s);
    QVERIFY(scene.anna.waitForBody(bert, u"welcome"_s));
    scene.said << u"back"_s << u"welcome"_s;
    QCOMPARE(scene.anna.bodies(bert), scene.said);
    QCOMPARE(scene.bert.bodies(anna), scene.said);
}

void RecoveryReal::tokenRevoked()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    QVERIFY2(server->revokeTokens(scene.user), qPrintable(server->log()));
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"SCRAM-"), qPrintable(report.mechanism)); // on the same stream
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
    scene.anna.quit();
    scene.anna.start();
    QVERIFY(scene.anna.waitOnline());
    QVERIFY(scene.anna.account()->lastLogin().mechanism.startsWith(u"HT-")); // the new token that came with the password
}

void RecoveryReal::tokenExpiredAtTheServer()
{
    TestServer *const server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    QFile tokens(QDir(server->folder()).filePath(u"data/kith%2eexample/fast_tokens/%1.dat"_s.arg(scene.user)));
    QVERIFY(tokens.open(QIODevice::ReadWrite));
    QString text = QString::fromUtf8(tokens.readAll());
    static const QRegularExpression expiry(u"\\[\"expires_at\"\\] = [0-9.]+"_s);
    QVERIFY(text.contains(expiry));
    text.replace(expiry, u"[\"expires_at\"] = 1"_s);
    QVERIFY(tokens.resize(0) && tokens.seek(0) && tokens.write(text.toUtf8()) > 0);
    tokens.close();
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"SCRAM-"), qPrintable(report.mechanism));
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
}

void RecoveryReal::tokenRotatedAtEachLogin()
{
    TestServer *const server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    ServerOptions options;
    options.config = u"sasl2_fast_token_min_ttl = 0"_s;
    restart(*server, options);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    for (int login = 0; login < 5; ++login) {
        scene.anna.start();
        const Watch watch(scene.anna);
        QVERIFY(scene.anna.waitOnline());
        const model::LoginReport report = scene.anna.account()->lastLogin();
        QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
        QCOMPARE(report.quietReconnects, 0);
        QCOMPARE(watch.troubles(), 0);
        QVERIFY(!watch.asked());
        if (login == 4)
            break;
        if (login % 2 == 0)
            scene.anna.vanish(); // perhaps before the token that came was stored
        else
            scene.anna.quit();
    }
    allIsThere(scene);
}

void RecoveryReal::serverLostTokens()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    ServerOptions options;
    options.withoutModules << u"sasl2_fast"_s << u"mod_auth_fast"_s;
    restart(*server, options);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"SCRAM-"), qPrintable(report.mechanism));
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
    // They are back: learned by the next login, used by the one after it.
    scene.anna.quit();
    restart(*server, {});
    for (const QString &mechanism : {u"SCRAM-"_s, u"HT-"_s}) {
        scene.anna.start();
        QVERIFY(scene.anna.waitOnline());
        QVERIFY2(scene.anna.account()->lastLogin().mechanism.startsWith(mechanism), qPrintable(scene.anna.account()->lastLogin().mechanism));
        scene.anna.quit();
    }
}

void RecoveryReal::serverLostSasl2()
{
    TestServer *const server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    ServerOptions options;
    options.sasl2 = false;
    restart(*server, options);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QCOMPARE(report.rung, u"classic"_s);
    QCOMPARE(report.quietReconnects, 1); // Prosody ends a stream over an element it does not know
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
}

void RecoveryReal::serverLostAMechanism()
{
    KITH_SERVER(server);
    ServerOptions options; // without tokens, so that the mechanism in question is the one in the cache
    options.withoutModules << u"sasl2_fast"_s << u"mod_auth_fast"_s;
    options.hashedPasswords = false;
    restart(*server, options);
    Scene scene(*server);
    begin(scene);
    const QString strongest = scene.anna.account()->lastLogin().mechanism;
    QVERIFY2(strongest.endsWith(u"-PLUS") && strongest != u"SCRAM-SHA-1-PLUS", qPrintable(strongest));
    annaLeaves(scene);
    const QString gone = u"\"%1\", \"%2\""_s.arg(strongest, strongest.chopped(5));
    options.config = server->name() == u"Prosody" ? u"disable_sasl_mechanisms = { %1 }"_s.arg(gone) : u"disable_sasl_mechanisms: [%1]"_s.arg(gone);
    restart(*server, options);
    for (int login = 0; login < 2; ++login) {
        scene.anna.start();
        const Watch watch(scene.anna);
        QVERIFY(scene.anna.waitOnline());
        const model::LoginReport report = scene.anna.account()->lastLogin();
        QVERIFY2(report.mechanism.endsWith(u"-PLUS"), qPrintable(report.mechanism));
        QVERIFY(report.mechanism != strongest || (login == 0 && server->name() == u"Prosody")); // which lists it no more, but takes it
        QCOMPARE(report.quietReconnects, 0);
        if (login == 1)
            allIsThere(scene);
        QCOMPARE(watch.troubles(), 0);
        QVERIFY(!watch.asked());
        scene.anna.quit();
    }
}

void RecoveryReal::serverLostChannelBinding()
{
    // All that binds to the channel is gone from the list, and the types to bind to are not (B117): this is how an attack looks, and it is told. But no password is to blame.
    KITH_SERVER(server);
    ServerOptions options;
    options.withoutModules << u"sasl2_fast"_s << u"mod_auth_fast"_s;
    restart(*server, options);
    Scene scene(*server);
    begin(scene);
    QCOMPARE(scene.anna.account()->lastLogin().mechanism, u"SCRAM-SHA-1-PLUS"_s);
    scene.anna.quit();
    const bool prosody = server->name() == u"Prosody";
    options.config = prosody ? u"disable_sasl_mechanisms = { \"SCRAM-SHA-1-PLUS\" }"_s : u"disable_sasl_mechanisms: [\"SCRAM-SHA-1-PLUS\"]"_s;
    restart(*server, options);
    if (prosody) { // lists it no more, but takes it from whoever knows of it
        scene.anna.start();
        QVERIFY(scene.anna.waitOnline());
        scene.anna.quit();
    }
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(QTest::qWaitFor([&] { return watch.troubles() > 0; }, 20'000));
    QCOMPARE(scene.anna.account()->status().kind, model::ConnectionKind::Offline);
    QVERIFY2(scene.anna.account()->status().problem.contains(u"tampering"), qPrintable(scene.anna.account()->status().problem));
    QVERIFY(!watch.asked());
}

void RecoveryReal::serverLostStreamManagement()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    QVERIFY(scene.anna.account()->lastLogin().keptFor.count() > 0 || server->name() == u"Prosody");
    annaLeaves(scene);
    ServerOptions options;
    options.withoutModules << u"smacks"_s << u"sasl2_sm"_s << u"mod_stream_mgmt"_s;
    restart(*server, options);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
    QVERIFY(!report.resumed);
    QCOMPARE(report.keptFor.count(), 0);
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
}

void RecoveryReal::serverLostTheArchive()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    scene.anna.quit();
    ServerOptions options;
    options.archive = false;
    restart(*server, options);
    bertWrites(scene);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene); // "while away" from what the server keeps for those who are offline
    QVERIFY(!scene.anna.account()->status().detail.isEmpty()); // says that there is no archive
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
}

void RecoveryReal::serverLostCarbons()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    ServerOptions options;
    options.withoutModules << u"carbons"_s << u"mod_carboncopy"_s;
    restart(*server, options);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
    QCOMPARE(report.quietReconnects, 0);
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0);
    QVERIFY(!watch.asked());
}

void RecoveryReal::sessionExpired()
{
    KITH_SERVER(server);
    ServerOptions options;
    options.resumeSeconds = 1;
    restart(*server, options);
    Scene scene(*server);
    begin(scene);
    const QString anna = server->address(scene.user), bert = server->address(scene.peer);
    const Watch watch(scene.anna);
    scene.line.setRefusing(true);
    scene.line.cutNow();
    QVERIFY(QTest::qWaitFor([&] { return scene.anna.account()->status().kind == model::ConnectionKind::Waiting; }, 20'000));
    scene.anna.say(bert, u"typed without a line"_s);
    scene.bert.say(anna, u"while away"_s);
    QVERIFY(QTest::qWaitFor([&] { return scene.line.refused() >= 4; }, 60'000)); // by the back-off far later than the second for which it keeps sessions
    scene.line.setRefusing(false);
    QVERIFY(scene.anna.waitOnline(60'000));
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QVERIFY(!report.resumed);
    QVERIFY(!report.whyNotResumed.isEmpty());
    QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
    QVERIFY(scene.bert.waitForBody(anna, u"typed without a line"_s));
    QVERIFY(scene.anna.waitForBody(bert, u"while away"_s));
    for (const QString &body : {u"typed without a line"_s, u"while away"_s}) {
        QCOMPARE(scene.anna.bodies(bert).count(body), 1);
        QCOMPARE(scene.bert.bodies(anna).count(body), 1);
    }
    QVERIFY(!watch.asked());
}

void RecoveryReal::chunkIsCut_data()
{
    QTest::addColumn<ServerKind>("kind");
    QTest::addColumn<ChunkCutter::Cut>("cut");
    QTest::newRow("Prosody, before it arrives") << ServerKind::Prosody << ChunkCutter::Cut::Chunk;
    QTest::newRow("Prosody, the answer") << ServerKind::Prosody << ChunkCutter::Cut::Answer;
    QTest::newRow("ejabberd, before it arrives") << ServerKind::Ejabberd << ChunkCutter::Cut::Chunk;
    QTest::newRow("ejabberd, the answer") << ServerKind::Ejabberd << ChunkCutter::Cut::Answer;
}

void RecoveryReal::chunkIsCut()
{
    QFETCH(ChunkCutter::Cut, cut);
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    scene.line.cutChunks(1, cut);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(scene.anna.waitOnline());
    QCOMPARE(scene.line.cuts(), 1);
    const model::LoginReport report = scene.anna.account()->lastLogin();
    QCOMPARE(report.quietReconnects, 1);
    QVERIFY2(report.mechanism.startsWith(u"HT-"), qPrintable(report.mechanism));
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 0); // once quietly
    QVERIFY(!watch.asked());
}

void RecoveryReal::chunkIsCutTwice()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    scene.line.cutChunks(2, ChunkCutter::Cut::Chunk);
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(QTest::qWaitFor([&] { return watch.troubles() > 0; }, 20'000)); // then told, and normal back-off
    QCOMPARE(scene.line.cuts(), 2);
    QVERIFY(scene.anna.waitOnline());
    QVERIFY(scene.anna.account()->lastLogin().mechanism.startsWith(u"HT-"));
    allIsThere(scene);
    QCOMPARE(watch.troubles(), 1);
    QVERIFY(!watch.asked());
}

void RecoveryReal::serverIsKilledAfterTheChunk()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    scene.anna.quit();
    restart(*server, {}); // a killed ejabberd loses what it has not written yet: the accounts, to begin with
    QVERIFY(QTest::qWaitFor([&] { return scene.bert.waitOnline() && scene.bert.account()->lastLogin().at >= m_upSince; }, 60'000));
    bool killed = false;
    scene.line.onNextChunk([&] {
        server->kill();
        killed = true;
    });
    scene.anna.start();
    const Watch watch(scene.anna);
    QVERIFY(QTest::qWaitFor([&] { return killed && scene.anna.account()->status().kind == model::ConnectionKind::Waiting; }, 40'000));
    m_upSince = QDateTime::currentDateTimeUtc();
    QVERIFY2(server->start(), qPrintable(server->log()));
    bertWrites(scene);
    QVERIFY(scene.anna.waitOnline(60'000));
    QVERIFY(scene.anna.account()->lastLogin().quietReconnects >= 1);
    allIsThere(scene);
    QVERIFY(!watch.asked());
}

void RecoveryReal::passwordChanged()
{
    KITH_SERVER(server);
    Scene scene(*server);
    begin(scene);
    annaLeaves(scene);
    QVERIFY(server->changePassword(scene.user, u"another"_s));
    if (server->name() == u"ejabberd") {
        // Its tokens outlive the password.
        scene.anna.start();
        const Watch watch(scene.anna);
        QVERIFY(scene.anna.waitOnline());
        QVERIFY(scene.anna.account()->lastLogin().mechanism.startsWith(u"HT-"));
        QVERIFY(!watch.asked());
        scene.anna.quit();
    }
    QVERIFY2(server->revokeTokens(scene.user), qPrintable(server->log())); // on Prosody too: it voids them itself, but not those of the same second
    scene.anna.start();
    // Now the password is wrong, and only now is it asked for.
    QVERIFY(QTest::qWaitFor([&] { return scene.anna.account()->status().needsPassword; }, 30'000));
    QCOMPARE(scene.anna.account()->status().kind, model::ConnectionKind::Offline);
    QVERIFY2(scene.anna.account()->status().problem.contains(u"password"), qPrintable(scene.anna.account()->status().problem));
    scene.anna.account()->setPassword(u"another"_s);
    QVERIFY(scene.anna.waitOnline());
    allIsThere(scene);
}

QTEST_GUILESS_MAIN(RecoveryReal)
#include "tst_recovery_real.moc"
