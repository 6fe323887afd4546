// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/private_prosody.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/person.h"

#include <QTest>

using namespace Qt::StringLiterals;
using test::Person;

/// A session that is left at one node of a cluster is taken up at another (D10, D22, D23, D27), on two nodes of ejabberd on the loopback.
class ClusterReal : public QObject
{
    Q_OBJECT
    net::CryptoRuntime m_crypto;
    std::unique_ptr<test::TestServer> m_a, m_b;
    int m_users = 0;

private Q_SLOTS:
    void init();
    void leftHereTakenUpThere();
    void killedHereTakenUpThere();
    void nodeIsGone();

private:
    void meet(Person &anna, Person &bert);
    QString m_anna, m_bert; ///< addresses
};

void ClusterReal::init()
{
    if (m_a && m_b)
        return;
    test::ServerOptions options;
    options.clusterPort = app::freeLoopbackPort();
    options.node = 1;
    m_a = test::makeServer(test::ServerKind::Ejabberd, options);
    if (!m_a) {
        if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
            QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");
        QSKIP("the server's package is not installed");
    }
    QVERIFY2(m_a->start(), qPrintable(m_a->log()));
    options.node = 2;
    auto second = test::makeServer(test::ServerKind::Ejabberd, options);
    QVERIFY2(second->startBeside(*m_a), qPrintable(second->log()));
    m_b = std::move(second);
}

/// Anna at the first node, Bert at the second.
void ClusterReal::meet(Person &anna, Person &bert)
{
    const QString userA = u"user%1"_s.arg(++m_users), userB = u"user%1"_s.arg(++m_users);
    m_anna = m_a->address(userA);
    m_bert = m_b->address(userB);
    QVERIFY(m_a->addUser(userA, u"secret"_s) && m_a->addUser(userB, u"secret"_s));
    QCOMPARE(anna.signIn(*m_a, userA, u"secret"_s), QString());
    QCOMPARE(bert.signIn(*m_b, userB, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp() && bert.waitCaughtUp());
    anna.say(m_bert, u"hello"_s);
    QVERIFY(bert.waitForBody(m_anna, u"hello"_s));
    QVERIFY(anna.waitForState(m_bert, u"hello"_s, model::MessageState::Accepted));
}

void ClusterReal::leftHereTakenUpThere()
{
    Person anna, bert;
    meet(anna, bert);
    if (QTest::currentTestFailed())
        return;
    const QString before = anna.account()->lastLogin().boundAs;
    qint64 lastLogin = QDateTime::currentSecsSinceEpoch();
    QStringList expected{u"hello"_s};
    for (int round = 0; round < 6; ++round) {
        const test::TestServer &next = round % 2 == 0 ? *m_b : *m_a;
        anna.setPin(next.pin());
        anna.quit();
        for (int i = 0; i < 5; ++i) {
            expected << u"while away %1.%2"_s.arg(round).arg(i);
            bert.say(m_anna, expected.back());
        }
        QVERIFY(bert.waitForState(m_anna, expected.back(), model::MessageState::Accepted));
        // ejabberd 24.12 tells the newer of two connections by the second and a counter that each node has for itself: within one second the other node's may count as the older, and is ended.
        QVERIFY(QTest::qWaitFor([&lastLogin] { return QDateTime::currentSecsSinceEpoch() > lastLogin; }));
        anna.start();
        QVERIFY(anna.waitOnline());
        lastLogin = QDateTime::currentSecsSinceEpoch();
        const model::LoginReport login = anna.account()->lastLogin();
        QVERIFY2(login.resumed, qPrintable(login.whyNotResumed));
        QCOMPARE(login.port, next.directTlsPort());
        QCOMPARE(login.boundAs, before);
        QCOMPARE(login.roundTrips, 1);
        QVERIFY(anna.waitForBody(m_bert, expected.back()));
        expected << u"back %1"_s.arg(round);
        anna.say(m_bert, expected.back());
        QVERIFY(bert.waitForBody(m_anna, expected.back()));
        QCOMPARE(anna.bodies(m_bert), expected);
        QCOMPARE(bert.bodies(m_anna), expected);
    }
}

void ClusterReal::killedHereTakenUpThere()
{
    Person anna, bert;
    meet(anna, bert);
    if (QTest::currentTestFailed())
        return;
    const QString before = anna.account()->lastLogin().boundAs;
    anna.setPin(m_b->pin());
    anna.say(m_bert, u"last words"_s);
    QVERIFY(bert.waitForBody(m_anna, u"last words"_s));
    anna.vanish(); // to the server the connection is a live one
    const qint64 lastLogin = QDateTime::currentSecsSinceEpoch(); // at the latest
    QVERIFY(QTest::qWaitFor([lastLogin] { return QDateTime::currentSecsSinceEpoch() > lastLogin; }));
    bert.say(m_anna, u"where are you"_s);
    anna.start();
    QVERIFY(anna.waitOnline());
    QVERIFY2(anna.account()->lastLogin().resumed, qPrintable(anna.account()->lastLogin().whyNotResumed));
    QCOMPARE(anna.account()->lastLogin().boundAs, before);
    QVERIFY(anna.waitForBody(m_bert, u"where are you"_s));
    QCOMPARE(anna.bodies(m_bert), (QStringList{u"hello"_s, u"last words"_s, u"where are you"_s}));
    QCOMPARE(bert.bodies(m_anna), anna.bodies(m_bert));
}

void ClusterReal::nodeIsGone()
{
    Person anna, bert;
    meet(anna, bert);
    if (QTest::currentTestFailed())
        return;
    anna.setPin(m_b->pin());
    anna.quit();
    bert.say(m_anna, u"while away"_s);
    QVERIFY(bert.waitForState(m_anna, u"while away"_s, model::MessageState::Accepted));
    m_a->stop(); // the session lived there
    bert.say(m_anna, u"behind it"_s);
    QVERIFY(bert.waitForState(m_anna, u"behind it"_s, model::MessageState::Accepted));
    anna.start();
    QVERIFY(anna.waitCaughtUp());
    const model::LoginReport login = anna.account()->lastLogin();
    QVERIFY(!login.resumed);
    QVERIFY(!login.whyNotResumed.isEmpty()); // and no pretence of continuity
    QVERIFY(anna.waitForBody(m_bert, u"behind it"_s));
    QCOMPARE(anna.bodies(m_bert), (QStringList{u"hello"_s, u"while away"_s, u"behind it"_s}));
    anna.say(m_bert, u"here again"_s);
    QVERIFY(bert.waitForBody(m_anna, u"here again"_s));
    m_a.reset();
    m_b.reset();
}

QTEST_GUILESS_MAIN(ClusterReal)
#include "tst_cluster_real.moc"
