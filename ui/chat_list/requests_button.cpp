// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/requests_button.h"

#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"

#include <QPainter>
#include <QStyle>

namespace ui {

RequestsButton::RequestsButton(const Theme &theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setText(tr("Requests"));
    connect(&theme, &Theme::changed, this, [this] { updateGeometry(); });
}

QSize RequestsButton::sizeHint() const
{
    return {100, m_theme.scaled(44)};
}

void RequestsButton::setCount(int count)
{
    m_count = count;
    setAccessibleName(tr("Requests: %n person(s) who are not your contacts", nullptr, count));
    setVisible(count > 0);
    update();
}

void RequestsButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect inner = rect().adjusted(6, 0, -6, -2);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Hover));
        painter.drawRoundedRect(inner, metric::kRadiusRow, metric::kRadiusRow);
    }
    const auto place = [this](const QRect &r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    paintIcon(painter, place(QRect(inner.left() + 22, inner.center().y() - 10, 20, 20)), Icon::Tray, m_theme.color(Tone::Secondary));
    painter.setFont(m_theme.font(Type::Strong));
    painter.setPen(m_theme.color(Tone::Text));
    painter.drawText(place(QRect(inner.left() + 64, inner.top(), inner.width() - 130, inner.height())),
        int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter, text());
    const QString count = badgeText(m_count);
    const QSize size = badgeSize(m_theme, count);
    paintBadge(painter, place(QRect(inner.right() - 11 - size.width(), inner.center().y() - size.height() / 2, size.width(), size.height())), count, m_theme, true);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Tone::Accent), 2));
        painter.drawRoundedRect(QRectF(inner).adjusted(1, 1, -1, -1), 9, 9);
    }
}

} // namespace ui
