// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0184_receipts.h"

namespace net::xep0184 {

std::optional<Received> parseReceived(const xml::Element &e)
{
    const QString id = e.is(u"received", kNs) ? e.attribute(u"id") : QString();
    return id.isEmpty() ? std::nullopt : std::optional(Received{id});
}

xml::Element toElement(const Received &received)
{
    return xml::Element(u"received", kNs).set(u"id", received.id);
}

xml::Element request()
{
    return xml::Element(u"request", kNs);
}

bool wantsReceipt(const xml::Element &message)
{
    return message.child(u"request", kNs) && !message.child(u"received", kNs) && !message.attribute(u"id").isEmpty() && message.attribute(u"type") != u"error";
}

} // namespace net::xep0184
