// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/login_facts.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using std::chrono::microseconds;

// Always kilobytes: the two numbers stand beside each other and are compared.
QString kilobytes(quint64 bytes)
{
    return LoginFacts::tr("%1 kB").arg(QLocale().toString(double(bytes) / 1000.0, 'f', 1));
}

} // namespace

QString LoginFacts::duration(microseconds time)
{
    const QLocale locale;
    const double ms = double(time.count()) / 1000.0;
    if (ms < 1)
        return tr("%1 ms").arg(locale.toString(ms, 'f', 1));
    if (ms < 1000)
        return tr("%1 ms").arg(locale.toString(qRound64(ms)));
    return tr("%1 s").arg(locale.toString(ms / 1000.0, 'f', 1));
}

QString LoginFacts::keptFor(std::chrono::seconds time)
{
    const auto seconds = int(time.count());
    if (seconds < 120)
        return tr("%n second(s)", nullptr, seconds);
    if (seconds < 120 * 60)
        return tr("%n minute(s)", nullptr, seconds / 60);
    if (seconds < 48 * 3600)
        return tr("%n hour(s)", nullptr, seconds / 3600);
    return tr("%n day(s)", nullptr, seconds / 86400);
}

QString LoginFacts::headline(const model::LoginReport &report)
{
    const QString all = duration(report.live);
    // The sentence is whole in each form: languages place number and verb differently.
    if (report.earlyData && report.roundTrips <= 1)
        return report.resumed ? tr("Resumed together with TLS, %1 in all").arg(all) : tr("Signed in together with TLS, %1 in all").arg(all);
    return report.resumed ? tr("Resumed in %n round trip(s) after TLS, %1 in all", nullptr, report.roundTrips).arg(all)
                          : tr("Signed in with %n round trip(s) after TLS, %1 in all", nullptr, report.roundTrips).arg(all);
}

QString LoginFacts::when(const model::LoginReport &report, const QDateTime &now)
{
    if (!report.at.isValid())
        return tr("Kith has not signed in yet since it was started.");
    const QDateTime local = report.at.toLocalTime();
    const QLocale locale;
    const QString time = locale.toString(local.time(), u"HH:mm:ss"_s);
    if (local.date() == now.toLocalTime().date())
        return tr("the last time Kith signed in, at %1").arg(time);
    return tr("the last time Kith signed in, on %1 at %2").arg(locale.toString(local.date(), QLocale::LongFormat), time);
}

QList<LoginFacts::Phase> LoginFacts::phases(const model::LoginReport &report)
{
    QList<Phase> list;
    const auto add = [&](Phase::Kind kind, const QString &name, microseconds from, microseconds to) {
        // A phase that was skipped (a pinned address needs no lookup) still has its line, with an empty bar.
        to = std::max(to, from);
        list << Phase{kind, name, from, to, duration(to - from)};
    };
    add(Phase::Kind::Lookup, tr("Name lookup"), microseconds(0), report.resolved);
    add(Phase::Kind::Tcp, tr("TCP"), report.resolved, report.connected);
    const QString tls = report.tlsVersion.isEmpty() ? tr("TLS") : QString(report.tlsVersion).replace("TLSv"_L1, "TLS "_L1);
    add(Phase::Kind::Tls, report.tlsResumed ? tr("%1, resumed").arg(tls) : tls, report.connected, report.secured);
    // Early data left with the first octets of TLS: the two run side by side.
    add(Phase::Kind::Login, report.resumed ? tr("Sign in + resume") : tr("Sign in"), report.earlyData ? report.connected : report.secured, report.live);
    const auto milestone = [&](const QString &name, microseconds when) {
        if (when.count() > 0)
            list << Phase{Phase::Kind::Milestone, name, when, when, duration(when)};
    };
    milestone(tr("Unread known"), report.unreadKnown);
    milestone(tr("Caught up"), report.caughtUp);
    return list;
}

