// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Person;

/// Closing Kith detaches, opening it resumes: the same session, over the end of a process (D40–D56).
class DetachReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void closeAndOpen_data() { onAllServers(); }
    void closeAndOpen();
    void hearsWhenItHasBeenOpenForAWhile_data() { onAllServers(); }
    void hearsWhenItHasBeenOpenForAWhile();
    void killedAndOpened_data() { onAllServers(); }
    void killedAndOpened();
    void writtenWhileClosed_data() { onAllServers(); }
    void writtenWhileClosed();
    void serverForgot_data() { onBothServers(); }
    void serverForgot();

private:
    static void onAllServers();
    test::TestServer *serverOfRow();
    std::unique_ptr<test::TestServer> m_withModule;
    void meet(Person &anna, Person &bert, test::TestServer &server);
    QString m_anna, m_bert; ///< addresses
};

void DetachReal::onAllServers()
{
    onBothServers();
    QTest::newRow("Prosody with our module") << test::ServerKind::Prosody;
}

test::TestServer *DetachReal::serverOfRow()
{
    if (QByteArrayView(QTest::currentDataTag()) != "Prosody with our module")
        return runningServer();
    if (!m_withModule) {
        if (!runningServer(test::ServerKind::Prosody))
            return nullptr; // and the reason has been told
        test::ServerOptions options;
        options.prosodyModules = {u"detach"_s};
        m_withModule = test::makeServer(test::ServerKind::Prosody, options);
        if (!m_withModule->start())
            QTest::qFail(qPrintable(m_withModule->log().right(2000)), __FILE__, __LINE__);
    }
    return m_withModule.get();
}

void DetachReal::meet(Person &anna, Person &bert, test::TestServer &server)
{
    const QString userA = newUser(server), userB = newUser(server);
    m_anna = server.address(userA);
    m_bert = server.address(userB);
    QCOMPARE(anna.signIn(server, userA, u"secret"_s), QString());
    QCOMPARE(bert.signIn(server, userB, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp() && bert.waitCaughtUp());
    anna.say(m_bert, u"hello"_s);
    QVERIFY(bert.waitForBody(m_anna, u"hello"_s));
    QVERIFY(anna.waitForState(m_bert, u"hello"_s, model::MessageState::Accepted));
}

void DetachReal::closeAndOpen()
{
    test::TestServer *const server = serverOfRow();
    if (!server)
        return;
    Person anna, bert;
    meet(anna, bert, *server);
    if (QTest::currentTestFailed())
        return;
    const QString before = anna.account()->lastLogin().boundAs;
    QStringList expected{u"hello"_s};
    for (int round = 0; round < 10; ++round) {
        anna.quit();
        for (int i = 0; i < 3; ++i) {
            expected << u"while away %1.%2"_s.arg(round).arg(i);
            bert.say(m_anna, expected.back());
        }
        QVERIFY(bert.waitForState(m_anna, expected.back(), model::MessageState::Accepted));
        anna.start();
        QVERIFY(anna.waitOnline());
        const model::LoginReport login = anna.account()->lastLogin();
        QVERIFY2(login.resumed, qPrintable(login.whyNotResumed));
        QCOMPARE(login.boundAs, before);
        QCOMPARE(login.roundTrips, 1);
        QVERIFY(anna.waitForBody(m_bert, expected.back()));
        QCOMPARE(anna.bodies(m_bert), expected);
    }
    QVERIFY(anna.waitCaughtUp());
    QCOMPARE(anna.bodies(m_bert), bert.bodies(m_anna));
}

/// A server that was told on leaving that nobody looks may hold back what it has: Prosody does so some seconds after the resume.
void DetachReal::hearsWhenItHasBeenOpenForAWhile()
{
    test::TestServer *const server = serverOfRow();
    if (!server)
        return;
    Person anna, bert;
    meet(anna, bert, *server);
    if (QTest::currentTestFailed())
        return;
    anna.account()->setActive(false); // as a window that is closed
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().resumed);
    QTest::qWait(6500); // csi_resume_inactive_delay is 5 s
    bert.say(m_anna, u"still there?"_s);
    QVERIFY(anna.waitForBody(m_bert, u"still there?"_s));
    QCOMPARE(anna.account()->lastLogin().roundTrips, 1); // it is the same connection
    anna.say(m_bert, u"yes"_s);
    QVERIFY(anna.waitForState(m_bert, u"yes"_s, model::MessageState::Accepted));
}

