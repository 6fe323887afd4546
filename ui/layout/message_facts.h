// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layout/bubble_layout.h"

class QModelIndex;

namespace ui {

/// What the rows of one conversation have in common.
struct ConversationFacts {
    QDateTime now; ///< for "Today"
    int unreadAtOpening = 0; ///< for the "new messages" line
    bool names = false; ///< groups: the sender above each group of bubbles
};

/// Reads the roles of a MessageListModel row.
[[nodiscard]] MessageFacts messageFacts(const QModelIndex &row, const ConversationFacts &conversation);

/// "Waiting to be sent", "Sent", … : the words of a state icon.
[[nodiscard]] QString stateText(model::MessageState state);

/// "[12:04] Anna: text"
[[nodiscard]] QString quotedLine(const QModelIndex &row, const QString &text);

} // namespace ui
