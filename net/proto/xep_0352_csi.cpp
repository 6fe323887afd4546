// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0352_csi.h"

namespace net::xep0352 {

xml::Element active()
{
    return xml::Element(u"active", kNs);
}

xml::Element inactive()
{
    return xml::Element(u"inactive", kNs);
}

bool isOffered(const xml::Element &streamFeatures)
{
    return streamFeatures.child(u"csi", kNs);
}

} // namespace net::xep0352
