// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/disclosure.h"

#include "ui/theme/icons.h"

#include <QPainter>
#include <QStyleOptionFocusRect>

namespace ui {

namespace {

constexpr int kPadding = 8;
constexpr int kGap = 4;
constexpr int kArrow = 16;

} // namespace

Disclosure::Disclosure(const Theme &theme, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(text);
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { updateGeometry(); });
}

QSize Disclosure::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(Type::Secondary));
    return {metrics.horizontalAdvance(text()) + kGap + kArrow + 2 * kPadding, qMax(metrics.height(), kArrow) + 2 * kPadding};
}

void Disclosure::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tone tone = !isEnabled() ? Tone::Disabled : underMouse() || isDown() ? Tone::Text : Tone::Secondary;
    painter.setFont(m_theme.font(Type::Secondary));
    painter.setPen(m_theme.color(tone));
    const QRect inner = rect().adjusted(kPadding, 0, -kPadding, 0);
    painter.drawText(inner, int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter | Qt::TextSingleLine, text());
    const QRect arrow = QStyle::alignedRect(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter, {kArrow, kArrow}, inner);
    paintIcon(painter, arrow, isChecked() ? Icon::Up : Icon::Down, m_theme.color(tone));
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.state |= QStyle::State_KeyboardFocusChange;
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void Disclosure::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void Disclosure::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace ui
