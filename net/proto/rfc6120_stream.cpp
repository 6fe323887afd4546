// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6120_stream.h"

#include "net/proto/base64_text.h"

using namespace Qt::StringLiterals;

namespace net::rfc6120 {
namespace {

constexpr QStringView kXmlNs = u"http://www.w3.org/XML/1998/namespace";

QString encoded(const QByteArray &data)
{
    // §6.4.2: "=" is an empty payload, nothing at all is no payload.
    return data.isEmpty() ? u"="_s : QString::fromLatin1(data.toBase64());
}

} // namespace

xml::Element streamHeader(const Jid &from, const QString &to)
{
    xml::Element header(u"stream", kStreamNs);
    if (!from.isEmpty())
        header.set(u"from", from.toString());
    header.set(u"to", to).set(u"version", u"1.0"_s).set(u"lang", u"en"_s, kXmlNs);
    return header;
}

bool speaksVersion1(const xml::Element &header)
{
    return header.attribute(u"version").section(u'.', 0, 0).toInt() >= 1;
}

bool isFeatures(const xml::Element &element)
{
    return element.is(u"features", kStreamNs);
}

bool isStanza(const xml::Element &element)
{
    return element.ns() == kClientNs && (element.name() == u"message" || element.name() == u"presence" || element.name() == u"iq");
}

std::optional<StreamError> parseStreamError(const xml::Element &element)
{
    if (!element.is(u"error", kStreamNs))
        return {};
    StreamError error;
    for (const xml::Element *child : element.children()) {
        if (child->ns() != kStreamErrorNs) {
            if (error.application.isNull())
                error.application = *child;
            continue;
        }
        if (child->name() == u"text") {
            error.text = child->text();
        } else if (error.condition.isEmpty()) {
            error.condition = child->name();
            if (child->name() == u"see-other-host")
                error.otherHost = child->text().trimmed();
        }
    }
    return error;
}

std::optional<HostPort> parseHostPort(const QString &text)
{
    HostPort result;
    QString port;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 2)
            return {};
        result.host = text.mid(1, end - 1);
        port = text.mid(end + 1);
        if (!port.isEmpty() && !port.startsWith(u':'))
            return {};
        port = port.mid(1);
    } else if (text.count(u':') > 1) {
        result.host = text; // an IPv6 address without brackets cannot carry a port
    } else {
        result.host = text.section(u':', 0, 0);
        port = text.section(u':', 1);
    }
    if (!port.isEmpty()) {
        bool ok = false;
        result.port = port.toUShort(&ok);
        if (!ok || result.port == 0)
            return {};
    }
    if (result.host.isEmpty())
        return {};
    return result;
}

xml::Element saslAuth(const QString &mechanism, const std::optional<QByteArray> &initial)
{
    xml::Element auth(u"auth", kSaslNs);
    auth.set(u"mechanism", mechanism);
    if (initial)
        auth.addText(encoded(*initial));
    return auth;
}

xml::Element saslResponse(const QByteArray &data)
{
    xml::Element response(u"response", kSaslNs);
    if (!data.isEmpty())
        response.addText(encoded(data));
    return response;
}

xml::Element saslAbort()
{
    return xml::Element(u"abort", kSaslNs);
}

std::optional<QByteArray> saslPayload(const xml::Element &element)
{
    const QString text = element.text().trimmed();
    if (text.isEmpty())
        return QByteArray();
    if (text == u"=")
        return QByteArray("");
    return fromBase64Text(text);
}

std::optional<SaslFailure> parseSaslFailure(const xml::Element &element)
{
    if (element.name() != u"failure")
        return {};
    SaslFailure failure;
    for (const xml::Element *child : element.children()) {
        if (child->name() == u"text")
            failure.text = child->text();
        else if (failure.condition.isEmpty())
            failure.condition = child->name();
    }
    return failure;
}

xml::Element bindRequest(const QString &id, const QString &resource)
{
    xml::Element bind(u"bind", kBindNs);
    if (!resource.isEmpty())
        bind.add(u"resource", kBindNs, resource);
    xml::Element iq(u"iq", kClientNs);
    iq.set(u"type", u"set"_s).set(u"id", id).add(std::move(bind));
    return iq;
}

std::optional<Jid> parseBindResult(const xml::Element &iq)
{
    const xml::Element *bind = iq.child(u"bind", kBindNs);
    if (!bind)
        return {};
    const auto jid = Jid::parse(bind->childText(u"jid", kBindNs));
    if (!jid || jid->isBare())
        return {};
    return *jid;
}

xml::Element sessionRequest(const QString &id)
{
    xml::Element iq(u"iq", kClientNs);
    iq.set(u"type", u"set"_s).set(u"id", id).add(xml::Element(u"session", kSessionNs));
    return iq;
}

} // namespace net::rfc6120
