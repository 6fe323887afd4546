// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kith's own protocol for sessions that are left on purpose: packaging/prosody/mod_detach/README.md
#include "net/xml/element.h"

#include <QDateTime>

#include <optional>

namespace net::detach {

inline constexpr QStringView kNs = u"urn:kith:detach:0";

/// In a presence: this device is not here, but its session is, and gets what is sent to it (D2).
struct Detached {
    QDateTime since; ///< UTC; invalid: not told
    bool operator==(const Detached &) const = default;
};
[[nodiscard]] std::optional<Detached> parseDetached(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Detached &);

} // namespace net::detach
