// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0509 Initial Authentication Pipelining 0.2.0: a version of the pre-login features, so that a pipelined login on stale ones is refused without prejudice.
#include "net/xml/element.h"

#include <optional>

namespace net::xep0509 {

inline constexpr QStringView kNs = u"urn:xmpp:iap:0";

struct ConfigVersion {
    QString value;
    QString scheme; ///< may be empty
    bool operator==(const ConfigVersion &) const = default;
};
[[nodiscard]] std::optional<ConfigVersion> parseOffer(const xml::Element &features);
[[nodiscard]] xml::Element toElement(const ConfigVersion &);
/// Does this SASL2 <failure/> only say that our version was stale?
[[nodiscard]] bool isMismatch(const xml::Element &failure);

} // namespace net::xep0509
