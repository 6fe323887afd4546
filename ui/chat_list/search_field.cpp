// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/search_field.h"

#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QPainter>

namespace ui {

SearchField::SearchField(const Theme &theme, QWidget *parent)
    : QLineEdit(parent)
    , m_theme(theme)
{
    setFrame(false);
    const auto fit = [this] { setFixedHeight(m_theme.scaled(metric::kField)); };
    fit();
    connect(&theme, &Theme::changed, this, fit);
    setPlaceholderText(tr("Search or jump to…"));
    setAccessibleName(tr("Search or jump to a chat"));
    QPalette palette = this->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    setPalette(palette);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    setTextMargins(mirrored ? 12 : 36, 0, mirrored ? 36 : 12, 0);
    if (mirrored) // beside the magnifying glass, whatever language is typed
        setAlignment(Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter);
}

void SearchField::setKeyHint(const QString &keys)
{
    m_keys = keys;
    update();
}

void SearchField::paintEvent(QPaintEvent *event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(m_theme.color(Tone::Window));
        painter.setPen(hasFocus() ? QPen(m_theme.color(Tone::Accent), 1.5) : QPen(Qt::NoPen));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), metric::kRadiusField, metric::kRadiusField);
        const QRect glass(mirrored ? width() - 30 : 10, (height() - metric::kIcon) / 2, metric::kIcon, metric::kIcon);
        paintIcon(painter, glass, Icon::Search, m_theme.color(Tone::Secondary));
        if (text().isEmpty() && !m_keys.isEmpty()) {
            painter.setFont(m_theme.font(Type::Caption));
            const int w = painter.fontMetrics().horizontalAdvance(m_keys) + 12, h = painter.fontMetrics().height() + 4;
            const bool room = 36 + fontMetrics().horizontalAdvance(placeholderText()) + 8 + w + 10 <= width();
            const QRectF key(mirrored ? 10.5 : width() - 10.5 - w, (height() - h) / 2 + 0.5, w, h);
            if (room) {
                painter.setPen(m_theme.color(Tone::Divider));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(key, 5, 5);
                painter.setPen(m_theme.color(Tone::Secondary));
                painter.drawText(key, Qt::AlignCenter, m_keys);
            }
        }
    }
    QLineEdit::paintEvent(event);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT accepted(); return;
    case Qt::Key_Down: Q_EMIT wentDown(); return;
    case Qt::Key_Escape:
        clear();
        Q_EMIT left();
        return;
    default: QLineEdit::keyPressEvent(event);
    }
}

} // namespace ui
