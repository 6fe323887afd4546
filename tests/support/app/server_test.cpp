// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;

namespace test {

void ServerTest::onBothServers()
{
    QTest::addColumn<ServerKind>("kind");
    QTest::newRow("Prosody") << ServerKind::Prosody;
    QTest::newRow("ejabberd") << ServerKind::Ejabberd;
}

TestServer *ServerTest::runningServer()
{
    return runningServer(*static_cast<ServerKind *>(QTest::qData("kind", qMetaTypeId<ServerKind>())));
}

TestServer *ServerTest::runningServer(ServerKind kind)
{
    auto &running = m_servers[int(kind)];
    if (!running) {
        running = makeServer(kind);
        if (!running) {
            if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
                QTest::qFail("the server's package is not installed, and KITH_REQUIRE_SERVERS is set", __FILE__, __LINE__);
            else
                QTest::qSkip("the server's package is not installed", __FILE__, __LINE__);
            return nullptr;
        }
        if (!running->start()) {
            QTest::qFail(qPrintable(u"%1 did not start: %2"_s.arg(running->name(), running->log().right(2000))), __FILE__, __LINE__);
            return nullptr;
        }
    }
    return running.get();
}

QString ServerTest::newUser(TestServer &server, const QString &password)
{
    const QString user = u"user%1"_s.arg(++m_users);
    if (!server.addUser(user, password))
        QTest::qFail("the account could not be made", __FILE__, __LINE__);
    return user;
}

} // namespace test
