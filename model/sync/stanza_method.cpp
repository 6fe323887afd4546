// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/stanza_method.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0060_pubsub.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

bool isCall(const net::xml::Element &message)
{
    const auto children = message.children();
    return std::any_of(children.begin(), children.end(), [](const net::xml::Element *child) { return child->ns().startsWith("urn:xmpp:jingle-message:"_L1); });
}

bool isInvitation(const net::xml::Element &message)
{
    const net::xml::Element *user = message.child(u"x", u"http://jabber.org/protocol/muc#user");
    return (user && user->child(u"invite", u"http://jabber.org/protocol/muc#user")) || message.child(u"x", u"jabber:x:conference");
}

bool isPresenceReceived(const ServiceFilter &filter, const net::xml::Element &presence, const net::Jid &from, const net::Jid &own)
{
    const QString type = presence.attribute(u"type");
    if (type == u"subscribe")
        return filter.matches(u"_request_subscription");
    const bool isNotice = type.isEmpty() || type == u"unavailable";
    return !isNotice || from.bare() == own.bare() || filter.matches(u"_notice_presence");
}

} // namespace

QString methodOf(const net::xml::Element &message)
{
    const QString type = message.attribute(u"type");
    if (type == u"error")
        return u"_error"_s;
    if (type == u"groupchat")
        return u"_message_public"_s;
    if (isCall(message))
        return u"_request_call"_s;
    if (isInvitation(message))
        return u"_notice_invitation"_s;
    if (const auto event = net::firstPayload(message, net::xep0060::parseEvent))
        return event->node == u"urn:xmpp:microblog:0" ? u"_notice_news"_s : u"_notice"_s;
    if (type == u"headline")
        return u"_notice"_s;
    return u"_message_private"_s; // receipts, markers and the like go with what they are about
}

bool isReceived(const ServiceFilter &filter, const net::xml::Element &stanza, std::optional<net::xep0280::Direction> carbon, const net::Jid &own)
{
    const auto addresses = filter.isEverything() ? std::nullopt : net::rfc6120::parseAddresses(stanza);
    if (!addresses)
        return true; // a malformed one is dropped by who reads it
    if (stanza.name() == u"presence")
        return isPresenceReceived(filter, stanza, addresses->from, own);
    if (carbon)
        return filter.matches(*carbon == net::xep0280::Direction::Sent && !isCall(stanza) ? u"_message_echo"_s : methodOf(stanza));
    const bool isOwn = addresses->from.isEmpty() || addresses->from == own.bare();
    if (isOwn && net::firstPayload(stanza, net::xep0060::parseEvent))
        return true;
    const QString method = methodOf(stanza);
    // A room's lines come to the full address of everybody who is in it.
    if (method != u"_message_public" && addresses->to == own && !own.isBare())
        return true;
    return filter.matches(method);
}

bool readsArchive(const ServiceFilter &filter)
{
    return filter.matches(u"_message_private") || filter.matches(u"_message_echo");
}

} // namespace model
