// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_button.h"

#include "ui/widgets/badge.h"

#include <QPainter>
#include <QStyleOptionToolButton>

namespace ui {

namespace {
constexpr int kSide = 32;
constexpr int kMargin = 6; // room for the shadow and the badge of a round button on a surface
} // namespace

IconButton::IconButton(const Theme &theme, Icon icon, const QString &name, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setIcon(icon);
    setName(name);
    setFixedSize(kSide, kSide);
    setIconSize({metric::kIcon, metric::kIcon});
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setPopupMode(QToolButton::InstantPopup);
}

void IconButton::setIcon(Icon icon, Tone tone)
{
    QToolButton::setIcon(ui::icon(m_theme, icon, tone));
}

void IconButton::setName(const QString &name)
{
    setAccessibleName(name);
    setToolTip(name);
}

void IconButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    style()->drawPrimitive(QStyle::PE_PanelButtonTool, &option, &painter, this);
    QRect target(QPoint(), iconSize());
    target.moveCenter(rect().center());
    QToolButton::icon().paint(&painter, target, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled, isChecked() ? QIcon::On : QIcon::Off);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

RoundButton::RoundButton(const Theme &theme, Icon icon, const QString &name, Fill fill, int size, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
    , m_icon(icon)
    , m_name(name)
    , m_fill(fill)
    , m_size(size)
{
    setAccessibleName(name);
    setToolTip(name);
    setFixedSize(sizeHint());
    setFocusPolicy(Qt::TabFocus);
}

QSize RoundButton::sizeHint() const
{
    const int side = m_size + (m_fill == Fill::Surface ? 2 * kMargin : 0);
    return {side, side};
}

void RoundButton::setCount(int count)
{
    if (m_count == count)
        return;
    m_count = count;
    setAccessibleName(count > 0 ? tr("%1, %n new message(s) below", nullptr, count).arg(m_name) : m_name);
    update();
}

void RoundButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QRectF circle(0, 0, m_size, m_size);
    circle.moveCenter(QRectF(rect()).center());
    const bool hover = underMouse() && isEnabled();
    if (m_fill == Fill::Surface) {
        // A soft shadow of a few widening rings: cheap, and the same at every scale.
        QColor shadow = m_theme.color(Tone::Shadow);
        shadow.setAlphaF(shadow.alphaF() / 4);
        painter.setBrush(shadow);
        for (int i = 1; i <= 4; ++i)
            painter.drawEllipse(circle.adjusted(-i, -i + 1.5, i, i + 1.5));
        painter.setBrush(m_theme.color(hover ? Tone::Hover : Tone::Surface));
    } else {
        painter.setBrush(!isEnabled() ? m_theme.mix(Tone::Surface, Tone::Accent, 0.45)
                                      : m_theme.mix(Tone::Accent, Tone::Text, isDown() ? 0.2 : hover ? 0.1 : 0.0));
    }
    painter.drawEllipse(circle);
    QRectF target(0, 0, metric::kIcon, metric::kIcon);
    target.moveCenter(circle.center());
    const QColor color = m_theme.color(m_fill == Fill::Surface ? Tone::Secondary : isEnabled() ? Tone::OnAccent : Tone::Surface);
    if (m_icon == Icon::Send && layoutDirection() == Qt::RightToLeft)
        paintIconMirrored(painter, target, m_icon, color);
    else
        paintIcon(painter, target, m_icon, color, m_fill == Fill::Accent ? 2 : 1.75);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(m_fill == Fill::Accent ? Tone::OnAccent : Tone::Accent), 2));
        painter.drawEllipse(circle.adjusted(2.5, 2.5, -2.5, -2.5));
    }
    if (m_count > 0) {
        const QSize size = badgeSize(m_theme, badgeText(m_count));
        QRectF badge(0, 0, size.width(), size.height());
        badge.moveCenter(QPointF(circle.center().x(), circle.top() + 3));
        paintBadge(painter, badge, badgeText(m_count), m_theme);
    }
}

} // namespace ui
