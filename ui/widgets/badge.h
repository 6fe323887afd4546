// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QRectF>
#include <QSize>

class QPainter;

namespace ui {

/// "3"; "3+" when there may be more of them, "999+" when there are too many to say.
[[nodiscard]] QString badgeText(int count, bool atLeast = false);
[[nodiscard]] QSize badgeSize(const Theme &theme, const QString &text);
/// A pill; `muted` for chats that do not call.
void paintBadge(QPainter &painter, const QRectF &rect, const QString &text, const Theme &theme, bool muted = false);

} // namespace ui
