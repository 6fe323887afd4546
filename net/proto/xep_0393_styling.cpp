// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0393_styling.h"

#include "net/xml/element.h"

#include <array>
#include <optional>
#include <span>

namespace net::xep0393 {
namespace {

constexpr QStringView kFence = u"```";
constexpr size_t kStyles = 4;

std::optional<Style> directive(QChar c)
{
    switch (c.unicode()) {
    case u'*': return Style::Strong;
    case u'_': return Style::Emphasis;
    case u'~': return Style::Strike;
    case u'`': return Style::Preformatted;
    default: return std::nullopt;
    }
}

/// First directive that can close a span opened at `from`: some text before it that does not end in white space (§6.2). -1: none up to `end`.
qsizetype findClosing(QStringView text, qsizetype from, qsizetype end)
{
    for (qsizetype i = from + 2; i < end; ++i) {
        if (text[i] == text[from] && !text[i - 1].isSpace())
            return i;
    }
    return -1;
}

void parseSpans(QStringView text, Range range, std::vector<Span> &out)
{
    // Whether something can close does not depend on where it was opened: once a search reached the end in vain, so would every later one. This keeps work linear.
    std::array<bool, kStyles> hopeless{};
    bool mayOpen = true; // at the beginning of the block, or behind another opening directive
    for (qsizetype i = range.start; i < range.end(); ++i) {
        const QChar c = text[i];
        const auto style = directive(c);
        if (!style || !mayOpen) {
            mayOpen = c.isSpace();
            continue;
        }
        mayOpen = false;
        if (i + 1 < range.end() && text[i + 1] == c) {
            ++i; // two of them with nothing between: neither is a directive
            continue;
        }
        if (i + 1 >= range.end() || text[i + 1].isSpace() || hopeless[size_t(*style)])
            continue;
        const qsizetype closing = findClosing(text, i, range.end());
        if (closing < 0) {
            hopeless[size_t(*style)] = true;
            continue;
        }
        const Range content{i + 1, closing - i - 1};
        out.push_back({*style, {i, content.length + 2}, content});
        if (*style != Style::Preformatted)
            parseSpans(text, content, out); // at most four deep: inside, nothing is left that could close the same style
        i = closing;
    }
}

/// Lines of one block: the whole text, or the inside of a quotation.
class BlockParser
{
public:
    explicit BlockParser(QStringView text)
        : m_text(text)
    {
    }

    void parse(std::span<Line> lines) const
    {
        for (size_t i = 0; i < lines.size();) {
            if (content(lines[i]).startsWith(kFence)) {
                i += parsePreformatted(lines.subspan(i));
            } else if (isQuoted(lines[i])) {
                i += parseQuotation(lines.subspan(i));
            } else {
                parseSpans(m_text, lines[i].content, lines[i].spans);
                ++i;
            }
        }
    }

private:
    [[nodiscard]] QStringView content(const Line &line) const { return m_text.sliced(line.content.start, line.content.length); }
    [[nodiscard]] bool isQuoted(const Line &line) const { return line.quoteDepth < kMaxQuoteDepth && content(line).startsWith(u'>'); }

    /// Up to a line that is a fence and nothing else, or to the end of the block around. Returns how many lines.
    size_t parsePreformatted(std::span<Line> lines) const
    {
        lines[0].kind = LineKind::Fence;
        for (size_t i = 1; i < lines.size(); ++i) {
            const bool ends = content(lines[i]) == kFence;
            lines[i].kind = ends ? LineKind::Fence : LineKind::Preformatted;
            if (ends)
                return i + 1;
        }
        return lines.size();
    }

    size_t parseQuotation(std::span<Line> lines) const
    {
        size_t count = 0;
        for (; count < lines.size() && isQuoted(lines[count]); ++count) {
            Line &line = lines[count];
            const QStringView text = content(line);
            const qsizetype mark = text.size() > 1 && text[1].isSpace() ? 2 : 1;
            ++line.quoteDepth;
            line.content = {line.content.start + mark, line.content.length - mark};
        }
        parse(lines.first(count));
        return count;
    }

    QStringView m_text;
};

} // namespace

std::vector<Line> parseStyling(QStringView text)
{
    std::vector<Line> lines;
    qsizetype start = 0;
    while (true) {
        qsizetype end = text.indexOf(u'\n', start);
        const bool isLast = end < 0;
        if (isLast)
            end = text.size();
        const Range range{start, end - start};
        lines.push_back({range, 0, range, LineKind::Plain, {}});
        if (isLast)
            break;
        start = end + 1;
    }
    BlockParser(text).parse(lines);
    return lines;
}

bool isUnstyled(const xml::Element &message)
{
    return message.child(u"unstyled", kNs);
}

xml::Element unstyled()
{
    return xml::Element(u"unstyled", kNs);
}

} // namespace net::xep0393
