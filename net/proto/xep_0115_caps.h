// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0115 Entity Capabilities 1.6.0
#include "net/proto/xep_0030_disco.h"
#include "net/xml/element.h"

#include <optional>

namespace net::xep0115 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/caps";

/// <c/> in a presence: a hash that stands for a whole disco#info answer.
struct Caps {
    QString hash; ///< "sha-1"; empty: the legacy format before version 1.4, which proves nothing
    QString node; ///< URI of the program
    QString ver; ///< base64 of the hash
    bool operator==(const Caps &) const = default;

    /// Node to ask with (§6.2).
    [[nodiscard]] QString discoNode() const { return node + u'#' + ver; }
};
[[nodiscard]] std::optional<Caps> parseCaps(const xml::Element &c);
[[nodiscard]] xml::Element toElement(const Caps &);

/// Verification string of §5.1, hashed: what `ver` should be. nullopt: this hash is not known here, or the answer is ill-formed by §5.4 (something is there
/// twice): then it may be used for its sender, but must not be kept for others.
[[nodiscard]] std::optional<QString> verification(const xep0030::Info &info, QStringView hash = u"sha-1");
/// Is `info` what the hash stands for?
[[nodiscard]] bool isValid(const Caps &caps, const xep0030::Info &info);

} // namespace net::xep0115
