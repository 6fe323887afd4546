// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0359_stanza_ids.h"

#include "net/proto/payload.h"

namespace net::xep0359 {

std::optional<StanzaId> parseStanzaId(const xml::Element &e)
{
    if (!e.is(u"stanza-id", kNs))
        return std::nullopt;
    StanzaId found{e.attribute(u"id"), Jid::fromString(e.attribute(u"by"))};
    if (found.id.isEmpty() || found.by.isEmpty())
        return std::nullopt;
    return found;
}

xml::Element toElement(const StanzaId &stanzaId)
{
    return xml::Element(u"stanza-id", kNs).set(u"id", stanzaId.id).set(u"by", stanzaId.by.toString());
}

QString stanzaIdBy(const xml::Element &message, const Jid &by)
{
    QString found;
    for (const StanzaId &candidate : allPayloads(message, parseStanzaId)) {
        if (candidate.by != by)
            continue;
        if (!found.isNull())
            return {};
        found = candidate.id;
    }
    return found;
}

std::optional<OriginId> parseOriginId(const xml::Element &e)
{
    const QString id = e.is(u"origin-id", kNs) ? e.attribute(u"id") : QString();
    return id.isEmpty() ? std::nullopt : std::optional(OriginId{id});
}

xml::Element toElement(const OriginId &originId)
{
    return xml::Element(u"origin-id", kNs).set(u"id", originId.id);
}

} // namespace net::xep0359
