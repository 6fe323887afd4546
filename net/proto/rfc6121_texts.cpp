// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6121_texts.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/xml/characters.h"

#include <algorithm>

namespace net::rfc6121 {
using rfc6120::kClientNs;

std::vector<LangText> parseTexts(const xml::Element &stanza, QStringView name)
{
    const QString outer = stanza.attribute(u"lang", xml::kXmlNs);
    std::vector<LangText> texts;
    for (const xml::Element *child : stanza.children(name, kClientNs)) {
        const QString own = child->attribute(u"lang", xml::kXmlNs);
        LangText text{own.isNull() ? outer : own, child->text()};
        if (std::none_of(texts.begin(), texts.end(), [&](const LangText &t) { return t.lang == text.lang; }))
            texts.push_back(std::move(text));
    }
    return texts;
}

void addTexts(xml::Element &stanza, QStringView name, const std::vector<LangText> &texts)
{
    for (const LangText &text : texts) {
        xml::Element child(name, kClientNs);
        if (!text.lang.isEmpty())
            child.set(u"lang", text.lang, xml::kXmlNs);
        stanza.add(std::move(child.addText(text.text)));
    }
}

QString bestText(const std::vector<LangText> &texts, const QStringList &languages)
{
    for (const QString &wanted : languages) {
        for (const LangText &t : texts) {
            if (t.lang.compare(wanted, Qt::CaseInsensitive) == 0 || t.lang.startsWith(wanted + u'-', Qt::CaseInsensitive))
                return t.text;
        }
    }
    for (const LangText &t : texts) {
        if (t.lang.isEmpty())
            return t.text;
    }
    return texts.empty() ? QString() : texts.front().text;
}

} // namespace net::rfc6121
