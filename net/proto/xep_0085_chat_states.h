// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0085 Chat State Notifications 2.1
#include "net/xml/element.h"

#include <optional>

namespace net::xep0085 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/chatstates";

enum class ChatState { Active, Composing, Paused, Inactive, Gone };
[[nodiscard]] std::optional<ChatState> parseChatState(const xml::Element &);
[[nodiscard]] xml::Element toElement(ChatState);

} // namespace net::xep0085
