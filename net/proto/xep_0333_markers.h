// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0333 Displayed Markers 1.0.0
#include "net/xml/element.h"

#include <optional>

namespace net::xep0333 {

inline constexpr QStringView kNs = u"urn:xmpp:chat-markers:0";

/// All messages up to this one were displayed.
struct Displayed {
    QString id; ///< of the message: its id in chats of two, its stanza-id in rooms that give one (§4.3)
    bool operator==(const Displayed &) const = default;
};
[[nodiscard]] std::optional<Displayed> parseDisplayed(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Displayed &);

[[nodiscard]] xml::Element markable();
/// Does the sender want to know when this is displayed? A marker never does (§4.2).
[[nodiscard]] bool isMarkable(const xml::Element &message);

} // namespace net::xep0333
