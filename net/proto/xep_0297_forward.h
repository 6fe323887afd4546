// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0297 Stanza Forwarding 1.0
#include "net/proto/xep_0203_delay.h"
#include "net/xml/element.h"

#include <optional>

namespace net::xep0297 {

inline constexpr QStringView kNs = u"urn:xmpp:forward:0";

struct Forwarded {
    std::optional<xep0203::Delay> delay;
    xml::Element stanza; ///< whose `from` is worth what the forwarder is worth (§5)
    bool operator==(const Forwarded &) const = default;
};
/// nullopt also when there is no stanza in it, or more than one.
[[nodiscard]] std::optional<Forwarded> parseForwarded(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Forwarded &);

} // namespace net::xep0297
