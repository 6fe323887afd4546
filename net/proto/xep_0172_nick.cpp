// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0172_nick.h"

namespace net::xep0172 {

std::optional<Nick> parseNick(const xml::Element &e)
{
    const QString name = e.is(u"nick", kNs) ? e.text().simplified() : QString();
    return name.isEmpty() ? std::nullopt : std::optional(Nick{name});
}

xml::Element toElement(const Nick &nick)
{
    return xml::Element(u"nick", kNs).addText(nick.name);
}

} // namespace net::xep0172
