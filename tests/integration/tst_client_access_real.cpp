// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/linked_devices.h"
#include "model/sync/xml_log.h"
#include "tests/support/app/server_test.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace model;
using test::Person;

namespace {

std::optional<Device> find(const Person &who, const std::function<bool(const Device &)> &matches)
{
    const QList<Device> all = who.account() ? who.account()->linkedDevices().devices() : QList<Device>();
    const auto found = std::find_if(all.begin(), all.end(), matches);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

Device own(const Person &who)
{
    return find(who, [](const Device &d) { return d.isThis; }).value_or(Device());
}

bool hasHeard(const Person &who, const QString &text)
{
    const XmlLog &log = who.account()->xmlLog();
    for (int row = 0; row < log.rowCount(); ++row) {
        const QModelIndex index = log.index(row);
        if (index.data(XmlLog::IncomingRole).toBool() && index.data(XmlLog::XmlRole).toString().contains(text))
            return true;
    }
    return false;
}

DeviceAnswer answerOf(const QFuture<DeviceAnswer> &future)
{
    return QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) ? future.result() : DeviceAnswer{DeviceOutcome::Refused, u"no answer"_s};
}

} // namespace

/// A server with mod_client_access: it lists who may sign in, cuts them, and keeps back what a device does not receive.
class ClientAccessReal : public test::ServerTest
{
    Q_OBJECT

    std::unique_ptr<test::TestServer> m_server;

private Q_SLOTS:
    void initTestCase()
    {
        test::ServerOptions options;
        options.prosodyModules = {u"client_access"_s};
        m_server = test::makeServer(test::ServerKind::Prosody, options);
        if (!m_server) {
            if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
                QFAIL("Prosody is not installed, and KITH_REQUIRE_SERVERS is set");
            QSKIP("Prosody is not installed");
        }
        QVERIFY2(m_server->start(), qPrintable(m_server->log()));
    }

    void cutsWithinASecond()
    {
        const QString user = newUser(*m_server);
        Person here, there;
        QCOMPARE(here.signIn(*m_server, user, u"secret"_s) + there.signIn(*m_server, user, u"secret"_s), QString());
        QVERIFY(here.waitCaughtUp() && there.waitCaughtUp());
        const QString id = own(there).id;
        const auto other = [&] { return find(here, [&](const Device &d) { return d.id == id; }); };
        QVERIFY(QTest::qWaitFor([&] { return other().has_value(); }, 20'000));
        LinkedDevices &devices = here.account()->linkedDevices();
        devices.refresh();
        QVERIFY2(QTest::qWaitFor([&] { return devices.serverList() == LinkedDevices::ServerList::Known; }, 20'000), qPrintable(m_server->log()));
        // One row each, whoever tells of it.
        QCOMPARE(devices.devices().size(), 2);
        QCOMPARE(other()->signsInWith.value, SignsInWith::Password);
        QCOMPARE(other()->signsInWith.source, FactSource::ClientList);
        QCOMPARE(other()->unlinkReason, DeviceReason::PasswordWasUsedThere); // L50
        QCOMPARE(own(here).signsInWith.source, FactSource::ClientList);

        bool isTold = false;
        connect(&there.accounts(), &Accounts::unlinked, this, [&] { isTold = true; });
        QElapsedTimer timer;
        timer.start();
        const auto answer = devices.unlink(id);
        QVERIFY(QTest::qWaitFor([&] { return isTold && there.account() == nullptr; }, 20'000));
        qInfo() << "signed out after" << timer.elapsed() << "ms";
        QCOMPARE(answerOf(answer).outcome, DeviceOutcome::NeedsPasswordChange);
    }

    void keepsBackWhatIsNotReceived()
    {
        const QString user = newUser(*m_server), friendUser = newUser(*m_server);
        Person loud, quiet, friendly;
        QCOMPARE(loud.signIn(*m_server, user, u"secret"_s) + quiet.signIn(*m_server, user, u"secret"_s) + friendly.signIn(*m_server, friendUser, u"secret"_s), QString());
        QVERIFY(loud.waitCaughtUp() && quiet.waitCaughtUp() && friendly.waitCaughtUp());
        QCOMPARE(answerOf(quiet.account()->linkedDevices().setReceives(own(quiet).id, ServiceFilter::of({Service::Groups}))).outcome, DeviceOutcome::Done);
        const auto exchange = [&](const QString &text) {
            friendly.say(m_server->address(user), text);
            return loud.waitForBody(m_server->address(friendUser), text);
        };
        QTest::qWait(500); // the server has heard of it
        QVERIFY(exchange(u"first words"_s));
        QTest::qWait(1000);
        QVERIFY(!hasHeard(quiet, u"first words"_s));
        // Named inside the login: nothing comes before.
        quiet.setWhenClosed(u"offline"_s);
        quiet.quit();
        quiet.start();
        QVERIFY(quiet.waitCaughtUp());
        QVERIFY(hasHeard(quiet, u"<services xmlns"_s));
        QVERIFY(exchange(u"second words"_s));
        QTest::qWait(1000);
        QVERIFY(!hasHeard(quiet, u"second words"_s));
        QCOMPARE(quiet.bodies(m_server->address(friendUser)), QStringList());
    }
};

QTEST_GUILESS_MAIN(ClientAccessReal)
#include "tst_client_access_real.moc"
