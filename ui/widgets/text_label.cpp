// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_label.h"

#include "ui/widgets/plain_tool_tip.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace ui {

TextLabel::TextLabel(const Theme &theme, Type type, Tone tone, const QString &text, QWidget *parent)
    : QLabel(text, parent)
    , m_theme(theme)
    , m_type(type)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setAlignment(m_alignment);
    restyle();
    connect(&theme, &Theme::changed, this, &TextLabel::restyle);
}

void TextLabel::setTone(Tone tone)
{
    m_tone = tone;
    restyle();
}

void TextLabel::setType(Type type)
{
    m_type = type;
    restyle();
}

void TextLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    QLabel::setAlignment(QStyle::visualAlignment(layoutDirection(), alignment) | Qt::AlignAbsolute);
}

void TextLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LayoutDirectionChange)
        setAlignment(m_alignment);
    QLabel::changeEvent(event);
}

void TextLabel::restyle()
{
    setFont(m_theme.font(m_type));
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, m_theme.color(m_tone));
    setPalette(palette);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 3, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect area = contentsRect();
    painter.setLayoutDirection(text().isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight); // names keep their own direction; their place is mirrored
    painter.drawText(area, int(QStyle::visualAlignment(layoutDirection(), alignment())) | Qt::AlignAbsolute | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return TextLabel::event(event);
    // Asked for when it is shown: neither a new text nor a new width can leave an old one behind.
    const bool cut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), cut ? plainToolTip(text()) : QString(), this);
    return true;
}

} // namespace ui
