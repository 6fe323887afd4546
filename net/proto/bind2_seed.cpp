// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/bind2_seed.h"

namespace net::xep0386seed {

xml::Element bind()
{
    return xml::Element(u"bind", kNs);
}

xml::Element unreadRequest()
{
    return xml::Element(u"unreads", kNs);
}

Unreads parseUnreads(const xml::Element &bound)
{
    Unreads result;
    if (const xml::Element *latest = bound.child(u"latest-id", kNs))
        result.latestId = latest->text();
    const xml::Element *list = bound.child(u"unreads", kNs);
    if (!list)
        return result;
    result.unreads.emplace();
    for (const xml::Element *unread : list->children(u"unread", kNs)) {
        const Jid jid = Jid::fromString(unread->attribute(u"jid"));
        const int count = unread->attribute(u"unread-count").toInt();
        if (!jid.isEmpty() && jid.isBare() && count > 0)
            result.unreads->push_back({jid, unread->attribute(u"read-id"), count});
    }
    return result;
}

std::optional<Jid> parseBoundJid(const xml::Element &bound)
{
    const xml::Element *jid = bound.is(u"bound", kNs) ? bound.child(u"jid", kNs) : nullptr;
    const Jid full = jid ? Jid::fromString(jid->text()) : Jid();
    if (full.isEmpty() || full.isBare())
        return {};
    return full;
}

} // namespace net::xep0386seed
