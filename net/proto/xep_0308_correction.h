// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0308 Last Message Correction 1.2.1
#include "net/xml/element.h"

#include <optional>

namespace net::xep0308 {

inline constexpr QStringView kNs = u"urn:xmpp:message-correct:0";

struct Replace {
    QString id; ///< of the message that this one stands for; of the first version when there are more (§4)
    bool operator==(const Replace &) const = default;
};
[[nodiscard]] std::optional<Replace> parseReplace(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Replace &);

} // namespace net::xep0308
