// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6121 §3 and §4: presence and subscriptions.
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <optional>

namespace net::rfc6121 {

enum class PresenceType { Available, Unavailable, Subscribe, Subscribed, Unsubscribe, Unsubscribed, Probe, Error };
enum class Show { Online, Chat, Away, ExtendedAway, DoNotDisturb };

struct Presence {
    Jid from, to; ///< empty: not said
    QString id;
    PresenceType type = PresenceType::Available;
    Show show = Show::Online;
    QString status; ///< in words, maybe empty
    int priority = 0; ///< -128 … 127
    bool operator==(const Presence &) const = default;
};
/// nullopt: no presence, a type nobody knows, or an address that is none. Further payloads are found with firstPayload().
[[nodiscard]] std::optional<Presence> parsePresence(const xml::Element &stanza);
[[nodiscard]] xml::Element toElement(const Presence &);

} // namespace net::rfc6121
