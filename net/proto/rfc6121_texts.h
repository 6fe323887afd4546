// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6121 §4.7.2.2, §5.2.3, §5.2.4: text that a stanza may have in several languages (body, subject, status).
#include "net/xml/element.h"

#include <QStringList>

namespace net::rfc6121 {

struct LangText {
    QString lang; ///< empty: not said
    QString text;
    bool operator==(const LangText &) const = default;
};
/// Children of this name, one per language: the first wins. A child without xml:lang has that of the stanza.
[[nodiscard]] std::vector<LangText> parseTexts(const xml::Element &stanza, QStringView name);
void addTexts(xml::Element &stanza, QStringView name, const std::vector<LangText> &texts);
/// The one in the first of `languages` that there is ("de" takes "de-AT"), else the one without language, else the first; null when there is none.
[[nodiscard]] QString bestText(const std::vector<LangText> &texts, const QStringList &languages = {});

} // namespace net::rfc6121
