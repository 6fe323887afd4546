// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0440_channel_binding.h"

namespace net::xep0440 {

QStringList parseTypes(const xml::Element &features)
{
    QStringList types;
    if (const xml::Element *list = features.child(u"sasl-channel-binding", kNs)) {
        for (const xml::Element *type : list->children(u"channel-binding", kNs))
            types << type->attribute(u"type");
    }
    return types;
}

} // namespace net::xep0440
