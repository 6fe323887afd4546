// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0280_carbons.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::xep0280 {
namespace {

const xml::Element *wrapper(const xml::Element &message)
{
    const xml::Element *sent = message.child(u"sent", kNs);
    return sent ? sent : message.child(u"received", kNs);
}

} // namespace

std::optional<Carbon> parseCarbon(const xml::Element &message, const Jid &ownBare)
{
    const auto addresses = rfc6120::parseAddresses(message);
    const xml::Element *outer = wrapper(message);
    if (!message.is(u"message", rfc6120::kClientNs) || !addresses || !outer)
        return std::nullopt;
    if (!addresses->from.isEmpty() && addresses->from != ownBare)
        return std::nullopt;
    auto forwarded = firstPayload(*outer, xep0297::parseForwarded);
    if (!forwarded || rfc6120::stanzaKind(forwarded->stanza) != rfc6120::StanzaKind::Message)
        return std::nullopt;
    return Carbon{outer->name() == u"sent" ? Direction::Sent : Direction::Received, std::move(*forwarded)};
}

bool looksLikeCarbon(const xml::Element &message)
{
    return wrapper(message);
}

xml::Element toElement(const Carbon &carbon)
{
    xml::Element e(carbon.direction == Direction::Sent ? u"sent" : u"received", kNs);
    return e.add(xep0297::toElement(carbon.forwarded));
}

xml::Element enable()
{
    return xml::Element(u"enable", kNs);
}

xml::Element disable()
{
    return xml::Element(u"disable", kNs);
}

xml::Element privateMark()
{
    return xml::Element(u"private", kNs);
}

} // namespace net::xep0280
