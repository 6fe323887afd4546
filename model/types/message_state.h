// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

namespace model {

/// May an own message go from one state to the other? Forward only; what others report of a failed one proves that it arrived after all. Retry is not a step but
/// the user's decision (MessageGateway::retry).
[[nodiscard]] constexpr bool canAdvance(MessageState from, MessageState to)
{
    if (from == MessageState::Received || to == MessageState::Received || to == MessageState::Queued)
        return false;
    if (to == MessageState::Failed)
        return from == MessageState::Queued || from == MessageState::Written || from == MessageState::Accepted;
    if (from == MessageState::Failed)
        return to >= MessageState::Accepted;
    return to > from;
}

/// The server does not have it (as far as we know): sent again after a lost session.
[[nodiscard]] constexpr bool isWaiting(MessageState state)
{
    return state == MessageState::Queued || state == MessageState::Written;
}

} // namespace model
