// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/app/test_server.h"

#include <QThread>

#include <functional>

namespace fault {

/// A real server, started and stopped in a thread of its own: people go on writing meanwhile. Main thread.
class ServerHost : public QObject
{
    Q_OBJECT
public:
    explicit ServerHost(test::ServerKind kind);
    ~ServerHost() override;

    [[nodiscard]] bool isInstalled() const { return m_server != nullptr; }
    [[nodiscard]] bool start();
    [[nodiscard]] bool addUser(const QString &user);
    /// Ends it and starts it again after `pauseMs`; `done` on this thread.
    void restart(bool hard, int pauseMs, std::function<void(bool works)> done);
    [[nodiscard]] const test::TestServer &server() const { return *m_server; }
    [[nodiscard]] static QString password() { return QStringLiteral("secret"); }

private:
    QThread m_thread;
    QObject *m_worker;
    std::unique_ptr<test::TestServer> m_server; ///< lives in the thread
};

} // namespace fault
