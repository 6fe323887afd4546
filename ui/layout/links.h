// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <vector>

namespace ui {

/// A link inside a text. Value type.
struct LinkSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    QUrl target;
    bool operator==(const LinkSpan &) const = default;
};

/// Finds http, https, xmpp and mailto links, and "www." names. Punctuation that ends the sentence is not part of a link. More than 4096 characters are no link. Nothing is fetched.
[[nodiscard]] std::vector<LinkSpan> findLinks(const QString &text);

/// True: the text that was clicked does not say plainly where the link leads (another address, or letters that only look familiar), so the target is shown first.
[[nodiscard]] bool needsConfirmation(const QString &shown, const QUrl &target);

/// What may be given to another program. A mailto: link keeps its addresses, subject and body: some mail programs attach files that a link names.
[[nodiscard]] QUrl safeTarget(const QUrl &target);

/// The target as it is shown: the host in its ASCII form, so that look-alike letters are seen.
[[nodiscard]] QString plainTarget(const QUrl &target);

} // namespace ui
