// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0084_avatar.h"

#include "net/proto/lexical.h"

#include <QCryptographicHash>

namespace net::xep0084 {

std::optional<AvatarMetadata> parseMetadata(const xml::Element &e)
{
    if (!e.is(u"metadata", kMetadataNs))
        return std::nullopt;
    AvatarMetadata metadata;
    for (const xml::Element *i : e.children(u"info", kMetadataNs)) {
        AvatarInfo info;
        info.id = i->attribute(u"id").toLower();
        info.type = i->attribute(u"type");
        info.bytes = parseCount(i->attribute(u"bytes")).value_or(0);
        info.width = parseCount(i->attribute(u"width")).value_or(0);
        info.height = parseCount(i->attribute(u"height")).value_or(0);
        info.url = i->attribute(u"url");
        if (!info.id.isEmpty() && !info.type.isEmpty() && info.bytes > 0)
            metadata.infos.push_back(std::move(info));
    }
    return metadata;
}

xml::Element toElement(const AvatarMetadata &metadata)
{
    xml::Element e(u"metadata", kMetadataNs);
    for (const AvatarInfo &info : metadata.infos) {
        xml::Element i(u"info", kMetadataNs);
        i.set(u"id", info.id).set(u"type", info.type).set(u"bytes", QString::number(info.bytes));
        if (info.width > 0)
            i.set(u"width", QString::number(info.width));
        if (info.height > 0)
            i.set(u"height", QString::number(info.height));
        if (!info.url.isEmpty())
            i.set(u"url", info.url);
        e.add(std::move(i));
    }
    return e;
}

std::optional<QByteArray> parseData(const xml::Element &e)
{
    return e.is(u"data", kDataNs) ? fromWrappedBase64(e.text()) : std::nullopt;
}

xml::Element dataElement(const QByteArray &image)
{
    return xml::Element(u"data", kDataNs).addText(QString::fromLatin1(image.toBase64()));
}

QString imageId(const QByteArray &image)
{
    return QString::fromLatin1(QCryptographicHash::hash(image, QCryptographicHash::Sha1).toHex());
}

} // namespace net::xep0084
