// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include <QPainter>

namespace ui {

Pill::Pill(const Theme &theme, const QString &text, QWidget *parent)
    : TextLabel(theme, Type::Caption, Tone::Secondary, text, parent)
    , m_theme(theme)
{
    setContentsMargins(8, 1, 8, 1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Tone::Window));
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    painter.end();
    TextLabel::paintEvent(event);
}

} // namespace ui
