// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace model {

/// A place on the network as a person types it: a name or an IP address, and a port.
struct HostPort {
    QString host;
    quint16 port = 0;
};
/// "host", "host:port", "[v6]", "[v6]:port". A bare IPv6 address is ambiguous and refused.
[[nodiscard]] std::optional<HostPort> parseServer(const QString &text, quint16 defaultPort);

} // namespace model
