// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/peer_status.h"
#include "ui/theme/theme.h"

#include <QRect>

namespace ui {

/// What one row of the chat list says. Value type.
struct ChatRowFacts {
    QString title;
    QString prefix; ///< "Draft:" in the accent, "You:"
    QString line; ///< after the prefix
    QString time;
    QString badge; ///< empty: none
    bool draft = false; ///< the prefix is drawn in the accent
    bool typing = false; ///< the line is drawn in the accent
    bool muted = false;
    bool pinned = false;
    bool showState = false; ///< an own message is last
    model::MessageState state = model::MessageState::Received;
    bool operator==(const ChatRowFacts &) const = default;
};

[[nodiscard]] ChatRowFacts chatRowFacts(const model::Chat &chat, const model::PeerStatus &status, const QDateTime &now);

/// Geometry of a row, in its own coordinates, mirrored in right-to-left windows.
struct ChatRowLayout {
    QRect background, avatar, title, time, mute, prefix, line, badge, pin, state;
    [[nodiscard]] static ChatRowLayout compute(const ChatRowFacts &facts, const QSize &size, const Theme &theme, Qt::LayoutDirection direction);
    [[nodiscard]] static int rowHeight(const Theme &theme);
};

} // namespace ui
