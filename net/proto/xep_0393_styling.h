// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0393 Message Styling 1.1.1
#include <QStringView>

#include <vector>

namespace net::xml {
class Element;
}

namespace net::xep0393 {

inline constexpr QStringView kNs = u"urn:xmpp:styling:0";

/// Positions in the text that was parsed, in UTF-16 units.
struct Range {
    qsizetype start = 0, length = 0;
    bool operator==(const Range &) const = default;
    [[nodiscard]] qsizetype end() const { return start + length; }
};

enum class Style { Strong, Emphasis, Strike, Preformatted };

/// A styled stretch of one line. Spans nest; an outer one comes before those in it.
struct Span {
    Style style = Style::Strong;
    Range whole; ///< with both directives, which stay visible (§8)
    Range content; ///< between them
    bool operator==(const Span &) const = default;
};

enum class LineKind {
    Plain, ///< text with spans
    Fence, ///< "```": begins or ends preformatted lines
    Preformatted, ///< as it is, monospaced
};

/// One line of the text: blocks end at line breaks, so lines say all. Neighbouring lines with the same quote depth and kind belong to one block.
struct Line {
    Range whole; ///< without the line break
    int quoteDepth = 0; ///< how many quotations it is in
    Range content; ///< behind the quotation marks
    LineKind kind = LineKind::Plain;
    std::vector<Span> spans;
    bool operator==(const Line &) const = default;
};

/// Quotations nested deeper than this are text: nobody means them, and a line may have thousands of '>'.
inline constexpr int kMaxQuoteDepth = 16;

/// The lines of a message body, in order; an empty text has one empty line. Pure function, any thread, work linear in the text.
[[nodiscard]] std::vector<Line> parseStyling(QStringView text);

/// Did the sender ask for the text as it is (§7)?
[[nodiscard]] bool isUnstyled(const xml::Element &message);
[[nodiscard]] xml::Element unstyled();

} // namespace net::xep0393
