// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0184 Message Delivery Receipts 1.4.0
#include "net/xml/element.h"

#include <optional>

namespace net::xep0184 {

inline constexpr QStringView kNs = u"urn:xmpp:receipts";

struct Received {
    QString id; ///< §5.2: of the message that arrived
    bool operator==(const Received &) const = default;
};
[[nodiscard]] std::optional<Received> parseReceived(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Received &);

[[nodiscard]] xml::Element request();
/// Does the message want a receipt? An ack never does (§5.1), and without an id there is nothing to acknowledge.
[[nodiscard]] bool wantsReceipt(const xml::Element &message);

} // namespace net::xep0184
