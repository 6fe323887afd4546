// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/message_painter.h"

#include "ui/theme/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

namespace ui {

namespace {

void paintBands(QPainter &painter, const MessageFacts &facts, const BubbleLayout &l, const BubbleFonts &fonts, const Theme &theme)
{
    painter.setFont(fonts.small);
    if (!l.gap.isNull()) {
        painter.setPen(theme.color(Tone::Secondary));
        painter.drawText(l.gap, Qt::AlignCenter, facts.gap);
    }
    if (!l.day.isNull()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Tone::Surface));
        painter.drawRoundedRect(l.day, l.day.height() / 2.0, l.day.height() / 2.0);
        painter.setPen(theme.color(Tone::Secondary));
        painter.drawText(l.day, Qt::AlignCenter, facts.day);
    }
    if (!l.unread.isNull()) {
        painter.setPen(theme.color(Tone::Link));
        QRect text;
        painter.drawText(l.unread, Qt::AlignCenter, facts.unread, &text);
        const QColor line = theme.mix(Tone::ChatBackground, Tone::Accent, 0.35);
        const int y = l.unread.center().y();
        painter.fillRect(QRect(QPoint(l.unread.left(), y), QPoint(text.left() - 10, y)), line);
        painter.fillRect(QRect(QPoint(text.right() + 10, y), QPoint(l.unread.right(), y)), line);
    }
}

void paintText(QPainter &painter, const BubbleLayout &l, const MessageLooks &looks, const Theme &theme)
{
    const Tone bubble = l.outgoing ? Tone::OwnBubble : Tone::OtherBubble;
    const Tone faint = l.outgoing ? Tone::OwnSecondary : Tone::Secondary;
    for (const auto &part : l.parts) {
        painter.setPen(Qt::NoPen);
        if (!part.codeBox.isNull()) {
            painter.setBrush(theme.mix(bubble, Tone::Text, 0.06));
            painter.drawRoundedRect(part.codeBox, 6, 6);
        }
        if (!part.quoteBar.isNull()) {
            painter.setBrush(theme.color(Tone::Accent));
            for (int x = part.quoteBar.left(); x <= part.quoteBar.right() - 2; x += 11)
                painter.drawRoundedRect(QRect(x, part.quoteBar.top(), 3, part.quoteBar.height()), 1.5, 1.5);
        }
    }
    if (looks.selectionEnd > looks.selectionStart) {
        const auto rects = l.selectionRects(looks.selectionStart, looks.selectionEnd);
        for (const auto &rect : rects)
            painter.fillRect(rect, theme.color(Tone::TextSelection));
    }
    for (const auto &part : l.parts) {
        // The layout knows fonts only; what a mark means in colour is decided here.
        QList<QTextLayout::FormatRange> colours;
        const auto formats = part.layout->formats();
        for (const auto &range : formats) {
            const unsigned look = range.format.property(QTextFormat::UserProperty).toUInt();
            if (!(look & (TextRun::Link | TextRun::Mark)))
                continue;
            QTextLayout::FormatRange colour;
            colour.start = range.start;
            colour.length = range.length;
            colour.format.setForeground(theme.color(look & TextRun::Link ? Tone::Link : faint));
            colours.append(colour);
        }
        painter.setPen(theme.color(!part.quoteBar.isNull() ? faint : Tone::Text));
        part.layout->draw(&painter, part.origin, colours);
    }
}

void paintState(QPainter &painter, const QRect &rect, model::MessageState state, const Theme &theme)
{
    using model::MessageState;
    switch (state) {
    case MessageState::Queued:
    case MessageState::Written: paintIcon(painter, rect, Icon::Clock, theme.color(Tone::OwnSecondary)); break;
    case MessageState::Accepted: paintIcon(painter, rect, Icon::Check, theme.color(Tone::OwnSecondary)); break;
    case MessageState::Delivered: paintIcon(painter, rect, Icon::Checks, theme.color(Tone::OwnSecondary)); break;
    // Bolder as well: colour alone must not carry the difference.
    case MessageState::Displayed: paintIcon(painter, rect, Icon::Checks, theme.color(Tone::Link), 2.75); break;
    case MessageState::Failed: paintIcon(painter, rect, Icon::Alert, theme.color(Tone::Danger), 2); break;
    case MessageState::Received: break;
    }
}

