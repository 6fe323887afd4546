// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace test {

/// How a real server is set up for one test.
struct ServerOptions {
    bool tls = true; ///< false: a server that offers no encryption at all
    int certificateDaysLeft = 30; ///< negative: expired
    QString certificateDomain; ///< empty: the server's own domain
    bool sasl2 = true; ///< false: RFC 6120 only (Prosody)
    bool archive = true;
    bool hashedPasswords = true; ///< false: stored as they are, so that every SCRAM can be offered
    QStringList withoutModules; ///< of those it has, by the server's own names
    int resumeSeconds = 0; ///< how long it keeps a session whose connection is gone; 0: its default
    bool plainOnly = false; ///< no other mechanism, no channel binding, no SASL2: what the seed's single chunk needs (Prosody; ejabberd lists binding types that no mechanism uses)
    bool tlsTickets = false; ///< TLS sessions can be resumed (Prosody; ejabberd's never can)
    QStringList prosodyModules; ///< beside the usual ones, of packaging/prosody or any that the machine has (Prosody)
    QStringList ejabberdModules; ///< beside the usual ones, each with its options: "mod_muc: {}" (ejabberd)
    int node = 0; ///< of a cluster, 1, 2, …: listens for other nodes at 127.0.0.<node>; 0: stands alone (ejabberd)
    quint16 clusterPort = 0; ///< of the cluster, the same for all its nodes
    bool sqlStorage = false; ///< SQLite instead of files (Prosody); see canUseSql()
    bool durable = false; ///< what it acknowledged half a second ago outlives a SIGKILL (ejabberd; Prosody's files always do)
    QString config; ///< more of it in the server's own language: Lua below the host, YAML at the top level
};

/// A private, real XMPP server on free ports of the loopback, data in a temporary folder, ended with this object.
class TestServer
{
public:
    virtual ~TestServer() = default;
    [[nodiscard]] virtual QString name() const = 0; ///< "Prosody", "ejabberd"
    [[nodiscard]] virtual bool start() = 0; ///< see log() when false
    virtual void stop() = 0;
    virtual void kill() = 0;
    [[nodiscard]] virtual quint16 startTlsPort() const = 0;
    [[nodiscard]] virtual quint16 directTlsPort() const = 0;
    [[nodiscard]] virtual bool addUser(const QString &user, const QString &password) = 0;
    [[nodiscard]] virtual bool changePassword(const QString &user, const QString &password) = 0;
    /// The server forgets the user's tokens (XEP-0484). ejabberd has no command for it: it is restarted, and forgets everybody's.
    [[nodiscard]] virtual bool revokeTokens(const QString &user) = 0;
    /// Instead of start(): as one more node of the cluster that `other` is in (ServerOptions::node), with the same certificate and accounts. True when both know of each other.
    [[nodiscard]] virtual bool startBeside(const TestServer &other);
    [[nodiscard]] virtual QString log() const = 0;

    /// Takes effect at the next start(); ports, certificate, accounts and all data stay.
    void setOptions(const ServerOptions &options) { m_options = options; }
    [[nodiscard]] const ServerOptions &options() const { return m_options; }
    [[nodiscard]] QString folder() const { return m_folder.path(); } ///< data below it as the server keeps it

    [[nodiscard]] QString domain() const { return m_domain; }
    [[nodiscard]] QString caFile() const { return m_caFile; }
    [[nodiscard]] QString address(const QString &user) const { return user + u'@' + m_domain; }
    [[nodiscard]] QString pin() const { return QStringLiteral("127.0.0.1:%1").arg(directTlsPort()); }
    [[nodiscard]] QString startTlsPin() const { return QStringLiteral("127.0.0.1:%1").arg(startTlsPort()); }

protected:
    explicit TestServer(const ServerOptions &options);
    [[nodiscard]] bool makeCertificate();

    ServerOptions m_options;
    QTemporaryDir m_folder;
    QString m_domain;
    QString m_caFile, m_keyFile, m_bothFile;
};

enum class ServerKind { Prosody, Ejabberd };

/// Lua's SQLite driver is installed, so that Prosody can do with sqlStorage.
[[nodiscard]] bool canUseSql();

/// Null when the package is missing.
[[nodiscard]] std::unique_ptr<TestServer> makeServer(ServerKind kind, const ServerOptions &options = {});

/// Test functions that need a server begin with this: skips with the reason, except where KITH_REQUIRE_SERVERS is set (packaging/check), where a missing server is a failure.
#define KITH_NEED_SERVER(variable, ...)                                                                       \
    const auto variable = test::makeServer(__VA_ARGS__);                                                      \
    if (!variable) {                                                                                          \
        if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))                                                \
            QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");                  \
        QSKIP("the server's package is not installed");                                                       \
    }                                                                                                         \
    QVERIFY2(variable->start(), qPrintable(variable->log()))

} // namespace test
