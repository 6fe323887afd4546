// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0388_sasl2.h"

#include "net/proto/base64_text.h"

namespace net::xep0388 {
namespace {

constexpr QStringView kUpgradeNs = u"urn:xmpp:sasl:upgrade:0";

QString encoded(const QByteArray &data)
{
    return QString::fromLatin1(data.toBase64());
}

} // namespace

std::optional<Offer> parseOffer(const xml::Element &features)
{
    const xml::Element *authentication = features.child(u"authentication", kNs);
    if (!authentication)
        return {};
    Offer offer;
    for (const xml::Element *mechanism : authentication->children(u"mechanism", kNs))
        offer.mechanisms << mechanism->text().trimmed();
    for (const xml::Element *task : authentication->children(u"upgrade", kUpgradeNs))
        offer.upgradeTasks << task->text().trimmed();
    if (const xml::Element *list = authentication->child(u"inline", kNs)) {
        for (const xml::Element *feature : list->children())
            offer.inlineFeatures.push_back(*feature);
    }
    return offer;
}

xml::Element authenticate(const QString &mechanism, const std::optional<QByteArray> &initial, const UserAgent &agent)
{
    xml::Element element(u"authenticate", kNs);
    element.set(u"mechanism", mechanism);
    if (initial)
        element.add(u"initial-response", kNs, encoded(*initial));
    if (!agent.id.isEmpty()) {
        xml::Element userAgent(u"user-agent", kNs);
        userAgent.set(u"id", agent.id);
        if (!agent.software.isEmpty())
            userAgent.add(u"software", kNs, agent.software);
        if (!agent.device.isEmpty())
            userAgent.add(u"device", kNs, agent.device);
        element.add(std::move(userAgent));
    }
    return element;
}

xml::Element response(const QByteArray &data)
{
    xml::Element element(u"response", kNs);
    if (!data.isEmpty())
        element.addText(encoded(data));
    return element;
}

xml::Element abort()
{
    return xml::Element(u"abort", kNs);
}

std::optional<QByteArray> parseChallenge(const xml::Element &element)
{
    if (!element.is(u"challenge", kNs))
        return {};
    return fromBase64Text(element.text().trimmed());
}

std::optional<Success> parseSuccess(const xml::Element &element)
{
    if (!element.is(u"success", kNs))
        return {};
    Success success;
    if (const QString data = element.childText(u"additional-data", kNs); !data.isNull()) {
        const auto decoded = fromBase64Text(data.trimmed());
        if (!decoded)
            return {};
        success.additionalData = *decoded;
    }
    success.identifier = element.childText(u"authorization-identifier", kNs);
    if (success.identifier.isEmpty())
        success.identifier = element.childText(u"authorization-identity", kNs); // what XEP-0484's examples write by mistake (B106)
    return success;
}

QStringList parseTasks(const xml::Element &element)
{
    QStringList names;
    if (const xml::Element *tasks = element.child(u"tasks", kNs)) {
        for (const xml::Element *task : tasks->children(u"task", kNs))
            names << task->text().trimmed();
    }
    return names;
}

} // namespace net::xep0388
