// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"
#include "net/base/clock.h"

#include <QFile>
#include <QJsonObject>
#include <QObject>

namespace model {
class Account;
class Accounts;
}

namespace app {

/// What a start and each sign-in cost, as JSON Lines (`--trace FILE`): one object a line, "event" its name, "ms" milliseconds since the program's first line ran.
/// Appends, so that several starts of one measurement share a file; every line is flushed when it is written. Main thread.
///
/// process_start (pid, version, beforeMainMs: loading and linking before the first line) · store_open · first_paint (the chat list, or the sign-in page) ·
/// login (every field of model::LoginReport, durations in µs) · unread_known, caught_up (us) · offline (problem) · quit (how)
class TraceWriter : public QObject
{
    Q_OBJECT
public:
    /// `start` is clock.monotonic() of the program's first line. `isOpen()` false: the file cannot be written, see errorText().
    TraceWriter(const QString &file, const net::Clock &clock, std::chrono::nanoseconds start, QObject *parent = nullptr);

    [[nodiscard]] bool isOpen() const { return m_file.isOpen(); }
    [[nodiscard]] QString errorText() const { return m_file.errorString(); }
    void event(const QString &name, QJsonObject fields = {});
    /// Writes down the logins of all accounts, also of those that come later.
    void watch(model::Accounts &accounts);
    /// The same for one account.
    void watch(model::Account &account);

private:
    void onLogin(const QString &address, const model::LoginReport &report);

    const net::Clock &m_clock;
    std::chrono::nanoseconds m_start;
    QFile m_file;
    QHash<QString, model::LoginReport> m_written; // by address: the report as far as it is in the file
};

/// Time between the kernel's start of this process and now; zero where it cannot be known.
[[nodiscard]] std::chrono::milliseconds processAge();

} // namespace app
