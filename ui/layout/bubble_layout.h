// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"
#include "ui/layout/message_text.h"
#include "ui/theme/theme.h"

#include <QFont>
#include <QRect>

#include <memory>
#include <vector>

class QTextLayout;

namespace ui {

/// Everything the geometry of one row of a conversation depends on. Value type.
struct MessageFacts {
    MessageText text;
    QString time; ///< "12:04", or "edited 12:04"
    QString failure; ///< with MessageState::Failed: the sentence
    QString name; ///< above the bubble; empty: none
    QString day; ///< day separator above; empty: none
    QString unread; ///< "3 new messages" line above; empty: none
    QString gap; ///< "Loading older messages…" above; empty: none
    model::Direction direction = model::Direction::Incoming;
    model::MessageState state = model::MessageState::Received;
    bool firstOfGroup = true;
    bool lastOfGroup = true;
    bool operator==(const MessageFacts &) const = default;
};

/// The fonts and line heights a layout is made with.
struct BubbleFonts {
    QFont body, code, emoji, time, name, small;
    int bodyLine = 20, codeLine = 19, emojiLine = 40, smallLine = 16;
    QString retry, discard; ///< the words of the two actions below a failed message
    [[nodiscard]] static BubbleFonts of(const Theme &theme);
};

/// Where everything of one row lies: plain geometry, no painting, no widget. Coordinates are the row's own, mirrored already in right-to-left windows.
struct BubbleLayout {
    struct Part {
        std::shared_ptr<QTextLayout> layout;
        QPointF origin; ///< of the layout, in the row
        qsizetype start = 0; ///< of its first character in MessageText::plain()
        qsizetype length = 0;
        int lineHeight = 0;
        QRect quoteBar; ///< null: no quotation
        QRect codeBox; ///< null: not preformatted
        std::vector<LinkSpan> links;
    };

    int width = 0;
    int height = 0;
    QRect gap, day, unread; ///< bands above; null when absent
    QRect avatar; ///< null when absent
    QRect name;
    QRect bubble;
    std::vector<Part> parts;
    QRect time;
    QRect state; ///< icon; null: incoming
    QRect failure, retry, discard;
    bool outgoing = false;

    [[nodiscard]] static BubbleLayout compute(const MessageFacts &facts, int width, const BubbleFonts &fonts, Qt::LayoutDirection direction = Qt::LeftToRight);

    /// Position in MessageText::plain() nearest to a point of the row.
    [[nodiscard]] qsizetype positionAt(const QPoint &point) const;
    /// The link at a point, or nullptr.
    [[nodiscard]] const LinkSpan *linkAt(const QPoint &point) const;
    /// What to fill behind the selected characters.
    [[nodiscard]] std::vector<QRectF> selectionRects(qsizetype start, qsizetype end) const;
};

} // namespace ui
