// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0386_bind2.h"

namespace net::xep0386 {

std::optional<QStringList> parseOffer(const xml::Element &bind)
{
    if (!bind.is(u"bind", kNs))
        return {};
    QStringList vars;
    if (const xml::Element *list = bind.child(u"inline", kNs)) {
        for (const xml::Element *feature : list->children(u"feature", kNs))
            vars << feature->attribute(u"var");
    }
    return vars;
}

xml::Element bind(const QString &tag, std::vector<xml::Element> features)
{
    xml::Element element(u"bind", kNs);
    if (!tag.isEmpty())
        element.add(u"tag", kNs, tag);
    for (xml::Element &feature : features)
        element.add(std::move(feature));
    return element;
}

} // namespace net::xep0386
