// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"
#include "tests/support/net/wire_proxy.h"

#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace bench {

using Nanoseconds = std::chrono::nanoseconds;

/// A line of the account's XML log, stamped when it came into the log.
struct XmlLine {
    Nanoseconds at{}; ///< steady clock
    bool incoming = false;
    QString xml; ///< secrets masked
};

/// What one login was seen to be, by the app's own report and by the proxy on its way. Times count from the first TCP connect.
struct LoginSample {
    model::LoginReport report;
    std::vector<test::WireProxy::Connection> connections; ///< more than one after a quiet reconnect
    std::vector<XmlLine> xml;

    /// Works the rest out of these.
    void evaluate();

    Nanoseconds usable{};
    std::optional<Nanoseconds> unreadKnown, caughtUp; ///< nullopt: the app did not say
    Nanoseconds own{}; ///< of it, between what came and what was said to it: the client's part of what goes beyond the round trips
    int rounds = 0; ///< counted by the proxy until usable, TCP's handshake included
    struct Octets {
        qint64 up = 0, down = 0;
    };
    Octets untilUsable, untilQuiet; ///< on the wire, TLS included
    std::optional<Octets> untilCaughtUp;

private:
    [[nodiscard]] Nanoseconds thinking(const test::WireProxy::Connection &connection, Nanoseconds until) const;
    [[nodiscard]] Octets octets(Nanoseconds sinceFirstConnect) const;
};

/// Of several samples.
struct Spread {
    double median = 0, worst = 0;
    int count = 0;
};
[[nodiscard]] Spread spread(std::vector<double> values);

} // namespace bench
