// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/message_text.h"

#include "model/types/display_text.h"
#include "net/proto/xep_0393_styling.h"
#include "ui/composer/emoji_table.h"

#include <QTextBoundaryFinder>

#include <algorithm>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

void addLinks(TextPart &part)
{
    if (part.preformatted)
        return;
    const auto found = findLinks(part.text);
    for (const auto &link : found) {
        const bool inCode = std::any_of(part.runs.begin(), part.runs.end(),
            [&link](const TextRun &run) { return run.look & TextRun::Code && run.start <= link.start && link.start < run.start + run.length; });
        if (inCode)
            continue;
        part.links.push_back(link);
        part.runs.push_back({link.start, link.length, TextRun::Link});
    }
}

unsigned lookOf(net::xep0393::Style style)
{
    using net::xep0393::Style;
    switch (style) {
    case Style::Strong: return TextRun::Bold;
    case Style::Emphasis: return TextRun::Italic;
    case Style::Strike: return TextRun::Strike;
    case Style::Preformatted: return TextRun::Code;
    }
    Q_UNREACHABLE();
}

void addSpans(TextPart &part, const net::xep0393::Line &line, qsizetype at)
{
    for (const auto &span : line.spans) {
        const qsizetype shift = at - line.content.start;
        part.runs.push_back({span.content.start + shift, span.content.length, lookOf(span.style)});
        part.runs.push_back({span.whole.start + shift, span.content.start - span.whole.start, TextRun::Mark});
        part.runs.push_back({span.content.end() + shift, span.whole.end() - span.content.end(), TextRun::Mark});
    }
}

} // namespace

QString MessageText::plain() const
{
    QString all;
    for (const auto &part : parts) {
        if (!all.isEmpty())
            all += u'\n';
        all += part.text;
    }
    return all.replace(QChar::LineSeparator, u'\n');
}

bool isEmojiOnly(const QString &text, int most)
{
    // Cheap way out first: the table is only read for texts that may be emoji.
    if (text.isEmpty() || text.size() > most * 16)
        return false;
    for (const QChar c : text)
        if (c.isLetter() || c.unicode() < 0x20)
            return false;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    qsizetype start = 0;
    int count = 0;
    while (finder.toNextBoundary() != -1) {
        const QString grapheme = text.mid(start, finder.position() - start);
        start = finder.position();
        if (grapheme == u" ")
            continue;
        if (!EmojiTable::shared().contains(grapheme) || ++count > most)
            return false;
    }
    return count > 0;
}

MessageText messageText(const QString &whole, const QString &sender)
{
    // A book in one message must not hold up the window; copying the message gives all of it.
    const QString body = model::withoutDirectionControls(whole.size() > kMostShown ? whole.left(kMostShown) + u'…' : whole);
    MessageText result;
    if (isEmojiOnly(body)) {
        result.emojiOnly = true;
        result.parts.push_back({.text = body});
        return result;
    }
    if (body.startsWith(u"/me "_s) && !sender.isEmpty()) {
        TextPart part{.text = sender + body.mid(3)};
        part.text.replace(u'\n', QChar::LineSeparator);
        part.runs.push_back({0, part.text.size(), TextRun::Italic});
        addLinks(part);
        result.parts.push_back(std::move(part));
        return result;
    }
    using net::xep0393::LineKind;
    const auto lines = net::xep0393::parseStyling(body);
    bool fresh = true;
    for (const auto &line : lines) {
        // Fences say what the box around the lines shows.
        if (line.kind == LineKind::Fence) {
            fresh = true;
            continue;
        }
        const bool preformatted = line.kind == LineKind::Preformatted;
        if (fresh || result.parts.back().quoteDepth != line.quoteDepth || result.parts.back().preformatted != preformatted)
            result.parts.push_back({.quoteDepth = line.quoteDepth, .preformatted = preformatted});
        else
            result.parts.back().text += QChar::LineSeparator;
        fresh = false;
        TextPart &part = result.parts.back();
        addSpans(part, line, part.text.size());
        part.text += QStringView(body).mid(line.content.start, line.content.length);
    }
    if (result.parts.empty()) // nothing but fences
        result.parts.push_back({.text = body});
    for (auto &part : result.parts)
        addLinks(part);
    return result;
}

} // namespace ui
