// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0202 Entity Time 2.0
#include "net/xml/element.h"

#include <QDateTime>

#include <chrono>
#include <optional>

namespace net::xep0202 {

inline constexpr QStringView kNs = u"urn:xmpp:time";

struct EntityTime {
    QDateTime utc;
    std::chrono::minutes offset{0}; ///< of the entity's local time from UTC
    bool operator==(const EntityTime &) const = default;
};
[[nodiscard]] std::optional<EntityTime> parseTime(const xml::Element &);
[[nodiscard]] xml::Element toElement(const EntityTime &);
[[nodiscard]] xml::Element timeQuery();
[[nodiscard]] bool isTimeQuery(const xml::Element &iq);

} // namespace net::xep0202
