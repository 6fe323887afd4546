// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/bubble_layout.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QGlyphRun>
#include <QTextLayout>

#include <cmath>

namespace ui {

namespace {

constexpr int kGroupGap = 10, kLineGap = 2;
constexpr int kPadX = 12, kPadTop = 7, kPadBottom = 6;
constexpr int kAvatarGap = 8;
constexpr int kTimeGap = 12, kStateSide = 14, kStateGap = 4;
constexpr int kQuoteIndent = 11, kQuoteBar = 3;
constexpr int kCodePad = 8;
constexpr int kBandGap = 10;

QRect mirrored(const QRect &rect, int width)
{
    return rect.isNull() ? rect : QRect(width - rect.x() - rect.width(), rect.y(), rect.width(), rect.height());
}

QList<QTextLayout::FormatRange> formats(const TextPart &part, const QFont &code)
{
    QList<QTextLayout::FormatRange> ranges;
    for (const auto &run : part.runs) {
        QTextLayout::FormatRange range;
        range.start = int(run.start);
        range.length = int(run.length);
        // Single properties, not fonts: runs overlap and must add up.
        if (run.look & TextRun::Bold)
            range.format.setFontWeight(QFont::Bold);
        if (run.look & TextRun::Italic)
            range.format.setFontItalic(true);
        if (run.look & TextRun::Strike)
            range.format.setFontStrikeOut(true);
        if (run.look & TextRun::Link)
            range.format.setFontUnderline(true);
        if (run.look & TextRun::Code)
            range.format.setFontFamilies(QStringList{code.family()});
        // Colours belong to the painter: it finds them by these marks, so that a layout survives a change of theme.
        range.format.setProperty(QTextFormat::UserProperty, run.look);
        ranges.append(range);
    }
    return ranges;
}

struct Flow {
    qreal widest = 0; // natural width of the longest line
    qreal lastLine = 0; // room the last line takes
    bool timeBelow = false; // the last line runs against the window's direction, or is no plain text
    qreal height = 0;
};

} // namespace

BubbleFonts BubbleFonts::of(const Theme &theme)
{
    BubbleFonts fonts;
    fonts.body = theme.font(Type::Body);
    fonts.code = theme.font(Type::Code);
    fonts.emoji = theme.font(Type::Emoji);
    fonts.time = theme.font(Type::Caption);
    fonts.name = theme.font(Type::SecondaryStrong);
    fonts.small = theme.font(Type::Secondary);
    fonts.bodyLine = theme.lineHeight(Type::Body);
    fonts.codeLine = theme.lineHeight(Type::Code);
    fonts.emojiLine = theme.lineHeight(Type::Emoji);
    fonts.smallLine = theme.lineHeight(Type::Secondary);
    fonts.retry = QCoreApplication::translate("MessageView", "Retry");
    fonts.discard = QCoreApplication::translate("MessageView", "Delete");
    return fonts;
}

BubbleLayout BubbleLayout::compute(const MessageFacts &facts, int width, const BubbleFonts &fonts, Qt::LayoutDirection direction)
{
    BubbleLayout l;
    l.width = width;
    l.outgoing = facts.direction == model::Direction::Outgoing;
    const int margin = width < 480 ? 12 : 20;
    int y = 0;

    // Bands above the bubble.
    if (!facts.gap.isEmpty()) {
        l.gap = QRect(0, y + 4, width, fonts.smallLine + 8);
        y = l.gap.bottom() + 5;
    }
    if (!facts.day.isEmpty()) {
        const int pill = QFontMetrics(fonts.small).horizontalAdvance(facts.day) + 24;
        l.day = QRect((width - pill) / 2, y + kBandGap, pill, fonts.smallLine + 6);
        y = l.day.bottom() + 1 + kBandGap;
    }
    if (!facts.unread.isEmpty()) {
        l.unread = QRect(margin, y + 12, width - 2 * margin, fonts.smallLine + 4);
        y = l.unread.bottom() + 1 + 8;
    }
    y += facts.firstOfGroup ? kGroupGap : kLineGap;

    const int columnX = l.outgoing ? margin : margin + metric::kAvatarSmall + kAvatarGap;
    const int most = qMin(qMax(qMin(int(width * 0.65), metric::kBubbleMax), qMin(160, width - columnX - margin)), width - columnX - margin);
    const int textMost = most - 2 * kPadX;

    if (!facts.name.isEmpty()) {
        l.name = QRect(columnX + kPadX, y, qMin(QFontMetrics(fonts.name).horizontalAdvance(facts.name) + 1, textMost), fonts.smallLine);
        y += fonts.smallLine + 2;
    }
    const int bubbleTop = y;

    // The text, laid out at the origin first; moved when the bubble's place is known.
    Flow flow;
    qsizetype start = 0;
    for (const auto &part : facts.text.parts) {
        Part p;
        p.start = start;
        p.length = part.text.size();
        p.links = part.links;
        const QFont &font = facts.text.emojiOnly ? fonts.emoji : part.preformatted ? fonts.code : fonts.body;
        p.lineHeight = facts.text.emojiOnly ? fonts.emojiLine : part.preformatted ? fonts.codeLine : fonts.bodyLine;
        p.layout = std::make_shared<QTextLayout>(part.text, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        option.setTextDirection(part.text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        option.setAlignment(Qt::AlignLeft | Qt::AlignAbsolute);
        p.layout->setTextOption(option);
        p.layout->setCacheEnabled(true);
        p.layout->setFormats(formats(part, fonts.code));
        const int indent = part.quoteDepth * kQuoteIndent + (part.preformatted ? kCodePad : 0);
        const int room = qMax(40, textMost - indent - (part.preformatted ? kCodePad : 0));
        if (!l.parts.empty())
            flow.height += part.preformatted || part.quoteDepth > 0 || l.parts.back().quoteBar.isValid() || l.parts.back().codeBox.isValid() ? 4 : 0;
        const qreal top = flow.height;
        if (part.preformatted)
            flow.height += 4;
        p.layout->beginLayout();
        qreal lineY = 0, widest = 0;
        for (QTextLine line = p.layout->createLine(); line.isValid(); line = p.layout->createLine()) {
            line.setLineWidth(room);
            line.setPosition(QPointF(0, lineY + (p.lineHeight - line.height()) / 2));
            lineY += p.lineHeight;
            widest = qMax(widest, line.naturalTextWidth());
            flow.lastLine = indent + line.naturalTextWidth();
        }
        p.layout->endLayout();
        p.origin = QPointF(indent, flow.height);
        flow.height += lineY;
        if (part.preformatted)
            flow.height += 4;
        flow.widest = qMax(flow.widest, std::ceil(widest) + indent + (part.preformatted ? kCodePad : 0));
        flow.timeBelow = part.preformatted || part.text.isRightToLeft() != (direction == Qt::RightToLeft);
        if (part.quoteDepth > 0)
            p.quoteBar = QRect(0, qRound(top), kQuoteBar + (part.quoteDepth - 1) * kQuoteIndent, qRound(flow.height - top));
        if (part.preformatted)
            p.codeBox = QRect(part.quoteDepth * kQuoteIndent, qRound(top), 0, qRound(flow.height - top));
        l.parts.push_back(std::move(p));
        start += part.text.size() + 1;
    }

    // The time stands in the last line if there is room, else below it.
    const QFontMetrics timeMetrics(fonts.time);
    const int timeHeight = timeMetrics.height();
    const int stateRoom = l.outgoing ? kStateGap + kStateSide : 0;
    const int timeWidth = timeMetrics.horizontalAdvance(facts.time) + stateRoom;
    const bool beside = !flow.timeBelow && flow.lastLine + kTimeGap + timeWidth <= textMost;
    int contentWidth = qMax(int(std::ceil(flow.widest)), timeWidth);
    if (beside)
        contentWidth = qMax(contentWidth, int(std::ceil(flow.lastLine)) + kTimeGap + timeWidth);
    int contentHeight = qRound(flow.height);
    if (!beside)
        contentHeight += timeHeight + 1;

    const int bubbleWidth = contentWidth + 2 * kPadX;
    const int bubbleX = l.outgoing ? width - margin - bubbleWidth : columnX;
    l.bubble = QRect(bubbleX, bubbleTop, bubbleWidth, kPadTop + contentHeight + kPadBottom);
    const int timeBottom = l.bubble.bottom() - kPadBottom + 4;
    l.time = QRect(l.bubble.right() + 1 - kPadX - timeWidth, timeBottom - timeHeight, timeWidth - stateRoom, timeHeight);
    if (l.outgoing)
        l.state = QRect(l.bubble.right() + 1 - kPadX - kStateSide, l.time.center().y() - kStateSide / 2, kStateSide, kStateSide);
    if (!l.outgoing && facts.lastOfGroup)
        l.avatar = QRect(margin, l.bubble.bottom() + 1 - metric::kAvatarSmall, metric::kAvatarSmall, metric::kAvatarSmall);
    y = l.bubble.bottom() + 1;

    const QPoint content(bubbleX + kPadX, bubbleTop + kPadTop);
    const bool rtl = direction == Qt::RightToLeft;
    const auto mirrorInBubble = [&](QRect r) { return rtl ? QRect(2 * content.x() + contentWidth - r.x() - r.width(), r.y(), r.width(), r.height()) : r; };
    for (auto &p : l.parts) {
        // Each part keeps its own writing direction: right-to-left lines end at the right edge of the content.
        const bool partRtl = p.layout->textOption().textDirection() == Qt::RightToLeft;
        const qreal indent = p.origin.x();
        const int codeRoom = p.codeBox.isNull() ? 0 : kCodePad;
        for (int i = 0; i < p.layout->lineCount(); ++i) {
            QTextLine line = p.layout->lineAt(i);
            const qreal free = contentWidth - indent - codeRoom - line.naturalTextWidth();
            line.setPosition(QPointF(partRtl ? free : 0, line.y()));
        }
        p.origin = QPointF(content.x() + (rtl ? codeRoom : indent), content.y() + p.origin.y());
        if (!p.quoteBar.isNull())
            p.quoteBar = mirrorInBubble(p.quoteBar.translated(content));
        if (!p.codeBox.isNull()) {
            p.codeBox.setWidth(contentWidth - p.codeBox.x());
            p.codeBox = mirrorInBubble(p.codeBox.translated(content));
        }
    }

    if (facts.state == model::MessageState::Failed) {
        const QFontMetrics fm(fonts.small);
        const QRect wrapped = fm.boundingRect(QRect(0, 0, most, 4000), Qt::TextWordWrap, facts.failure);
        const int failureWidth = qMin(most, wrapped.width() + 20);
        const int failureHeight = qMax(fonts.smallLine, fm.boundingRect(QRect(0, 0, qMax(60, failureWidth - 20), 4000), Qt::TextWordWrap, facts.failure).height());
        l.failure = QRect(width - margin - failureWidth, y + 3, failureWidth, failureHeight);
        const int retry = fm.horizontalAdvance(fonts.retry) + 16, discard = fm.horizontalAdvance(fonts.discard) + 16;
        l.discard = QRect(width - margin - discard, l.failure.bottom() + 3, discard, fonts.smallLine + 6);
        l.retry = QRect(l.discard.left() - 4 - retry, l.discard.top(), retry, l.discard.height());
        y = l.retry.bottom() + 1;
    }
    l.height = y;

    if (rtl) {
        const int before = l.bubble.x();
        for (QRect *r : {&l.avatar, &l.name, &l.bubble, &l.failure, &l.retry, &l.discard})
            *r = mirrored(*r, width);
        const int shift = l.bubble.x() - before;
        for (auto &p : l.parts) {
            p.origin.rx() += shift;
            if (!p.quoteBar.isNull())
                p.quoteBar.translate(shift, 0);
            if (!p.codeBox.isNull())
                p.codeBox.translate(shift, 0);
        }
        l.time = mirrored(l.time, width);
        l.state = mirrored(l.state, width);
    }
    return l;
}

qsizetype BubbleLayout::positionAt(const QPoint &point) const
{
    if (parts.empty())
        return 0;
    const Part *best = &parts.back();
    for (const auto &p : parts) {
        if (point.y() < p.origin.y() + p.layout->lineCount() * p.lineHeight) {
            best = &p;
            break;
        }
    }
    const int row = qBound(0, int((point.y() - best->origin.y()) / best->lineHeight), best->layout->lineCount() - 1);
    if (point.y() < best->origin.y() && best == &parts.front())
        return best->start;
    return best->start + best->layout->lineAt(row).xToCursor(point.x() - best->origin.x());
}

const LinkSpan *BubbleLayout::linkAt(const QPoint &point) const
{
    if (!bubble.contains(point))
        return nullptr;
    for (const auto &p : parts) {
        for (const auto &link : p.links) {
            for (const auto &rect : selectionRects(p.start + link.start, p.start + link.start + link.length))
                if (rect.contains(point))
                    return &link;
        }
    }
    return nullptr;
}

std::vector<QRectF> BubbleLayout::selectionRects(qsizetype start, qsizetype end) const
{
    std::vector<QRectF> rects;
    for (const auto &p : parts) {
        const qsizetype from = qMax<qsizetype>(0, start - p.start), to = qMin(p.length, end - p.start);
        for (int i = 0; from < to && i < p.layout->lineCount(); ++i) {
            const QTextLine line = p.layout->lineAt(i);
            const int a = qMax(int(from), line.textStart()), b = qMin(int(to), line.textStart() + line.textLength());
            if (a >= b)
                continue;
            // Runs, not two cursor positions: with mixed directions a selection is several pieces.
            const auto runs = line.glyphRuns(a, b - a);
            const qreal top = p.origin.y() + i * p.lineHeight;
            for (const auto &run : runs) {
                const QRectF box = run.boundingRect();
                rects.emplace_back(p.origin.x() + box.left(), top, box.width(), p.lineHeight);
            }
        }
    }
    return rects;
}

} // namespace ui
