// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0440 SASL Channel-Binding Type Capability 1.0.0
#include "net/xml/element.h"

#include <QStringList>

namespace net::xep0440 {

inline constexpr QStringView kNs = u"urn:xmpp:sasl-cb:0";

/// The type names that <stream:features/> lists, in the server's order.
[[nodiscard]] QStringList parseTypes(const xml::Element &features);

} // namespace net::xep0440
