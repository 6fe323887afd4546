// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trace_writer.h"

#include "model/sync/accounts.h"

#include <QCoreApplication>
#include <QJsonDocument>

#ifdef Q_OS_LINUX
#include <ctime>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace app {

namespace {

double us(std::chrono::microseconds time)
{
    return double(time.count());
}

QJsonObject describe(const QString &address, const model::LoginReport &report)
{
    return {
        {u"account"_s, address},
        {u"at"_s, report.at.toString(Qt::ISODateWithMs)},
        {u"resolvedUs"_s, us(report.resolved)},
        {u"connectedUs"_s, us(report.connected)},
        {u"securedUs"_s, us(report.secured)},
        {u"liveUs"_s, us(report.live)},
        {u"unreadKnownUs"_s, us(report.unreadKnown)},
        {u"caughtUpUs"_s, us(report.caughtUp)},
        {u"roundTrips"_s, report.roundTrips},
        {u"bytesSent"_s, double(report.bytesSent)},
        {u"bytesReceived"_s, double(report.bytesReceived)},
        {u"resumed"_s, report.resumed},
        {u"tlsResumed"_s, report.tlsResumed},
        {u"earlyData"_s, report.earlyData},
        {u"unreadFromServer"_s, report.unreadFromServer},
        {u"quietReconnects"_s, report.quietReconnects},
        {u"boundAs"_s, report.boundAs},
        {u"host"_s, report.host},
        {u"serverAddress"_s, report.address},
        {u"port"_s, report.port},
        {u"directTls"_s, report.directTls},
        {u"tlsVersion"_s, report.tlsVersion},
        {u"cipher"_s, report.cipher},
        {u"mechanism"_s, report.mechanism},
        {u"channelBinding"_s, report.channelBinding},
        {u"rung"_s, report.rung},
        {u"keptForS"_s, report.keptFor == model::kUntilServerStops ? QJsonValue(u"until the server stops"_s) : QJsonValue(double(report.keptFor.count()))},
        {u"whyNotKept"_s, report.whyNotKept},
        {u"whyNotResumed"_s, report.whyNotResumed},
    };
}

} // namespace

TraceWriter::TraceWriter(const QString &file, const net::Clock &clock, std::chrono::nanoseconds start, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_start(start)
    , m_file(file)
{
    m_file.open(QIODevice::WriteOnly | QIODevice::Append);
}

void TraceWriter::event(const QString &name, QJsonObject fields)
{
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.monotonic() - m_start);
    fields.insert(u"event"_s, name);
    fields.insert(u"ms"_s, double(since.count()) / 1000.0);
    m_file.write(QJsonDocument(fields).toJson(QJsonDocument::Compact) + '\n');
    m_file.flush();
}

void TraceWriter::watch(model::Accounts &accounts)
{
    connect(&accounts, &model::Accounts::added, this, [this](model::Account *account) { watch(*account); });
    const auto all = accounts.all();
    for (model::Account *account : all)
        watch(*account);
}

void TraceWriter::watch(model::Account &account)
{
    const QString address = account.jid().toString();
    connect(&account, &model::Account::loginReported, this,
        [this, address](const model::LoginReport &report) { onLogin(address, report); });
    connect(&account, &model::Account::statusChanged, this, [this, address](const model::ConnectionStatus &status) {
        if (status.kind == model::ConnectionKind::Waiting || status.needsPassword)
            event(u"offline"_s, {{u"account"_s, address}, {u"problem"_s, status.problem}, {u"detail"_s, status.detail}});
    });
    // The account may have signed in before anybody watched (the one that the sign-in page just added).
    if (account.lastLogin().at.isValid())
        onLogin(address, account.lastLogin());
}

void TraceWriter::onLogin(const QString &address, const model::LoginReport &report)
{
    // One login is reported several times, as its later milestones are reached.
    model::LoginReport &written = m_written[address];
    const bool isNew = written.at != report.at;
    if (isNew)
        event(u"login"_s, describe(address, report));
    const auto milestone = [&](const QString &name, std::chrono::microseconds model::LoginReport::*when) {
        if ((report.*when).count() != 0 && (isNew || (written.*when).count() == 0))
            event(name, {{u"account"_s, address}, {u"us"_s, us(report.*when)}});
    };
    milestone(u"unread_known"_s, &model::LoginReport::unreadKnown);
    milestone(u"caught_up"_s, &model::LoginReport::caughtUp);
    written = report;
}

std::chrono::milliseconds processAge()
{
#ifdef Q_OS_LINUX
    QFile stat(u"/proc/self/stat"_s);
    timespec now{};
    if (!stat.open(QIODevice::ReadOnly) || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return {};
    // Field 22, counted after the name in brackets, which may contain anything: clock ticks since the machine started.
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    const double ticksPerSecond = double(::sysconf(_SC_CLK_TCK));
    if (fields.size() < 20 || ticksPerSecond <= 0)
        return {};
    const double started = fields.at(19).toDouble() / ticksPerSecond;
    const double present = double(now.tv_sec) + double(now.tv_nsec) / 1e9;
    return std::chrono::milliseconds(qMax(0LL, qint64((present - started) * 1000)));
#else
    return {};
#endif
}

} // namespace app
