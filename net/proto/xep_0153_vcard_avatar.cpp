// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0153_vcard_avatar.h"

namespace net::xep0153 {

std::optional<VCardUpdate> parseVCardUpdate(const xml::Element &e)
{
    if (!e.is(u"x", kNs))
        return std::nullopt;
    VCardUpdate update;
    if (const xml::Element *photo = e.child(u"photo", kNs))
        update.photo = photo->text().trimmed().toLower();
    return update;
}

xml::Element toElement(const VCardUpdate &update)
{
    xml::Element e(u"x", kNs);
    if (update.photo)
        e.add(u"photo", kNs, *update.photo);
    return e;
}

} // namespace net::xep0153
