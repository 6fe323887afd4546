// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/status_line.h"
#include "ui/widgets/plain_tool_tip.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyle>

namespace ui {

StatusLine::StatusLine(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAccessibleDescription(tr("Opens the connection page"));
    connect(&theme, &Theme::changed, this, [this] { updateGeometry(); });
}

QSize StatusLine::sizeHint() const
{
    return {100, m_theme.scaled(metric::kFootLine)};
}

void StatusLine::setLine(const ConnectionLine &line)
{
    if (line == m_line)
        return;
    m_line = line;
    setText(line.text);
    setAccessibleName(line.text);
    setPlainToolTip(this, line.detail);
    update();
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.color(underMouse() ? Tone::Hover : Tone::Surface));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Divider));
    QRectF dot(14, height() / 2.0 - 3.5, 8, 8);
    if (layoutDirection() == Qt::RightToLeft)
        dot.moveLeft(width() - 22);
    using Dot = ConnectionLine::Dot;
    painter.setPen(Qt::NoPen);
    switch (m_line.dot) {
    case Dot::Online:
        painter.setBrush(m_theme.color(Tone::Ok));
        painter.drawEllipse(dot);
        break;
    case Dot::Busy: // half full
        painter.setBrush(m_theme.color(Tone::Warning));
        painter.drawPie(dot, 90 * 16, 180 * 16);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Tone::Warning), 1.5));
        painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75));
        break;
    case Dot::Offline: // empty
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Tone::Secondary), 1.5));
        painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75));
        break;
    case Dot::Problem: { // a triangle
        QPainterPath path;
        path.moveTo(dot.center().x(), dot.top() - 1);
        path.lineTo(dot.right() + 1, dot.bottom());
        path.lineTo(dot.left() - 1, dot.bottom());
        path.closeSubpath();
        painter.setBrush(m_theme.color(Tone::Danger));
        painter.drawPath(path);
        break;
    }
    }
    painter.setFont(m_theme.font(Type::Secondary));
    painter.setPen(m_theme.color(Tone::Secondary));
    const QRect area = QStyle::visualRect(layoutDirection(), rect(), QRect(30, 1, width() - 42, height() - 1));
    painter.setLayoutDirection(m_line.text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    painter.drawText(area, int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(m_line.text, Qt::ElideRight, area.width()));
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Tone::Accent), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -2), 6, 6);
    }
}

} // namespace ui
