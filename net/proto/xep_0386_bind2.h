// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0386 Bind 2 1.1.0, inside SASL2. (Version 0.3.0 has another namespace and is another protocol.)
#include "net/xml/element.h"

#include <QStringList>

#include <optional>

namespace net::xep0386 {

inline constexpr QStringView kNs = u"urn:xmpp:bind:0";

/// Feature vars of <bind><inline/></bind> as SASL2's <inline/> offers it.
[[nodiscard]] std::optional<QStringList> parseOffer(const xml::Element &bind);
/// `tag` is seen by everybody who sees the resource (B114).
[[nodiscard]] xml::Element bind(const QString &tag, std::vector<xml::Element> features);

} // namespace net::xep0386
