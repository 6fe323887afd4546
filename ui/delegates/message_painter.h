// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layout/bubble_layout.h"
#include "ui/widgets/avatar.h"

class QPainter;

namespace ui {

/// What changes the looks of a row but not its geometry.
struct MessageLooks {
    qsizetype selectionStart = 0, selectionEnd = 0; ///< in MessageText::plain()
    AvatarFacts avatar;
    bool current = false; ///< keyboard focus is on this row
    bool found = false; ///< a match of the search in the chat
    enum class Action { None, Retry, Discard } hovered = Action::None;
};

/// Paints one row of a conversation at the painter's origin. All geometry comes from the layout; nothing is measured here.
void paintMessage(QPainter &painter, const MessageFacts &facts, const BubbleLayout &layout, const MessageLooks &looks, const BubbleFonts &fonts, const Theme &theme);

} // namespace ui
