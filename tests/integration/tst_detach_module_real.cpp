// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/chunk_cutter.h"
#include "tests/support/app/server_test.h"

#include <QDir>
#include <QDirIterator>

using namespace Qt::StringLiterals;
using test::ChunkCutter;
using test::Person;

namespace {

constexpr int kPatience = 30'000;

/// Everything that somebody was told about somebody, in order.
class Watch : public QObject
{
public:
    Watch(Person &who, const QString &whom)
        : m_account(who.account())
        , m_whom(net::Jid::fromString(whom))
    {
        connect(m_account, &model::Account::peerStatusChanged, this, [this](const net::Jid &bare) {
            if (bare == m_whom)
                seen.push_back(now());
        });
    }
    [[nodiscard]] model::PeerStatus now() const { return m_account->peerStatus(m_whom); }
    [[nodiscard]] bool sawLeaving() const
    {
        return std::any_of(seen.begin(), seen.end(), [](const model::PeerStatus &status) { return status.availability == model::Availability::Offline; });
    }
    std::vector<model::PeerStatus> seen;

private:
    model::Account *m_account;
    net::Jid m_whom;
};

bool copyFolder(const QString &from, const QString &to)
{
    const QDir source(from);
    QDirIterator files(from, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString target = QDir(to).filePath(source.relativeFilePath(files.next()));
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(files.filePath(), target))
            return false;
    }
    return true;
}

} // namespace

/// Closing Kith at a server with packaging/prosody/mod_detach: kept for long, seen by contacts, and for nobody else (D2–D26, D35). A connection that merely broke is kept for two seconds here.
class DetachModuleReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void keptForLongAndSeen();
    void overARestartOfTheServer();
    void answerGotLost_data();
    void answerGotLost();
    void copiedProfileDoesNotResume();
    void usedTwice();
    void withoutSasl2();
    void limitOfTheServer();
    void moreThanTheServerKeeps();

private:
    [[nodiscard]] std::unique_ptr<test::TestServer> makeRunning(const QString &config = {}, bool sasl2 = true, int resumeSeconds = 2);
    void signIn(Person &who, test::TestServer &server, QString &address, quint16 port = 0);
    void befriend(Person &a, const QString &addressA, Person &b, const QString &addressB);
    void resumesAsBefore(Person &who, const QString &before);

    std::unique_ptr<test::TestServer> m_server;
};

