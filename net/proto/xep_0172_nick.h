// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0172 User Nickname 1.1
#include "net/xml/element.h"

#include <optional>

namespace net::xep0172 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/nick";

/// What somebody calls himself: shown as a claim, never in place of an address (§6).
struct Nick {
    QString name; ///< not empty
    bool operator==(const Nick &) const = default;
};
[[nodiscard]] std::optional<Nick> parseNick(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Nick &);

} // namespace net::xep0172
