// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_links.h"

#include "net/base/method_words.h"
#include "net/proto/lexical.h"
#include "net/proto/xep_0004_forms.h"
#include "net/proto/xep_0082_datetime.h"

using namespace Qt::StringLiterals;

namespace net::links {

namespace {

constexpr QStringView kOwnerNs = u"http://jabber.org/protocol/pubsub#owner";

quint64 revisionFrom(const QString &text)
{
    bool isNumber = false;
    const quint64 revision = text.toULongLong(&isNumber);
    return isNumber && revision <= kHighestRevision ? revision : 0; // one that could not be overtaken is none
}

QString textOf(const xml::Element &element, QStringView name)
{
    return element.childText(name, kNs).simplified().left(kLongestText);
}

std::optional<Unlinked> parseUnlinked(const xml::Element *element)
{
    const auto at = element ? xep0082::parseDateTime(element->attribute(u"at")) : std::nullopt;
    if (!at)
        return {};
    return Unlinked{*at, element->attribute(u"by").left(kLongestText), isTrue(element->attribute(u"wipe"))};
}

void addText(xml::Element &element, QStringView name, const QString &text)
{
    if (!text.isEmpty())
        element.add(name, kNs, text);
}

} // namespace

std::optional<Link> parseItem(const xep0060::Item &item)
{
    const xml::Element &element = item.payload;
    const auto since = xep0082::parseDateTime(element.attribute(u"since"));
    if (item.id.isEmpty() || item.id.size() > kLongestText || !element.is(u"link", kNs) || !since)
        return {};
    Link link;
    link.device = item.id;
    link.entry = revisionFrom(element.attribute(u"entry"));
    link.since = *since;
    link.entered = xep0082::parseDateTime(element.attribute(u"entered")).value_or(*since);
    link.resource = element.attribute(u"resource");
    link.software = textOf(element, u"software");
    link.version = textOf(element, u"version");
    link.system = textOf(element, u"system");
    link.kind = textOf(element, u"kind");
    link.name = textOf(element, u"name");
    if (const xml::Element *name = element.child(u"name", kNs))
        link.nameStamp = {revisionFrom(name->attribute(u"rev")), name->attribute(u"by").left(kLongestText)};
    for (const xml::Element *service : element.children(u"service", kNs)) {
        const QString word = service->text();
        if (isMethodWord(word) && word.size() <= kLongestService && link.services.size() < kMostServices && !link.services.contains(word))
            link.services << word;
    }
    link.services.sort();
    link.servicesStamp = {revisionFrom(element.attribute(u"services-rev")), element.attribute(u"services-by").left(kLongestText)};
    link.unlinked = parseUnlinked(element.child(u"unlinked", kNs));
    return link;
}

xep0060::Item toItem(const Link &link)
{
    xml::Element element(u"link", kNs);
    element.set(u"since", xep0082::formatDateTime(link.since));
    if (link.entered.isValid())
        element.set(u"entered", xep0082::formatDateTime(link.entered));
    element.set(u"resource", link.resource).set(u"entry", QString::number(link.entry));
    element.set(u"role", link.services.isEmpty() ? u"catch-all"_s : u"filtered"_s);
    if (link.servicesStamp.revision > 0)
        element.set(u"services-rev", QString::number(link.servicesStamp.revision)).set(u"services-by", link.servicesStamp.by);
    if (!link.name.isEmpty() || link.nameStamp.revision > 0) {
        xml::Element name(u"name", kNs);
        if (link.nameStamp.revision > 0)
            name.set(u"rev", QString::number(link.nameStamp.revision)).set(u"by", link.nameStamp.by);
        element.add(name.addText(link.name));
    }
    addText(element, u"software", link.software);
    addText(element, u"version", link.version);
    addText(element, u"system", link.system);
    addText(element, u"kind", link.kind);
    for (const QString &service : link.services)
        element.add(u"service", kNs, service);
    if (link.unlinked) {
        xml::Element unlinked(u"unlinked", kNs);
        unlinked.set(u"at", xep0082::formatDateTime(link.unlinked->at)).set(u"by", link.unlinked->by);
        if (link.unlinked->wipe)
            unlinked.set(u"wipe", u"true"_s);
        element.add(unlinked);
    }
    return {link.device, {}, element};
}

xep0060::Options publishOptions(const QString &maxItems)
{
    xep0060::Options options{{u"pubsub#access_model"_s, u"whitelist"_s}, {u"pubsub#persist_items"_s, u"true"_s}, {u"pubsub#notify_retract"_s, u"true"_s},
        {u"pubsub#send_last_published_item"_s, u"never"_s}};
    if (!maxItems.isEmpty())
        options.emplace_back(u"pubsub#max_items"_s, maxItems);
    return options;
}

xml::Element configure(const QString &maxItems)
{
    xep0004::Form form = xep0004::submission(u"http://jabber.org/protocol/pubsub#node_config"_s);
    for (const auto &[name, value] : publishOptions(maxItems)) {
        xep0004::Field field;
        field.var = name;
        field.values = {value};
        form.fields.push_back(field);
    }
    xml::Element configure(u"configure", kOwnerNs);
    configure.set(u"node", kNs.toString());
    configure.add(toElement(form));
    return xml::Element(u"pubsub", kOwnerNs).add(configure);
}

} // namespace net::links
