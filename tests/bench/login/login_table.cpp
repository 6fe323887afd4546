// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/login/login_table.h"

#include <QJsonArray>
#include <QMap>

using namespace Qt::StringLiterals;

namespace bench {

namespace {

double milliseconds(Nanoseconds time)
{
    return double(time.count()) / 1e6;
}

template<class F>
Spread spreadOf(const LoginRow &row, F value)
{
    std::vector<double> values;
    for (const LoginSample &sample : row.samples) {
        if (const std::optional<double> v = value(sample))
            values.push_back(*v);
    }
    return spread(std::move(values));
}

/// "3.02 (3.10)": median and worst.
QString text(const Spread &spread, int digits)
{
    return spread.count == 0 ? u"–"_s : u"%1 (%2)"_s.arg(spread.median, 0, 'f', digits).arg(spread.worst, 0, 'f', digits);
}

/// "3", or "3, 4×2" when not all are the same.
template<class F>
QString tally(const LoginRow &row, F value)
{
    QMap<QString, int> counts;
    for (const LoginSample &sample : row.samples)
        ++counts[value(sample)];
    QStringList parts;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        parts << (counts.size() == 1 ? it.key() : u"%1 (%2×)"_s.arg(it.key()).arg(it.value()));
    return parts.join(u", "_s);
}

QString tlsOf(const LoginSample &sample)
{
    if (sample.report.earlyData)
        return u"resumed, early data"_s;
    return sample.report.tlsResumed ? u"resumed"_s : u"full"_s;
}

QString unreadOf(const LoginRow &row, double roundTrip)
{
    const QString when = text(spreadOf(row, [&](const LoginSample &s) { return s.unreadKnown ? std::optional(milliseconds(*s.unreadKnown) / roundTrip) : std::nullopt; }), 2);
    for (const LoginSample &sample : row.samples) {
        if (sample.report.unreadFromServer)
            return when + u" told by the server"_s;
    }
    return when;
}

QString octets(const LoginRow &row, const std::function<std::optional<LoginSample::Octets>(const LoginSample &)> &which)
{
    const auto one = [&](qint64 LoginSample::Octets::*way) {
        const Spread s = spreadOf(row, [&](const LoginSample &sample) -> std::optional<double> {
            const auto value = which(sample);
            return value ? std::optional(double((*value).*way)) : std::nullopt;
        });
        return s.count == 0 ? u"–"_s : QString::number(qint64(s.median));
    };
    return one(&LoginSample::Octets::up) + u" / "_s + one(&LoginSample::Octets::down);
}

QString line(const QStringList &cells)
{
    return u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
}

QString header(const QStringList &cells)
{
    return line(cells) + u'|' + QString(u"---|"_s).repeated(cells.size()) + u'\n';
}

QJsonObject toJson(const LoginSample::Octets &octets)
{
    return {{u"up"_s, octets.up}, {u"down"_s, octets.down}};
}

QJsonObject toJson(const LoginSample &sample)
{
    QJsonObject result{{u"rung"_s, sample.report.rung}, {u"usable"_s, milliseconds(sample.usable)}, {u"own"_s, milliseconds(sample.own)}, {u"rounds"_s, sample.rounds}, {u"tls"_s, tlsOf(sample)},
        {u"quietReconnects"_s, sample.report.quietReconnects}, {u"untilUsable"_s, toJson(sample.untilUsable)}, {u"untilQuiet"_s, toJson(sample.untilQuiet)}};
    if (sample.unreadKnown)
        result[u"unreadKnown"_s] = milliseconds(*sample.unreadKnown);
    if (sample.caughtUp)
        result[u"caughtUp"_s] = milliseconds(*sample.caughtUp);
    if (sample.untilCaughtUp)
        result[u"untilCaughtUp"_s] = toJson(*sample.untilCaughtUp);
    return result;
}

} // namespace

QString toMarkdown(const QList<LoginRow> &rows)
{
    QString times = header({u"server"_s, u"login"_s, u"rung"_s, u"N"_s, u"round trips: time / RTT"_s, u"counted"_s, u"floor"_s, u"beyond the counted, ms"_s, u"of it Kith"_s, u"TLS"_s,
        u"unread known, RTT"_s, u"caught up, RTT"_s});
    QString volumes = header({u"server"_s, u"login"_s, u"until usable"_s, u"until caught up"_s, u"until quiet"_s});
    QString problems;
    for (const LoginRow &row : rows) {
        const double roundTrip = milliseconds(row.roundTrip);
        times += line({row.server, row.way,
            tally(row, [](const LoginSample &s) { return s.report.quietReconnects ? u"%1 after %2 quiet reconnect"_s.arg(s.report.rung).arg(s.report.quietReconnects) : s.report.rung; }),
            QString::number(row.samples.size()), text(spreadOf(row, [&](const LoginSample &s) { return std::optional(milliseconds(s.usable) / roundTrip); }), 2),
            tally(row, [](const LoginSample &s) { return QString::number(s.rounds); }), QString::number(row.floor),
            text(spreadOf(row, [&](const LoginSample &s) { return std::optional(milliseconds(s.usable) - s.rounds * roundTrip); }), 1),
            text(spreadOf(row, [](const LoginSample &s) { return std::optional(milliseconds(s.own)); }), 1), tally(row, tlsOf), unreadOf(row, roundTrip),
            text(spreadOf(row, [&](const LoginSample &s) { return s.caughtUp ? std::optional(milliseconds(*s.caughtUp) / roundTrip) : std::nullopt; }), 2)});
        volumes += line({row.server, row.way, octets(row, [](const LoginSample &s) { return std::optional(s.untilUsable); }),
            octets(row, [](const LoginSample &s) { return s.untilCaughtUp; }), octets(row, [](const LoginSample &s) { return std::optional(s.untilQuiet); })});
        if (!row.problem.isEmpty())
            problems += u"\n%1, %2: %3\n"_s.arg(row.server, row.way, row.problem);
    }
    return u"Round trips from the TCP connect, median (worst):\n\n"_s + times + u"\nOctets on the wire, TLS included, up / down, median:\n\n"_s + volumes + problems;
}

QJsonObject toJson(const QList<LoginRow> &rows)
{
    QJsonArray all;
    for (const LoginRow &row : rows) {
        QJsonArray samples;
        for (const LoginSample &sample : row.samples)
            samples.append(toJson(sample));
        all.append(QJsonObject{{u"server"_s, row.server}, {u"login"_s, row.way}, {u"floor"_s, row.floor}, {u"roundTrip"_s, double(row.roundTrip.count())},
            {u"samples"_s, samples}, {u"problem"_s, row.problem}});
    }
    return {{u"rows"_s, all}};
}

} // namespace bench