QList<LoginFacts::Fact> LoginFacts::facts(const model::LoginReport &report)
{
    QList<Fact> list;
    QString with;
    if (report.mechanism.startsWith("HT-"_L1))
        with = tr("device key (%1)").arg(report.mechanism);
    else
        with = tr("password (%1)").arg(report.mechanism);
    list << Fact{tr("Signed in with"),
        report.channelBinding.isEmpty() ? tr("%1, not bound to this TLS connection").arg(with)
                                        : tr("%1, bound to this TLS connection").arg(with)};
    list << Fact{tr("Session"),
        report.resumed                      ? tr("taken up where it was")
            : report.whyNotResumed.isEmpty() ? tr("new")
                                             : tr("new: %1").arg(report.whyNotResumed)};
    if (report.earlyData)
        list << Fact{tr("Sent with the first octets of TLS"), tr("the sign-in: one round trip less")};
    if (report.quietReconnects > 0)
        list << Fact{tr("Before that"), tr("%n earlier try(ies) on outdated knowledge of the server", nullptr, report.quietReconnects)};
    if (report.unreadFromServer)
        list << Fact{tr("Unread messages"), tr("the list came with the sign-in")};
    list << Fact{tr("If you close Kith now"),
        report.keptFor == model::kUntilServerStops ? tr("the server keeps it for as long as it runs itself")
            : report.keptFor.count() > 0           ? tr("the server keeps it for %1").arg(keptFor(report.keptFor))
            : report.whyNotKept.isEmpty()          ? tr("the server keeps it for a while, and does not say for how long")
                                                   : tr("the session ends. %1").arg(report.whyNotKept)};
    if (!report.host.isEmpty()) {
        const QString place = report.address.isEmpty() || report.address == report.host
            ? u"%1:%2"_s.arg(report.host).arg(report.port)
            : u"%1:%2 (%3)"_s.arg(report.host).arg(report.port).arg(report.address);
        list << Fact{tr("Server"), place};
    }
    if (!report.tlsVersion.isEmpty()) {
        const QString version = QString(report.tlsVersion).replace("TLSv"_L1, "TLS "_L1);
        const QString cipher = report.cipher.isEmpty() ? version : tr("%1 with %2").arg(version, report.cipher);
        list << Fact{tr("Encryption"), report.directTls ? tr("%1, from the start").arg(cipher) : tr("%1, after STARTTLS").arg(cipher)};
    }
    list << Fact{tr("Sent / received to be ready"), tr("%1 / %2").arg(kilobytes(report.bytesSent), kilobytes(report.bytesReceived))};
    return list;
}

QString LoginFacts::statusText(const model::ConnectionStatus &status)
{
    switch (status.kind) {
    case model::ConnectionKind::Offline:
        return status.problem.isEmpty() ? tr("Offline") : tr("Offline: %1").arg(status.problem);
    case model::ConnectionKind::Connecting:
        return tr("Connecting…");
    case model::ConnectionKind::Online:
        return status.catchingUp ? tr("Online, reading what was missed…") : tr("Online");
    case model::ConnectionKind::Waiting: {
        const QString next = status.retryAt.isValid()
            ? tr("Offline. The next try is at %1.").arg(QLocale().toString(status.retryAt.toLocalTime().time(), u"HH:mm:ss"_s))
            : tr("Offline. Kith tries again.");
        return status.problem.isEmpty() ? next : status.problem + u' ' + next;
    }
    }
    Q_UNREACHABLE();
}

QString LoginFacts::plainText(const QString &address, const model::ConnectionStatus &status, const model::LoginReport &report,
    const QList<model::ServerFeature> &features)
{
    QStringList lines{u"Kith %1, %2"_s.arg(QStringLiteral(KITH_VERSION), address), statusText(status)};
    if (!status.detail.isEmpty())
        lines << status.detail;
    if (report.at.isValid()) {
        lines << QString() << report.at.toString(Qt::ISODateWithMs) << headline(report);
        const auto bars = phases(report);
        for (const Phase &phase : bars)
            lines << u"  %1: %2"_s.arg(phase.name, phase.duration);
        const auto rows = facts(report);
        for (const Fact &fact : rows)
            lines << u"%1: %2"_s.arg(fact.name, fact.value);
        lines << tr("Way of signing in: %1").arg(report.rung);
    }
    if (!features.isEmpty()) {
        lines << QString() << tr("Server features");
        for (const model::ServerFeature &feature : features)
            lines << u"  [%1] %2 (%3)"_s.arg(feature.supported ? u"x"_s : u" "_s, feature.name, feature.id);
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace ui
