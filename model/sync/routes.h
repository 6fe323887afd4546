// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"

#include <vector>

namespace model {

/// One way for a message to reach a contact (DESIGN.md "Routes").
enum class RouteKind {
    Server, ///< the account's own server, today's only one
};

struct Route {
    RouteKind kind = RouteKind::Server;
    bool operator==(const Route &) const = default;
};

/// Asked by the outbox for every message: which routes does this contact have, and which comes first? Main thread.
class Routes
{
public:
    virtual ~Routes() = default;
    /// Best first, never empty.
    [[nodiscard]] virtual std::vector<Route> routesTo(const net::Jid &bare) const = 0;
};

/// Everyone is reached through the server.
class ServerRoutes final : public Routes
{
public:
    [[nodiscard]] std::vector<Route> routesTo(const net::Jid &) const override { return {Route{RouteKind::Server}}; }
};

} // namespace model
