// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/displayed_sync.h"
#include "model/sync/xml_log.h"
#include "tests/support/app/partner.h"
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Partner;
using test::Person;

/// What was read on one device is read on the others: two Kiths and another program on one account, on real servers.
class ReadStateReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void oneReadsAllKnow_data() { onBothServers(); }
    void oneReadsAllKnow();
    void readingWhileAway_data() { onBothServers(); }
    void readingWhileAway();
    void staleProgramIsAnswered_data() { onBothServers(); }
    void staleProgramIsAnswered();
    void fullNode_data() { onBothServers(); }
    void fullNode();
    void withoutNodesOrArchive_data();
    void withoutNodesOrArchive();
    void unreadKnownAtLogin();
    void warmLoginCarriesNothing_data();
    void warmLoginCarriesNothing();

private:
    /// One account with two Kiths, a contact who writes, and the other program.
    struct Scene {
        Scene(ReadStateReal &test, test::TestServer &server);
        [[nodiscard]] bool begin();
        void write(const QString &text) { writer.say(address, text); }
        [[nodiscard]] QString archiveId(const Person &who, const QString &body) const;
        [[nodiscard]] int unread(const Person &who) const;
        [[nodiscard]] bool waitUnread(const Person &who, int count, int ms = 20'000) const
        {
            return QTest::qWaitFor([&] { return unread(who) == count; }, ms);
        }
        void read(const Person &who, const QString &upTo = {}) const;

        test::TestServer &server;
        QString user, address, friendAddress;
        QString problem;
        Person writer, one, two;
        std::unique_ptr<Partner> other;
    };
};

ReadStateReal::Scene::Scene(ReadStateReal &test, test::TestServer &testServer)
    : server(testServer)
    , user(test.newUser(testServer))
    , address(server.address(user))
{
    const QString friendUser = test.newUser(server);
    friendAddress = server.address(friendUser);
    problem = writer.signIn(server, friendUser, u"secret"_s) + one.signIn(server, user, u"secret"_s) + two.signIn(server, user, u"secret"_s);
    other = std::make_unique<Partner>(server, user, u"secret"_s, QStringList{u"marks"_s});
}

