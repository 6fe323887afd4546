// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_detach.h"

#include "net/proto/xep_0082_datetime.h"

using namespace Qt::StringLiterals;

namespace net::detach {

bool isOffered(const xml::Element &features)
{
    return features.child(u"detach", kNs) != nullptr;
}

xml::Element prepare(const QByteArray &publicKey)
{
    xml::Element element(u"prepare", kNs);
    element.add(u"key", kNs, QString::fromLatin1(publicKey.toBase64()));
    return element;
}

std::optional<Prepared> parsePrepared(const xml::Element &element)
{
    const QString ticket = element.childText(u"ticket", kNs).trimmed();
    if (!element.is(u"prepared", kNs) || ticket.isEmpty())
        return {};
    return Prepared{ticket, std::chrono::seconds(element.attribute(u"max").toUInt()), element.attribute(u"groupchat") == u"mentions"};
}

xml::Element detach()
{
    return xml::Element(u"detach", kNs);
}

QByteArray signedOctets(const QString &ticket, const QString &previd, const QByteArray &exporter)
{
    return QByteArrayList{"kith-detach-0"_ba, ticket.toUtf8(), previd.toUtf8(), "tls-exporter"_ba, exporter}.join('\0');
}

xml::Element proof(const QString &ticket, const QByteArray &signature)
{
    xml::Element element(u"proof", kNs);
    element.set(u"ticket", ticket).set(u"binding", u"tls-exporter"_s).addText(QString::fromLatin1(signature.toBase64()));
    return element;
}

bool isKilled(const xml::Element &condition)
{
    return condition.is(u"killed", kNs);
}

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
