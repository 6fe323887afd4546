// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <QObject>

class QIODevice;

namespace app {

class Services;

/// `kith account …`: configures a profile without a window or a network. Says what it did on `out`, what went wrong on `err`. Main thread, needs the event loop.
class AccountCommand : public QObject
{
    Q_OBJECT
public:
    struct Streams {
        QIODevice &in, &out, &err; ///< open; outlive the command
    };
    AccountCommand(Services &services, Streams streams, QObject *parent = nullptr);

    /// Once; finished() follows from the event loop. `command` is one of the three account commands.
    void start(const Command &command);

Q_SIGNALS:
    void finished(app::ExitCode code);

private:
    void add(const AddAccountCommand &command);
    void list();
    void remove(const RemoveAccountCommand &command);
    void fail(const QString &sentence);
    void say(const QString &line);
    /// What was done is on the disk and in the keychain before the process ends.
    void finish(ExitCode code);

    Services &m_services;
    Streams m_streams;
};

} // namespace app
