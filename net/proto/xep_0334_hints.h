// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0334 Message Processing Hints 1.0.0
#include "net/xml/element.h"

#include <optional>

namespace net::xep0334 {

inline constexpr QStringView kNs = u"urn:xmpp:hints";

enum class Hint { NoPermanentStore, NoStore, NoCopy, Store };
[[nodiscard]] std::optional<Hint> parseHint(const xml::Element &);
[[nodiscard]] xml::Element toElement(Hint);

} // namespace net::xep0334
