// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6121_presence.h"

#include "net/proto/lexical.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/rfc6121_texts.h"

namespace net::rfc6121 {
using rfc6120::kClientNs;
namespace {

constexpr NameTable<PresenceType, 7> kTypes{{
    {PresenceType::Unavailable, u"unavailable"},
    {PresenceType::Subscribe, u"subscribe"},
    {PresenceType::Subscribed, u"subscribed"},
    {PresenceType::Unsubscribe, u"unsubscribe"},
    {PresenceType::Unsubscribed, u"unsubscribed"},
    {PresenceType::Probe, u"probe"},
    {PresenceType::Error, u"error"},
}};

constexpr NameTable<Show, 4> kShows{{{Show::Chat, u"chat"}, {Show::Away, u"away"}, {Show::ExtendedAway, u"xa"}, {Show::DoNotDisturb, u"dnd"}}};

int parsePriority(const QString &text)
{
    bool ok = false;
    const int value = text.trimmed().toInt(&ok);
    return ok ? qBound(-128, value, 127) : 0;
}

} // namespace

std::optional<Presence> parsePresence(const xml::Element &stanza)
{
    const auto addresses = rfc6120::parseAddresses(stanza);
    if (!stanza.is(u"presence", kClientNs) || !addresses)
        return std::nullopt;
    Presence p;
    p.from = addresses->from;
    p.to = addresses->to;
    p.id = stanza.attribute(u"id");
    if (const QString type = stanza.attribute(u"type"); !type.isNull()) {
        const auto known = fromName(kTypes, type);
        if (!known)
            return std::nullopt; // §4.7.1: not one of these means it is not presence we understand; "available" would be a guess
        p.type = *known;
    }
    p.show = fromName(kShows, stanza.childText(u"show", kClientNs).trimmed()).value_or(Show::Online);
    p.status = bestText(parseTexts(stanza, u"status"));
    p.priority = parsePriority(stanza.childText(u"priority", kClientNs));
    return p;
}

xml::Element toElement(const Presence &p)
{
    xml::Element e(u"presence", kClientNs);
    if (!p.from.isEmpty())
        e.set(u"from", p.from.toString());
    if (!p.to.isEmpty())
        e.set(u"to", p.to.toString());
    if (!p.id.isEmpty())
        e.set(u"id", p.id);
    if (p.type != PresenceType::Available)
        e.set(u"type", toName(kTypes, p.type));
    if (p.show != Show::Online)
        e.add(u"show", kClientNs, toName(kShows, p.show));
    if (!p.status.isEmpty())
        e.add(u"status", kClientNs, p.status);
    if (p.priority != 0)
        e.add(u"priority", kClientNs, QString::number(p.priority));
    return e;
}

} // namespace net::rfc6121
