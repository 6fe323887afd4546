// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0410 MUC Self-Ping (Schrödinger's Chat) 1.1.0
#include "net/session/iq_tracker.h"

namespace net::xep0410 {

enum class Membership {
    Joined,
    Gone, ///< join again
    Unknown, ///< the room is out of reach just now: nothing can be said
};

/// What the answer to a ping of one's own room/nick says (§3.2).
[[nodiscard]] Membership membership(const Expected<xml::Element, IqError> &answer);

} // namespace net::xep0410
