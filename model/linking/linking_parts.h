// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_ends.h"
#include "net/base/clock.h"
#include "net/base/ids.h"
#include "net/linking/link_finder.h"

namespace net {
class Dialer;
struct DialRequest;
}

namespace model {

class Accounts;
class Store;

/// What linking works with. All that is a reference outlives it.
struct LinkingParts {
    Accounts &accounts;
    Store &store;
    net::Clock &clock;
    net::IdSource &ids;
    std::function<std::unique_ptr<net::Dialer>()> makeDialer; ///< to the account's server, before the sign-in
    std::function<net::DialRequest(const net::Jid &account)> wayToServer; ///< null: by its name
    std::function<std::unique_ptr<net::LinkFinder>()> makeFinder{}; ///< null: this system cannot look for devices
    std::function<std::unique_ptr<net::LinkAnnouncer>()> makeAnnouncer{};
    HistoryEnds history{}; ///< empty: none is sent
    QString folder{}; ///< of the profile: where the certificate goes that a server is verified with
    QString deviceName{}; ///< as this device introduces itself
    std::function<QList<net::LinkAddress>(quint16 port)> reachable{}; ///< null: net::reachable()
};

} // namespace model
