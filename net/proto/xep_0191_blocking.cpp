// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0191_blocking.h"

#include "net/proto/lexical.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::xep0191 {
namespace {

constexpr NameTable<BlockChange::Kind, 2> kKinds{{{BlockChange::Kind::Block, u"block"}, {BlockChange::Kind::Unblock, u"unblock"}}};

xml::Element withItems(xml::Element e, const std::vector<Jid> &jids)
{
    for (const Jid &jid : jids)
        e.add(xml::Element(u"item", kNs).set(u"jid", jid.toString()));
    return e;
}

} // namespace

std::optional<BlockList> parseBlockList(const xml::Element &e)
{
    if (!e.is(u"blocklist", kNs))
        return std::nullopt;
    BlockList list;
    for (const xml::Element *item : e.children(u"item", kNs)) {
        if (Jid jid = Jid::fromString(item->attribute(u"jid")); !jid.isEmpty())
            list.jids.push_back(std::move(jid));
    }
    return list;
}

xml::Element toElement(const BlockList &list)
{
    return withItems(blockListQuery(), list.jids);
}

xml::Element blockListQuery()
{
    return xml::Element(u"blocklist", kNs);
}

std::optional<BlockChange> parseBlockChange(const xml::Element &e)
{
    const auto kind = e.ns() == kNs ? fromName(kKinds, e.name()) : std::nullopt;
    if (!kind)
        return std::nullopt;
    BlockChange change{*kind, {}};
    for (const xml::Element *item : e.children(u"item", kNs)) {
        const Jid jid = Jid::fromString(item->attribute(u"jid"));
        if (jid.isEmpty())
            return std::nullopt;
        change.jids.push_back(jid);
    }
    if (change.kind == BlockChange::Kind::Block && change.jids.empty())
        return std::nullopt;
    return change;
}

xml::Element toElement(const BlockChange &change)
{
    return withItems(xml::Element(toName(kKinds, change.kind), kNs), change.jids);
}

std::optional<BlockChange> parsePush(const xml::Element &iq, const Jid &ownBare)
{
    const auto addresses = rfc6120::parseAddresses(iq);
    if (rfc6120::iqType(iq) != rfc6120::IqType::Set || !addresses || (!addresses->from.isEmpty() && addresses->from != ownBare))
        return std::nullopt;
    return firstPayload(iq, parseBlockChange);
}

bool isBlockedError(const xml::Element &stanza)
{
    const xml::Element *error = stanza.attribute(u"type") == u"error" ? stanza.child(u"error", rfc6120::kClientNs) : nullptr;
    return error && error->child(u"blocked", kErrorsNs);
}

} // namespace net::xep0191
