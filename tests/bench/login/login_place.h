// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"
#include "tests/support/app/early_world.h"
#include "tests/support/app/test_server.h"
#include "tests/support/net/tls_certificates.h"

#include <QThread>

namespace test {
class TlsTerminator;
}

namespace bench {

/// What has the account: a server, and what stands before it. Two accounts with one password.
class LoginPlace
{
public:
    static inline const QString kUser = QStringLiteral("anna");
    static inline const QString kFriend = QStringLiteral("bert");

    virtual ~LoginPlace() = default;
    /// The error is a sentence.
    [[nodiscard]] virtual net::Expected<void, QString> start() = 0;
    [[nodiscard]] virtual QString domain() const = 0;
    [[nodiscard]] virtual QString password() const = 0;
    [[nodiscard]] virtual QString caFile() const = 0; ///< of port()
    [[nodiscard]] virtual quint16 port() const = 0; ///< direct TLS
    [[nodiscard]] virtual bool hasFriend() const = 0;

    [[nodiscard]] QString address(const QString &user) const { return user + u'@' + domain(); }
};

class ServerPlace final : public LoginPlace
{
public:
    ServerPlace(test::ServerKind kind, const test::ServerOptions &options);
    [[nodiscard]] net::Expected<void, QString> start() override;
    [[nodiscard]] QString domain() const override { return m_server->domain(); }
    [[nodiscard]] QString password() const override;
    [[nodiscard]] QString caFile() const override { return m_server->caFile(); }
    [[nodiscard]] quint16 port() const override { return m_server->directTlsPort(); }
    [[nodiscard]] bool hasFriend() const override { return true; }

private:
    std::unique_ptr<test::TestServer> m_server;
};

/// Prosody behind somebody who takes TLS off and early data in.
class EarlyPlace final : public LoginPlace
{
public:
    enum class Terminator {
        HaProxy, ///< answers when the handshake is over
        Immediate, ///< answers early data at once
    };
    explicit EarlyPlace(Terminator terminator);
    ~EarlyPlace() override;
    [[nodiscard]] net::Expected<void, QString> start() override;
    [[nodiscard]] QString domain() const override;
    [[nodiscard]] QString password() const override;
    [[nodiscard]] QString caFile() const override;
    [[nodiscard]] quint16 port() const override;
    [[nodiscard]] bool hasFriend() const override { return false; }

private:
    Terminator m_kind;
    test::EarlyWorld m_world;
    test::Authority m_authority;
    QThread m_thread; ///< of the terminator: the measured client's event loop has no part in it
    QObject m_inThread;
    std::unique_ptr<test::TlsTerminator> m_terminator;
    quint16 m_port = 0;
};

} // namespace bench
