// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0202_time.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0082_datetime.h"

namespace net::xep0202 {

std::optional<EntityTime> parseTime(const xml::Element &e)
{
    if (!e.is(u"time", kNs))
        return std::nullopt;
    const auto utc = xep0082::parseDateTime(e.childText(u"utc", kNs));
    const auto offset = xep0082::parseOffset(e.childText(u"tzo", kNs));
    if (!utc || !offset)
        return std::nullopt;
    return EntityTime{*utc, *offset};
}

xml::Element toElement(const EntityTime &time)
{
    xml::Element e = timeQuery();
    return e.add(u"tzo", kNs, xep0082::formatOffset(time.offset)).add(u"utc", kNs, xep0082::formatDateTime(time.utc));
}

xml::Element timeQuery()
{
    return xml::Element(u"time", kNs);
}

bool isTimeQuery(const xml::Element &iq)
{
    return rfc6120::iqType(iq) == rfc6120::IqType::Get && iq.child(u"time", kNs);
}

} // namespace net::xep0202
