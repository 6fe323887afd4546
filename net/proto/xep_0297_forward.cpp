// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0297_forward.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::xep0297 {

std::optional<Forwarded> parseForwarded(const xml::Element &e)
{
    if (!e.is(u"forwarded", kNs))
        return std::nullopt;
    Forwarded forwarded;
    for (const xml::Element *child : e.children()) {
        if (!rfc6120::stanzaKind(*child))
            continue;
        if (!forwarded.stanza.isNull())
            return std::nullopt;
        forwarded.stanza = *child;
    }
    if (forwarded.stanza.isNull())
        return std::nullopt;
    forwarded.delay = firstPayload(e, xep0203::parseDelay);
    return forwarded;
}

xml::Element toElement(const Forwarded &forwarded)
{
    xml::Element e(u"forwarded", kNs);
    if (forwarded.delay)
        e.add(xep0203::toElement(*forwarded.delay));
    return e.add(forwarded.stanza);
}

} // namespace net::xep0297
