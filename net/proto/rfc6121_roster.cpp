// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6121_roster.h"

#include "net/proto/lexical.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::rfc6121 {
using namespace Qt::StringLiterals;
namespace {

constexpr NameTable<Subscription, 5> kSubscriptions{{
    {Subscription::None, u"none"},
    {Subscription::To, u"to"},
    {Subscription::From, u"from"},
    {Subscription::Both, u"both"},
    {Subscription::Remove, u"remove"},
}};

} // namespace

std::optional<RosterItem> parseRosterItem(const xml::Element &e)
{
    if (!e.is(u"item", kRosterNs))
        return std::nullopt;
    RosterItem item;
    item.jid = Jid::fromString(e.attribute(u"jid")).bare();
    if (item.jid.isEmpty())
        return std::nullopt;
    item.name = e.attribute(u"name");
    item.subscription = fromName(kSubscriptions, e.attribute(u"subscription")).value_or(Subscription::None);
    item.isAsking = e.attribute(u"ask") == u"subscribe";
    item.isApproved = isTrue(e.attribute(u"approved"));
    for (const xml::Element *group : e.children(u"group", kRosterNs)) {
        const QString name = group->text();
        if (!name.isEmpty() && !item.groups.contains(name))
            item.groups << name;
    }
    return item;
}

xml::Element toElement(const RosterItem &item)
{
    xml::Element e(u"item", kRosterNs);
    e.set(u"jid", item.jid.toString()).set(u"subscription", toName(kSubscriptions, item.subscription));
    if (!item.name.isEmpty())
        e.set(u"name", item.name);
    if (item.isAsking)
        e.set(u"ask", u"subscribe"_s);
    if (item.isApproved)
        e.set(u"approved", u"true"_s);
    for (const QString &group : item.groups)
        e.add(u"group", kRosterNs, group);
    return e;
}

std::optional<Roster> parseRoster(const xml::Element &query)
{
    if (!query.is(u"query", kRosterNs))
        return std::nullopt;
    return Roster{query.attribute(u"ver"), allPayloads(query, parseRosterItem)};
}

xml::Element toElement(const Roster &roster)
{
    xml::Element query = rosterQuery(roster.version);
    for (const RosterItem &item : roster.items)
        query.add(toElement(item));
    return query;
}

xml::Element rosterQuery(const QString &version)
{
    xml::Element query(u"query", kRosterNs);
    query.set(u"ver", version);
    return query;
}

xml::Element rosterSet(const RosterItem &item)
{
    xml::Element e = toElement(item);
    e.set(u"subscription", {}).set(u"ask", {}).set(u"approved", {});
    return xml::Element(u"query", kRosterNs).add(std::move(e));
}

xml::Element rosterRemove(const Jid &jid)
{
    RosterItem item;
    item.jid = jid;
    item.subscription = Subscription::Remove;
    return xml::Element(u"query", kRosterNs).add(toElement(item));
}

std::optional<RosterPush> parseRosterPush(const xml::Element &iq, const Jid &ownBare)
{
    const auto addresses = rfc6120::parseAddresses(iq);
    if (rfc6120::iqType(iq) != rfc6120::IqType::Set || !addresses)
        return std::nullopt;
    if (!addresses->from.isEmpty() && addresses->from != ownBare)
        return std::nullopt;
    const auto roster = firstPayload(iq, parseRoster);
    if (!roster || roster->items.size() != 1)
        return std::nullopt;
    return RosterPush{roster->version, roster->items.front()};
}

} // namespace net::rfc6121
