// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/psyc_packet.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net::psyc {

QString Packet::value(QStringView name) const
{
    const auto found = std::find_if(variables.begin(), variables.end(), [&](const Variable &variable) { return variable.name == name; });
    return found == variables.end() ? QString() : found->value;
}

Packet &Packet::set(QStringView name, const QString &value)
{
    const auto found = std::find_if(variables.begin(), variables.end(), [&](const Variable &variable) { return variable.name == name; });
    if (value.isNull()) {
        if (found != variables.end())
            variables.erase(found);
    } else if (found != variables.end()) {
        found->value = value;
    } else {
        variables.push_back({name.toString(), value});
    }
    return *this;
}

std::optional<Packet> parsePacket(const xml::Element &element)
{
    const QString method = element.attribute(u"method");
    if (!element.is(u"packet", kLinkNs) || !isKeyword(method))
        return {};
    Packet packet(method);
    for (const xml::Element *child : element.children(u"var", kLinkNs)) {
        const QString name = child->attribute(u"name");
        const QString text = child->text();
        if (!isKeyword(name) || packet.has(name) || packet.variables.size() == kMaxVariables || text.size() > kMaxValue || child->firstChild())
            return {};
        packet.set(name, text.isNull() ? u""_s : text);
    }
    const auto bodies = element.children(u"body", kLinkNs);
    const auto payloads = element.children(u"payload", kLinkNs);
    if (bodies.size() > 1 || payloads.size() > 1)
        return {};
    if (!bodies.empty()) {
        packet.body = bodies.front()->text();
        if (packet.body.size() > kMaxValue || bodies.front()->firstChild())
            return {};
    }
    if (!payloads.empty()) {
        const auto inside = payloads.front()->children();
        if (inside.size() != 1)
            return {};
        packet.payload = *inside.front();
    }
    return packet;
}

xml::Element toElement(const Packet &packet)
{
    xml::Element element(u"packet", kLinkNs);
    element.set(u"method", packet.method);
    for (const auto &[name, value] : packet.variables) {
        xml::Element variable(u"var", kLinkNs);
        variable.set(u"name", name);
        if (!value.isEmpty())
            variable.addText(value);
        element.add(std::move(variable));
    }
    if (!packet.body.isEmpty())
        element.add(u"body", kLinkNs, packet.body);
    if (!packet.payload.isNull()) {
        xml::Element payload(u"payload", kLinkNs);
        payload.add(packet.payload);
        element.add(std::move(payload));
    }
    return element;
}

Packet inNewestNames(Packet packet)
{
    const QString newest = newestName(packet.method);
    if (newest == packet.method)
        return packet;
    packet.method = newest;
    for (const QStringView name : {QStringView(u"_target"), QStringView(u"_source")}) {
        // The identity is the one that is asked, or the one that answers.
        const bool isIdentity = inherits(newest, u"_request_context") == (name == u"_target");
        if (const QString uniform = packet.value(name); isIdentity && !uniform.isEmpty() && !uniform.contains(u'#'))
            packet.set(name, linksChannel(uniform));
    }
    return packet;
}

QString linksChannel(QStringView identity)
{
    return identity.toString() + u"#_links"_s;
}

} // namespace net::psyc
