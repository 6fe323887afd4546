// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/person.h"

#include <QHash>
#include <QObject>
#include <QTest>

namespace test {

/// Base of the integration tests: one running server of each kind, shared by the functions of the program, each of which uses accounts of its own.
class ServerTest : public QObject
{
    Q_OBJECT
protected:
    /// Rows "Prosody" and "ejabberd", for a function that runs on both.
    static void onBothServers();
    /// The server of the current row, started when first asked for. Null after a QSKIP or QFAIL: return at once (KITH_SERVER does).
    TestServer *runningServer();
    TestServer *runningServer(ServerKind kind);
    /// A user nobody else has, with this password.
    [[nodiscard]] QString newUser(TestServer &server, const QString &password = QStringLiteral("secret"));

#define KITH_SERVER(variable)                        \
    test::TestServer *const variable = runningServer(); \
    if (!variable)                                   \
    return

private:
    net::CryptoRuntime m_crypto;
    QHash<int, std::shared_ptr<TestServer>> m_servers;
    int m_users = 0;
};

} // namespace test
Q_DECLARE_METATYPE(test::ServerKind)
