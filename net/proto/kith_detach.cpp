// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_detach.h"

#include "net/proto/xep_0082_datetime.h"

namespace net::detach {

std::optional<Detached> parseDetached(const xml::Element &element)
{
    if (!element.is(u"detached", kNs))
        return {};
    return Detached{xep0082::parseDateTime(element.attribute(u"since")).value_or(QDateTime())};
}

xml::Element toElement(const Detached &detached)
{
    xml::Element element(u"detached", kNs);
    if (detached.since.isValid())
        element.set(u"since", xep0082::formatDateTime(detached.since));
    return element;
}

} // namespace net::detach
