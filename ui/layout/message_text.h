// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layout/links.h"

#include <QString>

#include <vector>

namespace ui {

/// How a run of characters looks. Value type.
struct TextRun {
    enum Look : unsigned { Plain = 0, Bold = 1, Italic = 2, Strike = 4, Code = 8, Mark = 16, Link = 32 }; // Mark: the styling characters themselves, shown faint
    qsizetype start = 0; ///< in the block's text
    qsizetype length = 0;
    unsigned look = Plain; ///< of Look
    bool operator==(const TextRun &) const = default;
};

/// Lines that are laid out together. Value type.
struct TextPart {
    QString text{}; ///< lines separated by QChar::LineSeparator
    std::vector<TextRun> runs{};
    std::vector<LinkSpan> links{}; ///< in `text`
    int quoteDepth = 0;
    bool preformatted = false;
    bool operator==(const TextPart &) const = default;
};

/// A message's body, ready for layout. Value type.
struct MessageText {
    std::vector<TextPart> parts;
    bool emojiOnly = false; ///< one to three emoji and nothing else: shown large
    [[nodiscard]] QString plain() const; ///< all parts, one a line: what is selected and copied
    bool operator==(const MessageText &) const = default;
};

/// Characters of one message that are shown.
inline constexpr qsizetype kMostShown = 10000;

/// XEP-0393 styling, links, "/me" (XEP-0245: `sender` replaces it). No markup but that of
/// quotations and fences is removed: what was written can be read.
[[nodiscard]] MessageText messageText(const QString &body, const QString &sender);

/// True for one to `most` emoji, blanks allowed.
[[nodiscard]] bool isEmojiOnly(const QString &text, int most = 3);

} // namespace ui
