// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_invitation.h"

namespace net {

/// One address of this machine.
struct LocalAddress {
    QHostAddress address;
    QString card; ///< "eth0"
    bool isLoopback = false, isPointToPoint = false;
};
[[nodiscard]] QList<LocalAddress> localAddresses(); ///< those that are up

/// What another device on the same network can reach, the likeliest first: private addresses, then the rest, then those of tunnels and of bridges to virtual machines. Without scope,
/// at most LinkInvitation::kMaxAddresses. With no network at all the loopback: two profiles on one machine can still be linked.
[[nodiscard]] QList<LinkAddress> reachable(const QList<LocalAddress> &addresses, quint16 port);

} // namespace net
