// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0359 Unique and Stable Stanza IDs 0.7.0
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <optional>

namespace net::xep0359 {

inline constexpr QStringView kNs = u"urn:xmpp:sid:0";

/// Given by an archive: unique within `by`. To be believed only when `by` is an entity that announces this namespace, and says it of its own messages (§6).
struct StanzaId {
    QString id;
    Jid by;
    bool operator==(const StanzaId &) const = default;
};
[[nodiscard]] std::optional<StanzaId> parseStanzaId(const xml::Element &);
[[nodiscard]] xml::Element toElement(const StanzaId &);
/// The id that `by` gave to this message; null when there is none, or more than one, which §3 forbids and only a forger does.
[[nodiscard]] QString stanzaIdBy(const xml::Element &message, const Jid &by);

/// Given by the sender, who can say anything: a key only together with the sender's address.
struct OriginId {
    QString id;
    bool operator==(const OriginId &) const = default;
};
[[nodiscard]] std::optional<OriginId> parseOriginId(const xml::Element &);
[[nodiscard]] xml::Element toElement(const OriginId &);

} // namespace net::xep0359
