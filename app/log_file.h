// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QMutex>
#include <QString>
#include <QtGlobal>

namespace app {

/// Everything that may be a secret, struck out: passwords, tokens, SASL exchanges. The log never gets any on purpose; this is the second fence.
[[nodiscard]] QString maskSecrets(const QString &line);

/// The log of the running program: kith.log and one older kith.log.1, never more than `maxBytes` each. Takes over Qt's message handler for its lifetime; what it
/// gets also goes to stderr. One at a time. Writing is safe from any thread; construct and destroy on the main thread.
class LogFile
{
public:
    explicit LogFile(const QString &directory, qint64 maxBytes = 1024 * 1024);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    void write(const QString &line);

private:
    void open();
    void rotate();

    QMutex m_mutex;
    QFile m_file;
    qint64 m_maxBytes;
    QtMessageHandler m_previous = nullptr;
};

/// Normal: from info on. Detailed: debug messages of Kith's own categories too. QT_LOGGING_RULES of the environment has the last word.
void setDetailedLogging(bool on);

} // namespace app
