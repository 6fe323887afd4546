// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0490 Message Displayed Synchronization 1.0.1: how far the own devices have read, in a private personal node
#include "net/base/jid.h"
#include "net/proto/xep_0060_pubsub.h"

namespace net::xep0490 {

inline constexpr QStringView kNs = u"urn:xmpp:mds:displayed:0"; ///< also the node
/// Feature of accounts whose server publishes for the client (§6).
inline constexpr QStringView kServerAssistNs = u"urn:xmpp:mds:server-assist:0";

/// One conversation has been read up to and including this message.
struct Displayed {
    Jid chat; ///< bare address of a contact or room, full address of a private conversation in a room (§3)
    QString id; ///< XEP-0359 stanza-id
    Jid by; ///< the archive that gave it: the own account's, or the room's
    bool operator==(const Displayed &) const = default;
};
/// nullopt: the item's id is no address, or its payload is not one <displayed/> with one complete <stanza-id/>.
[[nodiscard]] std::optional<Displayed> parseItem(const xep0060::Item &item);
[[nodiscard]] xep0060::Item toItem(const Displayed &displayed);

/// §4: private, kept, and of as many conversations as possible. `maxItems` empty: as many as the server likes.
[[nodiscard]] xep0060::Options publishOptions(const QString &maxItems);
/// The same as a node's configuration (XEP-0060 §8.2.4), for a node that somebody made differently.
[[nodiscard]] xml::Element configure(const QString &maxItems);

} // namespace net::xep0490
