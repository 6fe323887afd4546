// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

namespace ui {

using namespace Qt::StringLiterals;

QString badgeText(int count, bool atLeast)
{
    constexpr int kMost = 999;
    const QString number = QLocale().toString(qMin(count, kMost));
    return atLeast || count > kMost ? number + u'+' : number;
}

QSize badgeSize(const Theme &theme, const QString &text)
{
    const QFontMetrics fm(theme.font(Type::SecondaryStrong));
    const int height = qMax(20, fm.height() + 3);
    return {qMax(height, fm.horizontalAdvance(text) + 12), height};
}

void paintBadge(QPainter &painter, const QRectF &rect, const QString &text, const Theme &theme, bool muted)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(muted ? Tone::MutedBadge : Tone::Accent));
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    painter.setFont(theme.font(Type::SecondaryStrong));
    painter.setPen(theme.color(muted ? Tone::OnMutedBadge : Tone::OnAccent));
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

} // namespace ui