void paintFailure(QPainter &painter, const MessageFacts &facts, const BubbleLayout &l, const MessageLooks &looks, const BubbleFonts &fonts, const Theme &theme)
{
    const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
    const QRect icon(mirrored ? l.failure.right() - 14 : l.failure.left(), l.failure.top() + (fonts.smallLine - 15) / 2, 15, 15);
    paintIcon(painter, icon, Icon::Alert, theme.color(Tone::Danger), 2);
    painter.setFont(fonts.small);
    painter.setPen(theme.color(Tone::Danger));
    painter.drawText(mirrored ? l.failure.adjusted(0, 0, -20, 0) : l.failure.adjusted(20, 0, 0, 0), Qt::TextWordWrap | (mirrored ? Qt::AlignRight : Qt::AlignLeft), facts.failure);
    using Action = MessageLooks::Action;
    const auto action = [&](const QRect &rect, const QString &text, Action which) {
        if (looks.hovered == which) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.mix(Tone::ChatBackground, Tone::Text, 0.07));
            painter.drawRoundedRect(rect, 6, 6);
        }
        painter.setPen(theme.color(Tone::Link));
        painter.drawText(rect, Qt::AlignCenter, text);
    };
    action(l.retry, fonts.retry, Action::Retry);
    action(l.discard, fonts.discard, Action::Discard);
}

} // namespace

void paintMessage(QPainter &painter, const MessageFacts &facts, const BubbleLayout &l, const MessageLooks &looks, const BubbleFonts &fonts, const Theme &theme)
{
    painter.setRenderHint(QPainter::Antialiasing);
    paintBands(painter, facts, l, fonts, theme);
    if (!l.avatar.isNull())
        paintAvatar(painter, l.avatar, looks.avatar, theme, theme.color(Tone::ChatBackground));
    if (!l.name.isNull()) {
        painter.setFont(fonts.name);
        painter.setPen(theme.color(Tone::Secondary));
        painter.drawText(l.name, Qt::AlignVCenter, facts.name);
    }

    const qreal radius = metric::kRadiusBubble;
    painter.setPen(Qt::NoPen);
    if (!facts.text.emojiOnly || facts.state == model::MessageState::Failed || looks.found) {
        QColor shadow = theme.color(Tone::Shadow);
        shadow.setAlphaF(shadow.alphaF() / 3);
        painter.setBrush(shadow);
        painter.drawRoundedRect(QRectF(l.bubble).translated(0, 1), radius, radius);
        painter.setBrush(looks.found ? theme.mix(l.outgoing ? Tone::OwnBubble : Tone::OtherBubble, Tone::Warning, 0.25)
                                     : theme.color(l.outgoing ? Tone::OwnBubble : Tone::OtherBubble));
        painter.drawRoundedRect(l.bubble, radius, radius);
    }
    painter.save();
    painter.setClipRect(l.bubble); // towers of combining marks stay inside
    paintText(painter, l, looks, theme);
    painter.restore();
    painter.setFont(fonts.time);
    painter.setPen(theme.color(l.outgoing && !facts.text.emojiOnly ? Tone::OwnSecondary : Tone::Secondary));
    painter.drawText(l.time, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, facts.time);
    if (!l.state.isNull())
        paintState(painter, l.state, facts.state, theme);
    if (!l.failure.isNull())
        paintFailure(painter, facts, l, looks, fonts, theme);
    if (looks.current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.color(Tone::Accent), 2));
        painter.drawRoundedRect(QRectF(l.bubble).adjusted(-2, -2, 2, 2), radius + 2, radius + 2);
    }
}

} // namespace ui
