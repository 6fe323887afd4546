// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0333_markers.h"

namespace net::xep0333 {

std::optional<Displayed> parseDisplayed(const xml::Element &e)
{
    const QString id = e.is(u"displayed", kNs) ? e.attribute(u"id") : QString();
    return id.isEmpty() ? std::nullopt : std::optional(Displayed{id});
}

xml::Element toElement(const Displayed &displayed)
{
    return xml::Element(u"displayed", kNs).set(u"id", displayed.id);
}

xml::Element markable()
{
    return xml::Element(u"markable", kNs);
}

bool isMarkable(const xml::Element &message)
{
    return message.child(u"markable", kNs) && !message.child(u"displayed", kNs);
}

} // namespace net::xep0333
