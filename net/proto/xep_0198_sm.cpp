// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0198_sm.h"

#include "net/proto/rfc6120_stanza.h"

using namespace Qt::StringLiterals;

namespace net::xep0198 {
namespace {

std::optional<quint32> parseH(const xml::Element &element)
{
    bool ok = false;
    const quint32 h = element.attribute(u"h").toUInt(&ok);
    return ok ? std::optional(h) : std::nullopt;
}

QString findCondition(const xml::Element &element)
{
    for (const xml::Element *child : element.children()) {
        if (child->ns() == rfc6120::kStanzaErrorNs && child->name() != u"text")
            return child->name();
        if (const QString deeper = findCondition(*child); !deeper.isEmpty())
            return deeper;
    }
    return {};
}

bool isTrue(const QString &text)
{
    return text == u"true" || text == u"1";
}

} // namespace

xml::Element enable()
{
    xml::Element element(u"enable", kNs);
    element.set(u"resume", u"true"_s);
    return element;
}

xml::Element resume(const QString &previd, quint32 h)
{
    xml::Element element(u"resume", kNs);
    element.set(u"h", QString::number(h)).set(u"previd", previd);
    return element;
}

xml::Element request()
{
    return xml::Element(u"r", kNs);
}

xml::Element ack(quint32 h)
{
    xml::Element element(u"a", kNs);
    element.set(u"h", QString::number(h));
    return element;
}

std::optional<Enabled> parseEnabled(const xml::Element &element)
{
    if (!element.is(u"enabled", kNs))
        return {};
    Enabled enabled;
    enabled.resume = isTrue(element.attribute(u"resume"));
    if (enabled.resume)
        enabled.id = element.attribute(u"id");
    enabled.max = std::chrono::seconds(element.attribute(u"max").toUInt());
    enabled.location = element.attribute(u"location");
    return enabled;
}

std::optional<Resumed> parseResumed(const xml::Element &element)
{
    const auto h = parseH(element);
    if (!element.is(u"resumed", kNs) || !h)
        return {};
    return Resumed{element.attribute(u"previd"), *h};
}

std::optional<Failed> parseFailed(const xml::Element &element)
{
    if (!element.is(u"failed", kNs))
        return {};
    return Failed{parseH(element), findCondition(element)};
}

std::optional<quint32> parseAck(const xml::Element &element)
{
    return element.is(u"a", kNs) ? parseH(element) : std::nullopt;
}

} // namespace net::xep0198
