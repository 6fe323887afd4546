// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0203_delay.h"

#include "net/proto/xep_0082_datetime.h"

namespace net::xep0203 {

std::optional<Delay> parseDelay(const xml::Element &e)
{
    const auto stamp = e.is(u"delay", kNs) ? xep0082::parseDateTime(e.attribute(u"stamp")) : std::nullopt;
    if (!stamp)
        return std::nullopt;
    return Delay{*stamp, Jid::fromString(e.attribute(u"from")), e.text()};
}

xml::Element toElement(const Delay &delay)
{
    xml::Element e(u"delay", kNs);
    e.set(u"stamp", xep0082::formatDateTime(delay.stamp));
    if (!delay.from.isEmpty())
        e.set(u"from", delay.from.toString());
    return e.addText(delay.reason);
}

} // namespace net::xep0203
