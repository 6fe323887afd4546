// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0199_ping.h"

#include "net/proto/rfc6120_stanza.h"

namespace net::xep0199 {

xml::Element ping()
{
    return xml::Element(u"ping", kNs);
}

bool isPing(const xml::Element &iq)
{
    return rfc6120::iqType(iq) == rfc6120::IqType::Get && iq.child(u"ping", kNs);
}

} // namespace net::xep0199
