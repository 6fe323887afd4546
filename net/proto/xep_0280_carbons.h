// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0280 Message Carbons 1.0.1
#include "net/base/jid.h"
#include "net/proto/xep_0297_forward.h"
#include "net/xml/element.h"

#include <optional>

namespace net::xep0280 {

inline constexpr QStringView kNs = u"urn:xmpp:carbons:2";

enum class Direction { Sent, Received };

struct Carbon {
    Direction direction = Direction::Received;
    xep0297::Forwarded forwarded; ///< always a message
    bool operator==(const Carbon &) const = default;
};
/// A copy that our own server made of another device's message. §11: a carbon of anybody but the own bare address is a forgery and nullopt.
/// A message without `from` is one of the own account (RFC 6120 §8.1.2.1).
[[nodiscard]] std::optional<Carbon> parseCarbon(const xml::Element &message, const Jid &ownBare);
/// Does the message claim to be a carbon? When it does and parseCarbon() gives nothing, it must be dropped, not shown.
[[nodiscard]] bool looksLikeCarbon(const xml::Element &message);
[[nodiscard]] xml::Element toElement(const Carbon &); ///< <sent/> or <received/>

[[nodiscard]] xml::Element enable();
[[nodiscard]] xml::Element disable();
/// §9: no copies of this message. Goes with xep0334::Hint::NoCopy.
[[nodiscard]] xml::Element privateMark();

} // namespace net::xep0280
