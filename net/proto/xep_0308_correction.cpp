// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0308_correction.h"

namespace net::xep0308 {

std::optional<Replace> parseReplace(const xml::Element &e)
{
    const QString id = e.is(u"replace", kNs) ? e.attribute(u"id") : QString();
    return id.isEmpty() ? std::nullopt : std::optional(Replace{id});
}

xml::Element toElement(const Replace &replace)
{
    return xml::Element(u"replace", kNs).set(u"id", replace.id);
}

} // namespace net::xep0308
