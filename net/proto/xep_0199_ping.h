// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0199 XMPP Ping 2.0.1
#include "net/xml/element.h"

namespace net::xep0199 {

inline constexpr QStringView kNs = u"urn:xmpp:ping";

[[nodiscard]] xml::Element ping();
/// An iq get that wants an empty result.
[[nodiscard]] bool isPing(const xml::Element &iq);

} // namespace net::xep0199
