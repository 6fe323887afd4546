// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0054_vcard.h"

#include "net/proto/lexical.h"

namespace net::xep0054 {

std::optional<VCard> parseVCard(const xml::Element &e)
{
    if (!e.is(u"vCard", kNs))
        return std::nullopt;
    VCard card;
    card.fullName = e.childText(u"FN", kNs).trimmed();
    card.nickname = e.childText(u"NICKNAME", kNs).trimmed();
    if (const xml::Element *photo = e.child(u"PHOTO", kNs)) {
        card.photo = fromWrappedBase64(photo->childText(u"BINVAL", kNs)).value_or(QByteArray());
        card.photoType = card.photo.isEmpty() ? QString() : photo->childText(u"TYPE", kNs).trimmed();
    }
    return card;
}

xml::Element toElement(const VCard &card)
{
    xml::Element e(u"vCard", kNs);
    if (!card.fullName.isEmpty())
        e.add(u"FN", kNs, card.fullName);
    if (!card.nickname.isEmpty())
        e.add(u"NICKNAME", kNs, card.nickname);
    if (!card.photo.isEmpty()) {
        xml::Element photo(u"PHOTO", kNs);
        if (!card.photoType.isEmpty())
            photo.add(u"TYPE", kNs, card.photoType);
        e.add(std::move(photo.add(u"BINVAL", kNs, QString::fromLatin1(card.photo.toBase64()))));
    }
    return e;
}

xml::Element vCardQuery()
{
    return xml::Element(u"vCard", kNs);
}

} // namespace net::xep0054
