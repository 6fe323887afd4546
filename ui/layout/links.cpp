// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/links.h"

#include <QRegularExpression>
#include <QUrlQuery>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLink = 4096;

// Where a link ends: quotes, brackets and blanks end it at once; sentence punctuation only at its very end.
qsizetype trimmedLength(QStringView link)
{
    static const QString kPunctuation = u".,;:!?'*_~…。，！？"_s;
    qsizetype length = link.size();
    qsizetype unopened = link.count(u')') - link.count(u'('); // kept while trimming: counting each time made a row of brackets cost its square
    while (length > 0) {
        const QChar last = link[length - 1];
        if (kPunctuation.contains(last)) {
            --length;
            continue;
        }
        // ")" belongs to the link only when it closes one inside: Wikipedia addresses.
        if (last == u')' && unopened > 0) {
            --length;
            --unopened;
            continue;
        }
        break;
    }
    return length;
}

} // namespace

std::vector<LinkSpan> findLinks(const QString &text)
{
    std::vector<LinkSpan> links;
    if (!text.contains(u':') && !text.contains(u"www."_s, Qt::CaseInsensitive))
        return links;
    static const QRegularExpression expression(uR"((?<![\p{L}\p{N}@/.:])(?:(?:https?://|xmpp:|mailto:)[^\s<>"“”«»`\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+|www\.[^\s<>"“”«»`/\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+\.[^\s<>"“”«»`\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    auto matches = expression.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const qsizetype length = trimmedLength(match.capturedView());
        if (length > kLongestLink)
            continue; // half of it would lead elsewhere
        const QString shown = text.mid(match.capturedStart(), length);
        const bool bare = shown.startsWith(u"www."_s, Qt::CaseInsensitive);
        const QUrl target(bare ? u"https://"_s + shown : shown, QUrl::StrictMode);
        const QUrl url = target.isValid() ? target : QUrl(bare ? u"https://"_s + shown : shown, QUrl::TolerantMode);
        const bool web = url.scheme() == u"http" || url.scheme() == u"https";
        if (!url.isValid() || (web ? url.host().isEmpty() : url.path().isEmpty()))
            continue;
        links.push_back({match.capturedStart(), length, url});
    }
    return links;
}

QUrl safeTarget(const QUrl &target)
{
    if (target.scheme() != u"mailto")
        return target;
    QUrlQuery kept;
    const auto items = QUrlQuery(target).queryItems(QUrl::FullyEncoded);
    for (const auto &[name, value] : items) {
        const bool harmless = name.compare(u"subject"_s, Qt::CaseInsensitive) == 0 || name.compare(u"body"_s, Qt::CaseInsensitive) == 0;
        if (harmless)
            kept.addQueryItem(name, value);
    }
    QUrl safe;
    safe.setScheme(target.scheme());
    safe.setPath(target.path(QUrl::FullyEncoded), QUrl::TolerantMode);
    if (!kept.isEmpty())
        safe.setQuery(kept);
    return safe;
}

QString plainTarget(const QUrl &target)
{
    return target.toString(QUrl::FullyEncoded);
}

bool needsConfirmation(const QString &shown, const QUrl &target)
{
    // A user name before the host is the oldest trick: https://bank.example@evil.example/
    if (!target.userInfo().isEmpty())
        return true;
    const QString plain = plainTarget(target);
    const auto same = [&plain](const QString &text) { return plain.compare(text, Qt::CaseInsensitive) == 0 || plain.compare(text + u'/', Qt::CaseInsensitive) == 0; };
    if (same(shown) || same(u"https://"_s + shown))
        return false;
    // Other letters than ASCII in the path are harmless; in the host they are not.
    const bool asciiHost = !plain.contains(u"xn--"_s);
    return !(asciiHost && target == QUrl(shown, QUrl::TolerantMode));
}

} // namespace ui
