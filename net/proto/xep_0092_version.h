// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0092 Software Version 1.1
#include "net/xml/element.h"

#include <optional>

namespace net::xep0092 {

inline constexpr QStringView kNs = u"jabber:iq:version";

struct Version {
    QString name, version;
    QString os; ///< empty: not told
    bool operator==(const Version &) const = default;
};
[[nodiscard]] std::optional<Version> parseVersion(const xml::Element &query);
[[nodiscard]] xml::Element toElement(const Version &);
[[nodiscard]] xml::Element versionQuery();
[[nodiscard]] bool isVersionQuery(const xml::Element &iq);

} // namespace net::xep0092
