// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0030_disco.h"

#include "net/proto/payload.h"
#include "net/xml/characters.h"

#include <algorithm>

namespace net::xep0030 {
namespace {

xml::Element query(QStringView ns, const QString &node)
{
    xml::Element e(u"query", ns);
    if (!node.isEmpty())
        e.set(u"node", node);
    return e;
}

} // namespace

bool Info::hasIdentity(QStringView category, QStringView type) const
{
    return std::any_of(identities.begin(), identities.end(), [&](const Identity &i) { return i.category == category && i.type == type; });
}

std::optional<Info> parseInfo(const xml::Element &e)
{
    if (!e.is(u"query", kInfoNs))
        return std::nullopt;
    Info info;
    info.node = e.attribute(u"node");
    for (const xml::Element *i : e.children(u"identity", kInfoNs)) {
        Identity identity{i->attribute(u"category"), i->attribute(u"type"), i->attribute(u"lang", xml::kXmlNs), i->attribute(u"name")};
        if (!identity.category.isEmpty() && !identity.type.isEmpty())
            info.identities.push_back(std::move(identity));
    }
    for (const xml::Element *f : e.children(u"feature", kInfoNs)) {
        const QString var = f->attribute(u"var");
        if (!var.isEmpty())
            info.features << var;
    }
    info.forms = allPayloads(e, xep0004::parseForm);
    return info;
}

xml::Element toElement(const Info &info)
{
    xml::Element e = query(kInfoNs, info.node);
    for (const Identity &identity : info.identities) {
        xml::Element i(u"identity", kInfoNs);
        i.set(u"category", identity.category).set(u"type", identity.type);
        if (!identity.lang.isEmpty())
            i.set(u"lang", identity.lang, xml::kXmlNs);
        if (!identity.name.isEmpty())
            i.set(u"name", identity.name);
        e.add(std::move(i));
    }
    for (const QString &feature : info.features)
        e.add(std::move(xml::Element(u"feature", kInfoNs).set(u"var", feature)));
    for (const xep0004::Form &form : info.forms)
        e.add(xep0004::toElement(form));
    return e;
}

std::optional<Items> parseItems(const xml::Element &e)
{
    if (!e.is(u"query", kItemsNs))
        return std::nullopt;
    Items items{e.attribute(u"node"), {}};
    for (const xml::Element *i : e.children(u"item", kItemsNs)) {
        Item item{Jid::fromString(i->attribute(u"jid")), i->attribute(u"node"), i->attribute(u"name")};
        if (!item.jid.isEmpty())
            items.items.push_back(std::move(item));
    }
    return items;
}

xml::Element toElement(const Items &items)
{
    xml::Element e = query(kItemsNs, items.node);
    for (const Item &item : items.items) {
        xml::Element i(u"item", kItemsNs);
        i.set(u"jid", item.jid.toString());
        if (!item.node.isEmpty())
            i.set(u"node", item.node);
        if (!item.name.isEmpty())
            i.set(u"name", item.name);
        e.add(std::move(i));
    }
    return e;
}

xml::Element infoQuery(const QString &node)
{
    return query(kInfoNs, node);
}

xml::Element itemsQuery(const QString &node)
{
    return query(kItemsNs, node);
}

} // namespace net::xep0030
