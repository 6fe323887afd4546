// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/base/expected.h"

#include <QProcess>
#include <QStringList>

#include <memory>

namespace app {

enum class PrivateServerErrorKind {
    NotInstalled, ///< no such program on this machine
    CannotWrite, ///< folder for configuration and data
    DidNotStart, ///< ended early, or no answer on its port in time; the log's end is in the detail
};

struct PrivateServerError {
    PrivateServerErrorKind kind = PrivateServerErrorKind::DidNotStart;
    QString detail;
};

/// Cause and advice, one sentence, translated.
[[nodiscard]] QString privateServerAdvice(const PrivateServerError &error);

/// A TCP port of the loopback that nobody listens on now.
[[nodiscard]] quint16 freeLoopbackPort();

/// True when something accepts TCP connections there within `milliseconds`.
[[nodiscard]] bool waitForPort(quint16 port, int milliseconds);

/// A Prosody of our own: configuration, data, log and certificate in one folder, free ports of the loopback, ended with this object. Never touches the machine's own
/// server or its ports. Used by the demo and by the tests. start() and stop() block for about a second: call them before there is a window. Main thread.
class PrivateProsody
{
public:
    struct Options {
        QString folder; ///< exists, writable
        QString domain;
        QString certificateFile, keyFile; ///< empty: no TLS at all
        QStringList modules; ///< beside the usual ones
        QStringList withoutModules; ///< of the usual ones
        QString pluginFolder; ///< own modules
        QString globalConfig; ///< Lua, before the host
        QString hostConfig; ///< Lua, below the host
    };
    explicit PrivateProsody(Options options);
    ~PrivateProsody();

    [[nodiscard]] static bool isInstalled();
    [[nodiscard]] net::Expected<void, PrivateServerError> start();
    void stop(); ///< SIGTERM, sessions end cleanly
    void kill(); ///< SIGKILL
    [[nodiscard]] bool isRunning() const;
    /// Same ports, same data.
    [[nodiscard]] net::Expected<void, PrivateServerError> restart();

    [[nodiscard]] quint16 startTlsPort() const { return m_startTlsPort; }
    [[nodiscard]] quint16 directTlsPort() const { return m_directTlsPort; }
    [[nodiscard]] const Options &options() const { return m_options; }
    /// For the next start(): same ports, and the same data if it is the same folder.
    void setOptions(Options options) { m_options = std::move(options); }
    /// Makes an account; works while the server runs. False: prosodyctl said no (see log()).
    [[nodiscard]] bool addUser(const QString &user, const QString &password);
    [[nodiscard]] bool removeUser(const QString &user);
    [[nodiscard]] QString log() const;

private:
    [[nodiscard]] QByteArray configuration() const;
    [[nodiscard]] bool control(const QStringList &arguments);

    Options m_options;
    quint16 m_startTlsPort = 0;
    quint16 m_directTlsPort = 0;
    std::unique_ptr<QProcess> m_process;
};

} // namespace app
