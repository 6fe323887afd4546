// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <chrono>

namespace app {

class Profile;

/// One running Kith per profile. The first start takes the lock and listens; a later one hands over what it was asked to do and ends. The lock decides, the socket
/// only carries: a socket left behind by a crash is replaced. Main thread.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    /// What a later start asks for.
    struct Request {
        QString uri; ///< empty: only show the window
        QByteArray activationToken; ///< lets a Wayland compositor raise the window; empty: none
        bool operator==(const Request &) const = default;
    };
    enum class Role {
        First, ///< we are the one: go on
        Forwarded, ///< the running one took the request: end
        NoAnswer, ///< the profile is in use, but nobody answered
    };

    explicit SingleInstance(const Profile &profile, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Decides the role; blocks up to `patience` for the running instance's answer.
    [[nodiscard]] Role claim(const Request &request, std::chrono::milliseconds patience = std::chrono::seconds(3));
    /// Takes the profile for a command that needs it alone and listens to nobody. False: it is in use.
    [[nodiscard]] bool claimAlone();

Q_SIGNALS:
    /// Another start asked for this. Show the window and open the link, if any.
    void requested(const app::SingleInstance::Request &request);

private:
    bool forward(const Request &request, std::chrono::milliseconds patience);
    void listen();
    void onConnection();

    QString m_socketPath;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace app
