// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0092_version.h"

#include "net/proto/rfc6120_stanza.h"

namespace net::xep0092 {

std::optional<Version> parseVersion(const xml::Element &e)
{
    if (!e.is(u"query", kNs) || !e.child(u"name", kNs))
        return std::nullopt;
    return Version{e.childText(u"name", kNs), e.childText(u"version", kNs), e.childText(u"os", kNs)};
}

xml::Element toElement(const Version &version)
{
    xml::Element e = versionQuery();
    e.add(u"name", kNs, version.name).add(u"version", kNs, version.version);
    if (!version.os.isEmpty())
        e.add(u"os", kNs, version.os);
    return e;
}

xml::Element versionQuery()
{
    return xml::Element(u"query", kNs);
}

bool isVersionQuery(const xml::Element &iq)
{
    return rfc6120::iqType(iq) == rfc6120::IqType::Get && iq.child(u"query", kNs);
}

} // namespace net::xep0092
