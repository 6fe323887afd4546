// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"

namespace model {

enum class IdentityKind {
    Unknown, ///< not an address, nor a device of ours
    Person, ///< somebody, with one address on the network or at a gateway
    Self, ///< the account itself, on whatever device
    Room, ///< that we are in
    Occupant, ///< of a room that does not say who it is: nothing but a name in that room
};

/// Who it is that the UI shows, whatever address was seen. Value type.
struct Identity {
    IdentityKind kind = IdentityKind::Unknown;
    net::Jid address; ///< bare; of an Occupant the full one, which is all that is known
    QString name; ///< to show
    QString device; ///< Self: id of the device that it was; empty: not a linked one
    net::Jid room; ///< bare; the address was that of an occupant, or the room's own
    QString gateway; ///< domain of the other network's gateway; empty: none
    QString foreign; ///< the address on that network, as far as it can be read out of ours
    bool operator==(const Identity &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::Identity)