void DetachModuleReal::initTestCase()
{
    m_server = makeRunning();
    if (!m_server && qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");
    if (!m_server)
        QSKIP("the server's package is not installed");
}

std::unique_ptr<test::TestServer> DetachModuleReal::makeRunning(const QString &config, bool sasl2, int resumeSeconds)
{
    test::ServerOptions options;
    options.prosodyModules = {u"detach"_s};
    options.resumeSeconds = resumeSeconds;
    options.config = config;
    options.sasl2 = sasl2;
    auto server = test::makeServer(test::ServerKind::Prosody, options);
    if (server && !server->start())
        QTest::qFail(qPrintable(server->log().right(2000)), __FILE__, __LINE__);
    return server;
}

/// Signed in, and ready to leave: the server has given a ticket.
void DetachModuleReal::signIn(Person &who, test::TestServer &server, QString &address, quint16 port)
{
    const QString user = newUser(server);
    address = server.address(user);
    model::SignInRequest request;
    request.address = address;
    request.password = u"secret"_s;
    request.server = port != 0 ? u"127.0.0.1:%1"_s.arg(port) : server.pin();
    request.caFile = server.caFile();
    QCOMPARE(who.signIn(request), QString());
    QVERIFY(who.waitCaughtUp());
    QTRY_VERIFY_WITH_TIMEOUT(who.account()->lastLogin().keptFor > std::chrono::seconds(2), kPatience);
}

void DetachModuleReal::befriend(Person &a, const QString &addressA, Person &b, const QString &addressB)
{
    a.account()->addContact(net::Jid::fromString(addressB), u"B"_s);
    QTRY_VERIFY_WITH_TIMEOUT(b.chat(addressA).has_value(), kPatience);
    b.account()->acceptRequest(b.chat(addressA)->id);
    QTRY_COMPARE_WITH_TIMEOUT(b.account()->peerStatus(net::Jid::fromString(addressA)).availability, model::Availability::Online, kPatience);
}

void DetachModuleReal::resumesAsBefore(Person &who, const QString &before)
{
    who.start();
    QVERIFY(who.waitOnline());
    const model::LoginReport login = who.account()->lastLogin();
    QVERIFY2(login.resumed, qPrintable(login.whyNotResumed));
    QCOMPARE(login.boundAs, before);
}

void DetachModuleReal::keptForLongAndSeen()
{
    Person anna, bert, clara;
    QString annasAddress, bertsAddress, clarasAddress;
    signIn(anna, *m_server, annasAddress);
    signIn(bert, *m_server, bertsAddress);
    signIn(clara, *m_server, clarasAddress);
    befriend(anna, annasAddress, bert, bertsAddress);
    befriend(clara, clarasAddress, bert, bertsAddress);
    QCOMPARE(anna.account()->lastLogin().keptFor, model::kUntilServerStops);
    const QString before = anna.account()->lastLogin().boundAs, clarasBefore = clara.account()->lastLogin().boundAs;

    Watch onAnna(bert, annasAddress), onClara(bert, clarasAddress);
    for (int round = 0; round < 2; ++round) {
        const QString text = u"while away %1"_s.arg(round);
        anna.quit();
        clara.vanish(); // later: when she is gone, the time is over for anna too
        QTRY_VERIFY_WITH_TIMEOUT(onAnna.now().detachedSince.isValid(), kPatience);
        QCOMPARE(onAnna.now().availability, model::Availability::LongAway);
        bert.say(annasAddress, text);
        QTRY_COMPARE_WITH_TIMEOUT(onClara.now().availability, model::Availability::Offline, kPatience);
        QVERIFY(onAnna.now().detachedSince.isValid());

        resumesAsBefore(anna, before);
        QCOMPARE(anna.account()->lastLogin().roundTrips, 1);
        QVERIFY(anna.waitForBody(bertsAddress, text));
        QTRY_COMPARE_WITH_TIMEOUT(onAnna.now().availability, model::Availability::Online, kPatience);
        QVERIFY(!onAnna.now().detachedSince.isValid());
        QVERIFY(!onAnna.sawLeaving());
        QTRY_COMPARE_WITH_TIMEOUT(anna.account()->lastLogin().keptFor, model::kUntilServerStops, kPatience); // ready for the next time

        clara.start();
        QVERIFY(clara.waitCaughtUp());
        QVERIFY(!clara.account()->lastLogin().resumed);
        QVERIFY(!clara.account()->lastLogin().whyNotResumed.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(onClara.now().availability, model::Availability::Online, kPatience);
    }
    QCOMPARE(anna.bodies(bertsAddress), (QStringList{u"while away 0"_s, u"while away 1"_s}));
}

void DetachModuleReal::overARestartOfTheServer()
{
    const auto server = makeRunning();
    Person anna, bert;
    QString annasAddress, bertsAddress;
    signIn(anna, *server, annasAddress);
    signIn(bert, *server, bertsAddress);
    befriend(anna, annasAddress, bert, bertsAddress);
    const QString before = anna.account()->lastLogin().boundAs;
    anna.quit();
    bert.say(annasAddress, u"before the restart"_s);
    QVERIFY(bert.waitForState(annasAddress, u"before the restart"_s, model::MessageState::Accepted));
    bert.quit();
    server->stop();
    QVERIFY2(server->start(), qPrintable(server->log()));
    bert.start();
    QVERIFY(bert.waitCaughtUp());
    Watch onAnna(bert, annasAddress);
    QTRY_VERIFY_WITH_TIMEOUT(onAnna.now().detachedSince.isValid(), kPatience);
    bert.say(annasAddress, u"after the restart"_s);
    QVERIFY(bert.waitForState(annasAddress, u"after the restart"_s, model::MessageState::Accepted));
    resumesAsBefore(anna, before);
    QVERIFY(anna.waitForBody(bertsAddress, u"after the restart"_s));
    QVERIFY(anna.waitCaughtUp());
    QCOMPARE(anna.bodies(bertsAddress), (QStringList{u"before the restart"_s, u"after the restart"_s}));
    QVERIFY(!onAnna.sawLeaving());
}

void DetachModuleReal::answerGotLost_data()
{
    QTest::addColumn<ChunkCutter::Cut>("cut");
    QTest::newRow("the proof never arrives") << ChunkCutter::Cut::Chunk;
    QTest::newRow("the proof arrives, the answer does not") << ChunkCutter::Cut::Answer;
}

void DetachModuleReal::answerGotLost()
{
    QFETCH(ChunkCutter::Cut, cut);
    const auto server = makeRunning({}, true, 0); // once taken up, the session lives as long as any other without a connection: long enough for a start of Kith
    QVERIFY(server);
    ChunkCutter line(server->directTlsPort());
    Person anna;
    QString address;
    signIn(anna, *server, address, line.port());
    const QString before = anna.account()->lastLogin().boundAs;
    for (int round = 0; round < 3; ++round) {
        anna.quit();
        line.cutChunks(1, cut);
        anna.start();
        QTRY_COMPARE_WITH_TIMEOUT(line.cuts(), 1, kPatience);
        if (round == 2) {
            // And Kith does not outlive it either.
            anna.vanish();
            anna.start();
        }
        QVERIFY(anna.waitOnline());
        const model::LoginReport login = anna.account()->lastLogin();
        QVERIFY2(login.resumed, qPrintable(login.whyNotResumed));
        QCOMPARE(login.boundAs, before);
        QTRY_COMPARE_WITH_TIMEOUT(anna.account()->lastLogin().keptFor, model::kUntilServerStops, kPatience);
    }
}

void DetachModuleReal::copiedProfileDoesNotResume()
{
    Person anna;
    QString address;
    signIn(anna, *m_server, address);
    anna.quit();
    QTemporaryDir elsewhere;
    QVERIFY(copyFolder(anna.profile(), elsewhere.path()));
    Person copy({.profile = elsewhere.path()});
    copy.start();
    QVERIFY(copy.waitOnline());
    QVERIFY(!copy.account()->lastLogin().resumed); // it does not even know of the session (D49)
    // With the account's password it can end that session, by binding the same address; the owner is told.
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().whyNotResumed.isEmpty());
}

void DetachModuleReal::moreThanTheServerKeeps()
{
    const auto server = makeRunning(u"smacks_max_queue_size = 5\ndetach_queue_size = 5"_s);
    Person anna, bert;
    QString annasAddress, bertsAddress;
    signIn(anna, *server, annasAddress);
    signIn(bert, *server, bertsAddress);
    befriend(anna, annasAddress, bert, bertsAddress);
    anna.quit();
    QStringList texts;
    for (int i = 0; i < 20; ++i) {
        texts << u"text %1"_s.arg(i);
        bert.say(annasAddress, texts.back());
    }
    QVERIFY(bert.waitForState(annasAddress, texts.back(), model::MessageState::Accepted));
    anna.start();
    QVERIFY(anna.waitCaughtUp());
    const model::LoginReport login = anna.account()->lastLogin();
    QVERIFY(!login.resumed);
    QVERIFY2(login.whyNotResumed.contains(u"More had arrived"), qPrintable(login.whyNotResumed));
    QTRY_COMPARE_WITH_TIMEOUT(anna.bodies(bertsAddress), texts, kPatience); // of the archive
}

void DetachModuleReal::usedTwice()
{
    Person anna, bert;
    QString annasAddress, bertsAddress;
    signIn(anna, *m_server, annasAddress);
    signIn(bert, *m_server, bertsAddress);
    befriend(anna, annasAddress, bert, bertsAddress);
    const QString before = anna.account()->lastLogin().boundAs;
    anna.quit();
    QTemporaryDir elsewhere;
    QVERIFY(copyFolder(anna.profile(), elsewhere.path()));
    resumesAsBefore(anna, before);
    Watch onAnna(bert, annasAddress);

    // The whole machine was copied: key, ticket and place are the same.
    Person copy({.profile = elsewhere.path(), .place = anna.profile().toUtf8()});
    copy.start();
    for (Person *who : {&anna, &copy}) {
        QTRY_COMPARE_WITH_TIMEOUT(who->account()->status().kind, model::ConnectionKind::Offline, kPatience);
        QVERIFY2(who->account()->status().problem.contains(u"another copy of this profile"), qPrintable(who->account()->status().problem));
    }
    QTRY_COMPARE_WITH_TIMEOUT(onAnna.now().availability, model::Availability::Offline, kPatience);
    // Neither comes back by itself; who is asked to does, in a session of its own.
    anna.account()->connectNow();
    QVERIFY(anna.waitCaughtUp());
    QVERIFY(!anna.account()->lastLogin().resumed);
    QCOMPARE(copy.account()->status().kind, model::ConnectionKind::Offline);
}

void DetachModuleReal::withoutSasl2()
{
    const auto server = makeRunning({}, false);
    Person anna;
    QString address;
    signIn(anna, *server, address);
    const QString before = anna.account()->lastLogin().boundAs;
    for (int round = 0; round < 2; ++round) {
        anna.quit();
        resumesAsBefore(anna, before);
        QTRY_COMPARE_WITH_TIMEOUT(anna.account()->lastLogin().keptFor, model::kUntilServerStops, kPatience);
    }
}

void DetachModuleReal::limitOfTheServer()
{
    const auto server = makeRunning(u"detach_time = 3"_s);
    Person anna, bert;
    QString annasAddress, bertsAddress;
    signIn(anna, *server, annasAddress);
    signIn(bert, *server, bertsAddress);
    befriend(anna, annasAddress, bert, bertsAddress);
    QCOMPARE(anna.account()->lastLogin().keptFor, std::chrono::seconds(3)); // what the connection page says
    Watch onAnna(bert, annasAddress);
    anna.quit();
    QTRY_COMPARE_WITH_TIMEOUT(onAnna.now().availability, model::Availability::Offline, kPatience);
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().resumed);
    QVERIFY2(anna.account()->lastLogin().whyNotResumed.contains(u"until"), qPrintable(anna.account()->lastLogin().whyNotResumed));
}

QTEST_GUILESS_MAIN(DetachModuleReal)
#include "tst_detach_module_real.moc"
