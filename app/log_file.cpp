// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log_file.h"

#include <QDateTime>
#include <QDir>
#include <QLoggingCategory>
#include <QMutexLocker>
#include <QRegularExpression>

#include <atomic>

using namespace Qt::StringLiterals;

namespace app {

namespace {

std::atomic<LogFile *> currentLog = nullptr;
QtMessageHandler previousHandler = nullptr;

QLatin1StringView levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "critical"_L1;
    case QtFatalMsg:
        return "fatal"_L1;
    }
    Q_UNREACHABLE();
}

void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString masked = maskSecrets(message);
    if (LogFile *log = currentLog) {
        log->write(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + u' ' + levelName(type) + u' '
            + QString::fromLatin1(context.category ? context.category : "default") + u": "_s + masked);
    }
    if (previousHandler)
        previousHandler(type, context, masked);
}

} // namespace

QString maskSecrets(const QString &line)
{
    static const QString stars = u"\\1***\\2"_s;
    // <auth>, <response>, <challenge>, <success>, <initial-response>, <additional-data>: the words of SASL in both its versions.
    static const QRegularExpression sasl(
        u"(<(?:[\\w-]+:)?(?:auth|response|challenge|success|initial-response|additional-data|password|key)\\b[^>]*>)[^<]+(<)"_s);
    static const QRegularExpression attribute(u"(\\b(?:token|secret|password)=['\"])[^'\"]*(['\"])"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression words(u"(\\b(?:password|token|secret)\\s*[:=]\\s*)(?!['\"])\\S+()"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString masked = line;
    return masked.replace(sasl, stars).replace(attribute, stars).replace(words, stars);
}

LogFile::LogFile(const QString &directory, qint64 maxBytes)
    : m_file(directory + u"/kith.log"_s)
    , m_maxBytes(maxBytes)
{
    QDir().mkpath(directory);
    open();
    currentLog = this;
    m_previous = qInstallMessageHandler(handleMessage);
    previousHandler = m_previous;
}

LogFile::~LogFile()
{
    qInstallMessageHandler(m_previous);
    currentLog = nullptr;
}

void LogFile::open()
{
    // A log that cannot be opened is no reason not to start: stderr still has everything.
    if (m_file.open(QIODevice::WriteOnly | QIODevice::Append))
        m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void LogFile::rotate()
{
    const QString older = m_file.fileName() + u".1"_s;
    m_file.close();
    QFile::remove(older);
    QFile::rename(m_file.fileName(), older);
    open();
}

void LogFile::write(const QString &line)
{
    const QMutexLocker locker(&m_mutex);
    if (!m_file.isOpen())
        return;
    // One message is one line: a name with a line break in it cannot forge an entry.
    QByteArray bytes = line.toUtf8().replace('\n', ' ').replace('\r', ' ');
    bytes.truncate(std::min<qint64>(bytes.size(), m_maxBytes / 4));
    bytes += '\n';
    if (m_file.size() + bytes.size() > m_maxBytes)
        rotate();
    m_file.write(bytes);
    m_file.flush();
}

void setDetailedLogging(bool on)
{
    QLoggingCategory::setFilterRules(on ? u"net.*.debug=true\nmodel.*.debug=true\nui.debug=true\napp.debug=true"_s : QString());
}

} // namespace app
