// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6121_message.h"

#include "net/proto/lexical.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::rfc6121 {
using rfc6120::kClientNs;
namespace {

constexpr NameTable<MessageType, 5> kTypes{{
    {MessageType::Normal, u"normal"},
    {MessageType::Chat, u"chat"},
    {MessageType::Groupchat, u"groupchat"},
    {MessageType::Headline, u"headline"},
    {MessageType::Error, u"error"},
}};

} // namespace

std::optional<Message> parseMessage(const xml::Element &stanza)
{
    const auto addresses = rfc6120::parseAddresses(stanza);
    if (!stanza.is(u"message", kClientNs) || !addresses)
        return std::nullopt;
    Message m;
    m.from = addresses->from;
    m.to = addresses->to;
    m.id = stanza.attribute(u"id");
    m.type = fromName(kTypes, stanza.attribute(u"type")).value_or(MessageType::Normal);
    m.bodies = parseTexts(stanza, u"body");
    m.subjects = parseTexts(stanza, u"subject");
    if (const xml::Element *thread = stanza.child(u"thread", kClientNs)) {
        m.thread = thread->text();
        if (!m.thread.isEmpty())
            m.threadParent = thread->attribute(u"parent");
    }
    return m;
}

xml::Element toElement(const Message &m)
{
    xml::Element e(u"message", kClientNs);
    if (!m.from.isEmpty())
        e.set(u"from", m.from.toString());
    if (!m.to.isEmpty())
        e.set(u"to", m.to.toString());
    if (!m.id.isEmpty())
        e.set(u"id", m.id);
    if (m.type != MessageType::Normal)
        e.set(u"type", toName(kTypes, m.type));
    addTexts(e, u"subject", m.subjects);
    addTexts(e, u"body", m.bodies);
    if (!m.thread.isEmpty()) {
        xml::Element thread(u"thread", kClientNs);
        if (!m.threadParent.isEmpty())
            thread.set(u"parent", m.threadParent);
        e.add(std::move(thread.addText(m.thread)));
    }
    return e;
}

} // namespace net::rfc6121
