// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0388_sasl2.h"

#include "net/proto/base64_text.h"
#include "net/proto/xep_0480_upgrade.h"

#include <utility>

namespace net::xep0388 {
namespace {

QString encoded(const QByteArray &data)
{
    return QString::fromLatin1(data.toBase64());
}

/// Null when there is none; nullopt when it is no base64.
std::optional<QByteArray> additionalData(const xml::Element &element)
{
    const QString data = element.childText(u"additional-data", kNs);
    if (data.isNull())
        return QByteArray();
    return fromBase64Text(data.trimmed());
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
    for (const xml::Element *task : authentication->children(u"upgrade", xep0480::kNs))
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
    const auto data = additionalData(element);
    if (!data)
        return {};
    success.additionalData = *data;
    success.identifier = element.childText(u"authorization-identifier", kNs);
    if (success.identifier.isEmpty())
        success.identifier = element.childText(u"authorization-identity", kNs); // what XEP-0484's examples write by mistake (B106)
    return success;
}

std::optional<Continue> parseContinue(const xml::Element &element)
{
    if (!element.is(u"continue", kNs))
        return {};
    Continue result;
    const auto data = additionalData(element);
    if (!data)
        return {};
    result.additionalData = *data;
    if (const xml::Element *tasks = element.child(u"tasks", kNs)) {
        for (const xml::Element *task : tasks->children(u"task", kNs))
            result.tasks << task->text().trimmed();
    }
    return result;
}

xml::Element next(const QString &task)
{
    xml::Element element(u"next", kNs);
    element.set(u"task", task);
    return element;
}

xml::Element taskData(xml::Element payload)
{
    xml::Element element(u"task-data", kNs);
    element.add(std::move(payload));
    return element;
}

} // namespace net::xep0388
