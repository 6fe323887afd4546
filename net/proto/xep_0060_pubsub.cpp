// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0060_pubsub.h"

#include "net/proto/lexical.h"
#include "net/proto/xep_0004_forms.h"

namespace net::xep0060 {
using namespace Qt::StringLiterals;
namespace {

constexpr NameTable<Event::Kind, 3> kEventKinds{{{Event::Kind::Items, u"items"}, {Event::Kind::Purged, u"purge"}, {Event::Kind::Deleted, u"delete"}}};

std::vector<Item> readItems(const xml::Element &list, QStringView ns)
{
    std::vector<Item> items;
    for (const xml::Element *e : list.children(u"item", ns)) {
        Item item{e->attribute(u"id"), e->attribute(u"publisher"), {}};
        if (const xml::Element *payload = e->firstChild())
            item.payload = *payload;
        items.push_back(std::move(item));
    }
    return items;
}

xml::Element itemElement(const Item &item, QStringView ns)
{
    xml::Element e(u"item", ns);
    if (!item.id.isEmpty())
        e.set(u"id", item.id);
    if (!item.publisher.isEmpty())
        e.set(u"publisher", item.publisher);
    if (!item.payload.isNull())
        e.add(item.payload);
    return e;
}

} // namespace

std::optional<Items> parseItems(const xml::Element &pubsub)
{
    const xml::Element *list = pubsub.is(u"pubsub", kNs) ? pubsub.child(u"items", kNs) : nullptr;
    if (!list || list->attribute(u"node").isEmpty())
        return std::nullopt;
    return Items{list->attribute(u"node"), readItems(*list, kNs)};
}

xml::Element toElement(const Items &items)
{
    xml::Element list(u"items", kNs);
    list.set(u"node", items.node);
    for (const Item &item : items.items)
        list.add(itemElement(item, kNs));
    return xml::Element(u"pubsub", kNs).add(std::move(list));
}

xml::Element itemsRequest(const QString &node, int max)
{
    xml::Element list(u"items", kNs);
    list.set(u"node", node);
    if (max > 0)
        list.set(u"max_items", QString::number(max));
    return xml::Element(u"pubsub", kNs).add(std::move(list));
}

xml::Element itemsRequest(const QString &node, const QStringList &ids)
{
    Items items{node, {}};
    for (const QString &id : ids)
        items.items.push_back({id, {}, {}});
    return toElement(items);
}

xml::Element publish(const QString &node, const Item &item, const Options &options)
{
    xml::Element pubsub(u"pubsub", kNs);
    pubsub.add(xml::Element(u"publish", kNs).set(u"node", node).add(itemElement(item, kNs)));
    if (!options.empty()) {
        xep0004::Form form = xep0004::submission(u"http://jabber.org/protocol/pubsub#publish-options"_s);
        for (const auto &[name, value] : options) {
            xep0004::Field field;
            field.var = name;
            field.values = {value};
            form.fields.push_back(std::move(field));
        }
        pubsub.add(xml::Element(u"publish-options", kNs).add(xep0004::toElement(form)));
    }
    return pubsub;
}

xml::Element retract(const QString &node, const QString &id, Notify notify)
{
    xml::Element e(u"retract", kNs);
    e.set(u"node", node);
    if (notify == Notify::Yes)
        e.set(u"notify", u"true"_s);
    return xml::Element(u"pubsub", kNs).add(std::move(e.add(itemElement({id, {}, {}}, kNs))));
}

std::optional<Event> parseEvent(const xml::Element &e)
{
    const xml::Element *what = e.is(u"event", kEventNs) ? e.firstChild() : nullptr;
    const auto kind = what && what->ns() == kEventNs ? fromName(kEventKinds, what->name()) : std::nullopt;
    if (!kind || what->attribute(u"node").isEmpty())
        return std::nullopt;
    Event event;
    event.kind = *kind;
    event.node = what->attribute(u"node");
    if (event.kind == Event::Kind::Items) {
        event.items = readItems(*what, kEventNs);
        for (const xml::Element *retracted : what->children(u"retract", kEventNs))
            event.retracted << retracted->attribute(u"id");
        event.retracted.removeAll(QString());
    }
    return event;
}

xml::Element toElement(const Event &event)
{
    xml::Element what(toName(kEventKinds, event.kind), kEventNs);
    what.set(u"node", event.node);
    for (const Item &item : event.items)
        what.add(itemElement(item, kEventNs));
    for (const QString &id : event.retracted)
        what.add(xml::Element(u"retract", kEventNs).set(u"id", id));
    return xml::Element(u"event", kEventNs).add(std::move(what));
}

} // namespace net::xep0060
