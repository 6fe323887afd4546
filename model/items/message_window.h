// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/message.h"

#include <vector>

namespace model {

/// The rows of a MessageListModel and what follows from their neighbourhood. A pure value: no signals, no store.
struct MessageWindow {
    std::vector<Message> rows; ///< ascending by position
    bool olderInStore = false; ///< there are rows before the first
    bool newerInStore = false; ///< there are rows behind the last
    qint64 previousPosition = 0; ///< of the row before the first; 0: none
    qint64 unreadAnchor = -1; ///< the line "new messages" goes above the first incoming row behind this place; -1: no line
    std::vector<qint64> gaps; ///< places directly behind which the archive has a hole

    [[nodiscard]] int rowOf(MessageId id) const; ///< -1: not here
    [[nodiscard]] int lowerBound(qint64 position) const; ///< first row at or behind the place
    [[nodiscard]] int firstUnread() const; ///< -1: none here
    [[nodiscard]] bool firstOfDay(int row) const;
    [[nodiscard]] bool startsGroup(int row) const;
    [[nodiscard]] bool endsGroup(int row) const;
    [[nodiscard]] bool gapAbove(int row) const;
};

} // namespace model