void DetachReal::killedAndOpened()
{
    test::TestServer *const server = serverOfRow();
    if (!server)
        return;
    Person anna, bert;
    meet(anna, bert, *server);
    if (QTest::currentTestFailed())
        return;
    const QString before = anna.account()->lastLogin().boundAs;
    for (int round = 0; round < 10; ++round) {
        // At any moment: right behind what was typed, and while something arrives.
        anna.say(m_bert, u"last words %1"_s.arg(round));
        bert.say(m_anna, u"crossing %1"_s.arg(round));
        QTest::qWait(round * 3);
        anna.vanish();
        bert.say(m_anna, u"where are you %1"_s.arg(round));
        anna.start();
        QVERIFY(anna.waitOnline());
        const model::LoginReport login = anna.account()->lastLogin();
        QVERIFY2(login.resumed, qPrintable(login.whyNotResumed));
        QCOMPARE(login.boundAs, before);
        QVERIFY(anna.waitForBody(m_bert, u"where are you %1"_s.arg(round)));
    }
    anna.say(m_bert, u"the end"_s);
    QVERIFY(bert.waitForBody(m_anna, u"the end"_s));
    QVERIFY(anna.waitForState(m_bert, u"the end"_s, model::MessageState::Accepted));
    // What a careless server loses while it moves a session is asked for again (ArchiveCheck).
    QVERIFY(QTest::qWaitFor([&] { return !anna.store().read().archive.doubt(anna.account()->id()); }, 60'000));
    QStringList atAnna = anna.bodies(m_bert), atBert = bert.bodies(m_anna);
    // A text that was not on the disk when the process ended is nowhere; all others are at both, once.
    for (const QString &body : std::as_const(atAnna))
        QVERIFY2(atBert.count(body) == 1 && atAnna.count(body) == 1, qPrintable(body));
    QCOMPARE(atAnna.size(), atBert.size());
    for (const model::Message &message : anna.messages(m_bert))
        QVERIFY2(message.direction == model::Direction::Incoming || message.state >= model::MessageState::Accepted, qPrintable(message.body));
}

void DetachReal::writtenWhileClosed()
{
    test::TestServer *const server = serverOfRow();
    if (!server)
        return;
    Person anna, bert;
    meet(anna, bert, *server);
    if (QTest::currentTestFailed())
        return;
    anna.quit();
    anna.start(false);
    for (int i = 0; i < 5; ++i)
        anna.say(m_bert, u"offline %1"_s.arg(i));
    QTRY_COMPARE(anna.bodies(m_bert).size(), 6);
    anna.vanish();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().resumed);
    QVERIFY(bert.waitForBody(m_anna, u"offline 4"_s));
    QCOMPARE(bert.bodies(m_anna), (QStringList{u"hello"_s, u"offline 0"_s, u"offline 1"_s, u"offline 2"_s, u"offline 3"_s, u"offline 4"_s}));
}

void DetachReal::serverForgot()
{
    KITH_SERVER(server);
    Person anna, bert;
    meet(anna, bert, *server);
    if (QTest::currentTestFailed())
        return;
    anna.say(m_bert, u"before"_s);
    QVERIFY(bert.waitForBody(m_anna, u"before"_s));
    anna.quit();
    bert.quit();
    server->stop();
    QVERIFY2(server->start(), qPrintable(server->log()));
    bert.start();
    QVERIFY(bert.waitOnline());
    bert.say(m_anna, u"after"_s);
    QVERIFY(bert.waitForState(m_anna, u"after"_s, model::MessageState::Accepted));
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().resumed);
    QVERIFY(!anna.account()->lastLogin().whyNotResumed.isEmpty());
    QVERIFY(anna.waitForBody(m_bert, u"after"_s));
    QCOMPARE(anna.bodies(m_bert), (QStringList{u"hello"_s, u"before"_s, u"after"_s}));
    // The new one is kept as well.
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY(anna.account()->lastLogin().resumed);
}

QTEST_GUILESS_MAIN(DetachReal)
#include "tst_detach_real.moc"