bool ReadStateReal::Scene::begin()
{
    return problem.isEmpty() && one.waitCaughtUp() && two.waitCaughtUp() && other->waitForLine(u"ready"_s, 30'000);
}

QString ReadStateReal::Scene::archiveId(const Person &who, const QString &body) const
{
    for (const model::Message &message : who.messages(friendAddress)) {
        if (message.body == body)
            return message.archiveId;
    }
    return {};
}

int ReadStateReal::Scene::unread(const Person &who) const
{
    const auto chat = who.chat(friendAddress);
    return chat ? chat->unread : 0;
}

void ReadStateReal::Scene::read(const Person &who, const QString &upTo) const
{
    for (const model::Message &message : who.messages(friendAddress)) {
        if (message.body == upTo)
            return who.account()->markRead(message.chat, message.id);
    }
    who.account()->markRead(who.chat(friendAddress)->id, {});
}

void ReadStateReal::initTestCase()
{
    if (Partner::isInstalled())
        return;
    if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("python3-slixmpp is not installed, and KITH_REQUIRE_SERVERS is set");
    QSKIP("python3-slixmpp is not installed");
}

void ReadStateReal::oneReadsAllKnow()
{
    KITH_SERVER(server);
    Scene s(*this, *server);
    QVERIFY2(s.begin(), qPrintable(s.problem + s.other->output()));
    for (const QString &text : {u"1"_s, u"2"_s, u"3"_s})
        s.write(text);
    QVERIFY(s.waitUnread(s.one, 3));
    QVERIFY(s.waitUnread(s.two, 3));
    s.read(s.one);
    QVERIFY(s.waitUnread(s.two, 0));
    QVERIFY2(s.other->waitForLine(u"mark %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"3"_s)), 20'000), qPrintable(s.other->output()));

    s.write(u"4"_s);
    s.write(u"5"_s);
    QVERIFY(s.waitUnread(s.one, 2));
    QVERIFY(s.waitUnread(s.two, 2));
    s.other->tell(u"read %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"4"_s)));
    QVERIFY(s.waitUnread(s.one, 1));
    QVERIFY(s.waitUnread(s.two, 1));
    s.other->tell(u"read %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"5"_s)));
    QVERIFY(s.waitUnread(s.one, 0));
    QVERIFY(s.waitUnread(s.two, 0));

    // A third device, new, sees the same.
    Person fresh;
    s.write(u"6"_s);
    QVERIFY(s.waitUnread(s.one, 1));
    QCOMPARE(fresh.signIn(*server, s.user, u"secret"_s), QString());
    QVERIFY(fresh.waitCaughtUp());
    QVERIFY(s.waitUnread(fresh, 1));
}

void ReadStateReal::readingWhileAway()
{
    KITH_SERVER(server);
    Scene s(*this, *server);
    QVERIFY2(s.begin(), qPrintable(s.problem + s.other->output()));
    s.write(u"1"_s);
    s.write(u"2"_s);
    QVERIFY(s.waitUnread(s.one, 2));
    QVERIFY(s.waitUnread(s.two, 2));

    // Both away; one reads all without a connection, the other program half of it.
    s.two.quit();
    s.one.quit();
    s.one.start(false);
    s.read(s.one);
    QVERIFY(s.waitUnread(s.one, 0));
    s.other->tell(u"read %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"1"_s)));
    QVERIFY(s.other->waitForLine(u"said %1"_s.arg(s.friendAddress), 20'000));
    s.two.start();
    QVERIFY(s.waitUnread(s.two, 1));
    s.one.account()->connectNow();
    QVERIFY(s.one.waitCaughtUp());
    QVERIFY(s.waitUnread(s.two, 0)); // only ours was ahead, and now all know
    QCOMPARE(s.unread(s.one), 0);

    // One misses messages that the other reads.
    s.one.quit();
    for (const QString &text : {u"3"_s, u"4"_s, u"5"_s})
        s.write(text);
    QVERIFY(s.two.waitForBody(s.friendAddress, u"5"_s));
    s.other->forget();
    s.read(s.two, u"4"_s);
    QVERIFY(s.other->waitForLine(u"mark %1 %2"_s.arg(s.friendAddress, s.archiveId(s.two, u"4"_s)), 20'000));
    s.one.start();
    QVERIFY(s.one.waitForBody(s.friendAddress, u"5"_s));
    QVERIFY(s.waitUnread(s.one, 1));
    QCOMPARE(s.one.bodies(s.friendAddress), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s}));
}

void ReadStateReal::staleProgramIsAnswered()
{
    KITH_SERVER(server);
    Scene s(*this, *server);
    QVERIFY2(s.begin(), qPrintable(s.problem + s.other->output()));
    s.write(u"1"_s);
    s.write(u"2"_s);
    QVERIFY(s.waitUnread(s.one, 2));
    s.read(s.one);
    const QString newest = u"mark %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"2"_s));
    QVERIFY2(s.other->waitForLine(newest, 20'000), qPrintable(s.other->output()));
    QVERIFY(s.waitUnread(s.two, 0));
    s.other->forget();
    s.other->tell(u"read %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"1"_s)));
    QVERIFY2(s.other->waitForLine(newest, 20'000), qPrintable(s.other->output()));
    QCOMPARE(s.unread(s.one), 0);
    QCOMPARE(s.unread(s.two), 0);
}

void ReadStateReal::fullNode()
{
    KITH_SERVER(server);
    Scene s(*this, *server);
    QVERIFY2(s.begin(), qPrintable(s.problem + s.other->output()));
    s.other->tell(u"fill 300"_s);
    QVERIFY2(s.other->waitForLine(u"filled"_s, 120'000), qPrintable(s.other->output().right(2000)));
    s.write(u"1"_s);
    QVERIFY(s.waitUnread(s.one, 1));
    s.read(s.one);
    QVERIFY(s.waitUnread(s.two, 0));
    const QString mark = u"mark %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"1"_s));
    QVERIFY(s.other->waitForLine(mark, 20'000));
    s.other->forget();
    s.other->tell(u"list"_s);
    QVERIFY(QTest::qWaitFor([&] { return s.other->output().contains(u"listed "_s); }, 20'000));
    QVERIFY(s.other->output().contains(mark)); // the newest is kept, whatever dropped out
    // Coming back to a full node makes nobody say anything.
    s.two.quit();
    s.other->forget();
    s.two.start();
    QVERIFY(s.two.waitCaughtUp());
    s.other->tell(u"read %1 %2"_s.arg(s.friendAddress, s.archiveId(s.one, u"1"_s)));
    QVERIFY(s.other->waitForLine(u"said %1"_s.arg(s.friendAddress), 20'000));
    s.other->tell(u"read nobody299@nowhere.example last"_s);
    QVERIFY(s.other->waitForLine(u"mark nobody299@nowhere.example last"_s, 20'000));
    QVERIFY(s.other->output().count(u"mark "_s) <= 2);
    QCOMPARE(s.unread(s.two), 0);
}

void ReadStateReal::withoutNodesOrArchive_data()
{
    QTest::addColumn<test::ServerKind>("kind");
    QTest::addColumn<bool>("archive");
    for (const bool archive : {true, false}) {
        QTest::addRow("Prosody, %s", archive ? "no personal nodes" : "no archive") << test::ServerKind::Prosody << archive;
        QTest::addRow("ejabberd, %s", archive ? "no personal nodes" : "no archive") << test::ServerKind::Ejabberd << archive;
    }
}

void ReadStateReal::withoutNodesOrArchive()
{
    QFETCH(test::ServerKind, kind);
    QFETCH(bool, archive);
    test::ServerOptions options;
    options.archive = archive;
    if (archive)
        options.withoutModules << u"pep"_s << u"mod_pubsub"_s << u"mod_avatar"_s << u"vcard_legacy"_s << u"bookmarks"_s;
    KITH_NEED_SERVER(server, kind, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s) && server->addUser(u"bert"_s, u"secret"_s));
    Person anna, bert;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QCOMPARE(bert.signIn(*server, u"bert"_s, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    QVERIFY(QTest::qWaitFor([&] { return anna.account()->lastLogin().unreadKnown.count() > 0; }, 20'000));
    bert.say(server->address(u"anna"_s), u"1"_s);
    QVERIFY(anna.waitForBody(server->address(u"bert"_s), u"1"_s));
    QCOMPARE(anna.chat(server->address(u"bert"_s))->unread, 1);
    anna.account()->markRead(anna.chat(server->address(u"bert"_s))->id, {});
    QVERIFY(QTest::qWaitFor([&] { return anna.chat(server->address(u"bert"_s))->unread == 0; }, 20'000));
    anna.quit();
    bert.say(server->address(u"anna"_s), u"2"_s);
    QVERIFY(bert.waitForState(server->address(u"anna"_s), u"2"_s, model::MessageState::Accepted));
    anna.start();
    QVERIFY(anna.waitForBody(server->address(u"bert"_s), u"2"_s));
    QCOMPARE(anna.chat(server->address(u"bert"_s))->unread, 1);
}

void ReadStateReal::unreadKnownAtLogin()
{
    test::ServerOptions options;
    options.prosodyModules << u"bind2_unread"_s;
    KITH_NEED_SERVER(server, test::ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s) && server->addUser(u"bert"_s, u"secret"_s));
    Person anna, bert, phone;
    QCOMPARE(bert.signIn(*server, u"bert"_s, u"secret"_s), QString());
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QCOMPARE(phone.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp() && phone.waitCaughtUp());
    const QString address = server->address(u"bert"_s);
    bert.say(server->address(u"anna"_s), u"1"_s);
    QVERIFY(anna.waitForBody(address, u"1"_s) && phone.waitForBody(address, u"1"_s));
    anna.vanish();
    server->stop(); // no session to come back to
    QVERIFY(server->start());
    QVERIFY(phone.comeBack() && bert.comeBack());
    for (const QString &text : {u"2"_s, u"3"_s, u"4"_s})
        bert.say(server->address(u"anna"_s), text);
    QVERIFY(phone.waitForBody(address, u"4"_s));
    anna.start(false);
    std::vector<int> badges{anna.chat(address)->unread};
    QObject::connect(&anna.store(), &model::Store::changed, &anna.store(), [&](const model::StoreChange &change) {
        for (const model::Chat &chat : change.chats) {
            if (chat.peer.toString() == address && (badges.empty() || badges.back() != chat.unread))
                badges.push_back(chat.unread);
        }
    });
    anna.account()->connectNow();
    QVERIFY(anna.waitCaughtUp());
    const model::LoginReport login = anna.account()->lastLogin();
    QVERIFY(login.unreadKnown.count() > 0);
    QVERIFY(login.unreadKnown <= login.caughtUp);
    QCOMPARE(badges, (std::vector<int>{1, 4})); // what was known, then the server's word, and it stayed
    QCOMPARE(anna.bodies(address), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s}));
}

void ReadStateReal::warmLoginCarriesNothing_data()
{
    QTest::addColumn<test::ServerKind>("kind");
    QTest::addColumn<bool>("resumes");
    for (const bool resumes : {true, false}) {
        QTest::addRow("Prosody, %s", resumes ? "resumed" : "new session") << test::ServerKind::Prosody << resumes;
        QTest::addRow("ejabberd, %s", resumes ? "resumed" : "new session") << test::ServerKind::Ejabberd << resumes;
    }
}

void ReadStateReal::warmLoginCarriesNothing()
{
    QFETCH(test::ServerKind, kind);
    QFETCH(bool, resumes);
    KITH_NEED_SERVER(server, kind);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s) && server->addUser(u"bert"_s, u"secret"_s));
    Person one;
    {
        Person writer;
        QCOMPARE(one.signIn(*server, u"anna"_s, u"secret"_s), QString());
        QCOMPARE(writer.signIn(*server, u"bert"_s, u"secret"_s), QString());
        QVERIFY(one.waitCaughtUp() && writer.waitCaughtUp());
        for (int i = 0; i < 60; ++i)
            writer.say(server->address(u"anna"_s), u"message %1"_s.arg(i));
        QVERIFY(one.waitForBody(server->address(u"bert"_s), u"message 59"_s));
    }
    // Once more with a new session, so that all that can be known is. Each time until all is said: what a login leaves unanswered comes again at the next one, and what is doubted on a careless
    // server is looked at back to the session that began to doubt it.
    const auto waitQuiet = [&one] {
        const model::XmlLog &log = one.account()->xmlLog();
        QElapsedTimer quiet;
        quiet.start();
        const QMetaObject::Connection said = QObject::connect(&log, &model::XmlLog::rowsInserted, &log, [&quiet] { quiet.restart(); });
        const bool isQuiet = QTest::qWaitFor([&] { return quiet.elapsed() > 1000 && !one.store().read().archive.doubt(one.account()->id()); }, 60'000);
        QObject::disconnect(said);
        return isQuiet;
    };
    QVERIFY(waitQuiet());
    one.quit();
    server->stop();
    QVERIFY(server->start());
    one.start();
    QVERIFY(one.waitCaughtUp());
    QVERIFY(waitQuiet());
    qsizetype sent = 0, received = 0;
    int messages = 0;
    one.quit();
    if (!resumes) {
        server->stop();
        QVERIFY(server->start());
    }
    one.start(false);
    const model::XmlLog &log = one.account()->xmlLog();
    const auto isReady = [&one] {
        const model::LoginReport login = one.account()->lastLogin();
        return login.caughtUp.count() > 0 && login.unreadKnown.count() > 0;
    };
    QObject::connect(&log, &model::XmlLog::rowsInserted, &log, [&](const QModelIndex &, int first, int last) {
        if (isReady())
            return; // what is said in the background from here on is no part of the login
        for (int row = first; row <= last; ++row) {
            const bool incoming = log.data(log.index(row), model::XmlLog::IncomingRole).toBool();
            const QString xml = log.data(log.index(row), model::XmlLog::XmlRole).toString();
            if (!incoming && xml.contains(u"<publish node='urn:kith:links:0'"_s))
                continue; // L42: what this device says of itself goes when nobody waits for anything, which may be before the last of the rest has come
            (incoming ? received : sent) += xml.toUtf8().size();
            messages += incoming && xml.contains(u"urn:xmpp:forward:0"_s);
        }
    });
    one.account()->connectNow();
    QVERIFY(QTest::qWaitFor(isReady, 60'000));
    const model::LoginReport login = one.account()->lastLogin();
    qInfo().noquote() << server->name() << (login.resumed ? u"resumed"_s : u"new session"_s) << "until caught up: sent" << sent << "received" << received << "archived messages" << messages;
    QVERIFY2(messages <= 5, qPrintable(QString::number(messages))); // by time: those of the newest one's millisecond
    QCOMPARE(login.resumed, resumes);
    QVERIFY2(sent <= 3000 && received <= (resumes ? 3000 : 6000), qPrintable(u"%1, %2"_s.arg(sent).arg(received)));
}

QTEST_GUILESS_MAIN(ReadStateReal)
#include "tst_read_state_real.moc"
