// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0352 Client State Indication 1.0.0
#include "net/xml/element.h"

namespace net::xep0352 {

inline constexpr QStringView kNs = u"urn:xmpp:csi:0";

// Not stanzas: neither counted nor answered.
[[nodiscard]] xml::Element active();
[[nodiscard]] xml::Element inactive();
[[nodiscard]] bool isOffered(const xml::Element &streamFeatures);

} // namespace net::xep0352
