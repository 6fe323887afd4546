// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/login/login_story.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace bench {

namespace {

using test::WireProxy;

QString time(Nanoseconds at)
{
    return u"%1 ms"_s.arg(double(at.count()) / 1e6, 7, 'f', 1);
}

/// Long answers are all alike: the beginning shows what it is.
QString shortened(const QString &xml)
{
    constexpr qsizetype kShown = 1600;
    return xml.size() <= kShown ? xml : xml.left(kShown) + u" … (%1 more)"_s.arg(xml.size() - kShown);
}

} // namespace

QString toStory(const LoginRow &row, const LoginSample &sample)
{
    const model::LoginReport &report = sample.report;
    QString story = u"%1, %2\n"_s.arg(row.server, row.way);
    story += u"rung %1; usable after %2 (%3 round trips of %4 ms); TLS %5 %6 (%7)%8; %9\n"_s.arg(report.rung, time(sample.usable).trimmed())
                 .arg(sample.rounds)
                 .arg(row.roundTrip.count())
                 .arg(report.tlsVersion, report.cipher, report.tlsResumed ? u"resumed"_s : u"full handshake"_s, report.earlyData ? u", early data"_s : QString(), report.mechanism);
    story += u"The length of XML with something [hidden] is that of what is shown. Octets are those on the wire, with TLS around them.\n"_s;

    struct Moment {
        Nanoseconds at;
        QString what;
    };
    std::vector<Moment> moments{{sample.usable, u"usable"_s}};
    if (sample.unreadKnown)
        moments.push_back({*sample.unreadKnown, u"unread counts known"_s});
    if (sample.caughtUp)
        moments.push_back({*sample.caughtUp, u"caught up"_s});
    const auto tellUntil = [&](Nanoseconds at) {
        while (!moments.empty() && moments.front().at < at) {
            story += u"\n= %1  %2\n"_s.arg(time(moments.front().at), moments.front().what);
            moments.erase(moments.begin());
        }
    };
    std::stable_sort(moments.begin(), moments.end(), [](const Moment &a, const Moment &b) { return a.at < b.at; });

    std::vector<XmlLine> lines[2];
    for (const XmlLine &line : sample.xml)
        lines[line.incoming].push_back(line);
    const Nanoseconds start = sample.connections.front().accepted;
    for (const WireProxy::Connection &connection : sample.connections) {
        const Nanoseconds offset = connection.accepted - start;
        tellUntil(offset);
        story += u"\n  %1  TCP connect\n"_s.arg(time(offset));
        const auto flights = connection.flights();
        for (auto flight = flights.begin(); flight != flights.end(); ++flight) {
            const bool incoming = flight->way == WireProxy::Way::ToClient;
            tellUntil(offset + flight->first);
            story += u"\n%1 %2  round trip %3, %4 octets\n"_s.arg(incoming ? u"←"_s : u"→"_s, time(offset + flight->first)).arg(flight->round + 1).arg(flight->octets);
            // What is logged before the next flight of this way belongs to this one. The proxy may see octets a little before or after the log does.
            const auto next = std::find_if(flight + 1, flights.end(), [&](const WireProxy::Flight &later) { return later.way == flight->way; });
            const bool last = &connection == &sample.connections.back() && next == flights.end();
            const Nanoseconds end = last ? Nanoseconds::max() : next == flights.end() ? connection.accepted + connection.lastSeen() + 1ms : connection.accepted + next->first - (incoming ? 0ms : 2ms);
            auto &own = lines[incoming];
            while (!own.empty() && own.front().at < end) {
                story += u"     %1 %2\n"_s.arg(own.front().xml.toUtf8().size(), 5).arg(shortened(own.front().xml));
                own.erase(own.begin());
            }
        }
    }
    tellUntil(Nanoseconds::max());
    return story;
}

} // namespace bench
