// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/login/login_sample.h"

#include <algorithm>

namespace bench {

using test::WireProxy;

void LoginSample::evaluate()
{
    if (connections.empty())
        return;
    // The report's times are those of the last connection, from its name lookup on; the TCP connect follows the lookup.
    const Nanoseconds before = connections.back().accepted - connections.front().accepted;
    const auto sinceConnect = [&](std::chrono::microseconds moment) { return before + Nanoseconds(moment - report.resolved); };
    usable = sinceConnect(report.live);
    if (report.unreadKnown.count() > 0)
        unreadKnown = sinceConnect(report.unreadKnown);
    if (report.caughtUp.count() > 0)
        caughtUp = sinceConnect(report.caughtUp);

    rounds = 0;
    own = {};
    for (size_t i = 0; i < connections.size(); ++i) {
        const bool last = i + 1 == connections.size();
        rounds += 1 + connections[i].roundAt(last ? usable - before : Nanoseconds::max());
        own += thinking(connections[i], last ? usable - before : Nanoseconds::max());
    }
    untilUsable = octets(usable);
    untilQuiet = octets(Nanoseconds::max());
    if (caughtUp)
        untilCaughtUp = octets(*caughtUp);
}

Nanoseconds LoginSample::thinking(const WireProxy::Connection &connection, Nanoseconds until) const
{
    Nanoseconds sum{}, heard{};
    int round = 0;
    for (const WireProxy::Passage &passage : connection.passages) {
        if (passage.atClient() > until)
            break;
        if (passage.way == WireProxy::Way::ToClient) {
            heard = passage.left;
        } else if (passage.round > round) { // the first word of an answer
            sum += passage.came - heard;
            round = passage.round;
        }
    }
    return until == Nanoseconds::max() ? sum : sum + (until - heard);
}

LoginSample::Octets LoginSample::octets(Nanoseconds sinceFirstConnect) const
{
    Octets sum;
    for (const WireProxy::Connection &connection : connections) {
        const Nanoseconds until = sinceFirstConnect == Nanoseconds::max() ? sinceFirstConnect : sinceFirstConnect - (connection.accepted - connections.front().accepted);
        sum.up += connection.octets(WireProxy::Way::ToServer, until);
        sum.down += connection.octets(WireProxy::Way::ToClient, until);
    }
    return sum;
}

Spread spread(std::vector<double> values)
{
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    const size_t n = values.size();
    const double median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    return {median, values.back(), int(n)};
}

} // namespace bench
