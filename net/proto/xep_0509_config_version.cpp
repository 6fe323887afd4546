// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0509_config_version.h"

namespace net::xep0509 {

std::optional<ConfigVersion> parseOffer(const xml::Element &features)
{
    const xml::Element *offer = features.child(u"config-version", kNs);
    if (!offer || offer->attribute(u"value").isEmpty())
        return {};
    return ConfigVersion{offer->attribute(u"value"), offer->attribute(u"scheme")};
}

xml::Element toElement(const ConfigVersion &version)
{
    xml::Element element(u"config-version", kNs);
    element.set(u"scheme", version.scheme.isEmpty() ? QString() : version.scheme).set(u"value", version.value);
    return element;
}

bool isMismatch(const xml::Element &failure)
{
    return failure.child(u"config-version-mismatch", kNs);
}

} // namespace net::xep0509
