// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0494_client_access.h"

#include "net/proto/lexical.h"
#include "net/proto/xep_0082_datetime.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace net::xep0494 {

namespace {

constexpr qsizetype kLongestText = 256;
constexpr NameTable<ClientType, 2> kTypes{{{ClientType::Session, u"session"}, {ClientType::Access, u"access"}}};
constexpr NameTable<Permission, 3> kPermissions{{{Permission::Unrestricted, u"unrestricted"}, {Permission::Normal, u"normal"}, {Permission::Restricted, u"restricted"}}};

auto tied(const Client &c)
{
    return std::tie(c.id, c.type, c.connected, c.firstSeen, c.lastSeen, c.usedPassword, c.hasGrant, c.hasFast, c.permission, c.software, c.uri, c.device);
}

void addText(xml::Element &parent, QStringView name, const QString &text)
{
    if (!text.isEmpty())
        parent.add(name, kNs, text);
}

/// Where an implementation has taken over the example with the broken xmlns, the element is still told by its name.
bool hasBelow(const xml::Element &element, QStringView name)
{
    if (element.is(name, kNs))
        return true;
    const auto children = element.children();
    return std::any_of(children.begin(), children.end(), [name](const xml::Element *child) { return hasBelow(*child, name); });
}

} // namespace

bool Client::operator==(const Client &other) const
{
    return tied(*this) == tied(other);
}

std::optional<Client> parseClient(const xml::Element &element)
{
    const xml::Element *auth = element.child(u"auth", kNs);
    const xml::Element *permission = element.child(u"permission", kNs);
    const auto type = fromName(kTypes, element.attribute(u"type"));
    const auto status = permission ? fromName(kPermissions, permission->attribute(u"status")) : std::nullopt;
    if (!element.is(u"client", kNs) || element.attribute(u"id").isEmpty() || !type || !auth || !status)
        return {};
    Client client;
    client.id = element.attribute(u"id");
    client.type = *type;
    client.connected = isTrue(element.attribute(u"connected"));
    client.firstSeen = xep0082::parseDateTime(element.childText(u"first-seen", kNs)).value_or(QDateTime());
    client.lastSeen = xep0082::parseDateTime(element.childText(u"last-seen", kNs)).value_or(QDateTime());
    client.usedPassword = auth->child(u"password", kNs);
    client.hasGrant = auth->child(u"grant", kNs);
    client.hasFast = auth->child(u"fast", kNs);
    client.permission = *status;
    if (const xml::Element *agent = element.child(u"user-agent", kNs)) {
        client.software = agent->childText(u"software", kNs).simplified().left(kLongestText);
        client.uri = agent->childText(u"uri", kNs).trimmed().left(kLongestText);
        client.device = agent->childText(u"device", kNs).simplified().left(kLongestText);
    }
    client.element = element;
    return client;
}

xml::Element toElement(const Client &client)
{
    xml::Element element(u"client", kNs);
    element.set(u"connected", client.connected ? u"true"_s : u"false"_s).set(u"id", client.id).set(u"type", toName(kTypes, client.type));
    if (client.firstSeen.isValid())
        element.add(u"first-seen", kNs, xep0082::formatDateTime(client.firstSeen));
    if (client.lastSeen.isValid())
        element.add(u"last-seen", kNs, xep0082::formatDateTime(client.lastSeen));
    xml::Element auth(u"auth", kNs);
    if (client.usedPassword)
        auth.add(xml::Element(u"password", kNs));
    if (client.hasGrant)
        auth.add(xml::Element(u"grant", kNs));
    if (client.hasFast)
        auth.add(xml::Element(u"fast", kNs));
    element.add(auth);
    element.add(xml::Element(u"permission", kNs).set(u"status", toName(kPermissions, client.permission)));
    xml::Element agent(u"user-agent", kNs);
    addText(agent, u"software", client.software);
    addText(agent, u"uri", client.uri);
    addText(agent, u"device", client.device);
    if (agent.firstChild())
        element.add(agent);
    return element;
}

xml::Element listRequest()
{
    return xml::Element(u"list", kNs);
}

std::optional<std::vector<Client>> parseClients(const xml::Element &element)
{
    if (!element.is(u"clients", kNs))
        return {};
    std::vector<Client> clients;
    for (const xml::Element *child : element.children(u"client", kNs)) {
        if (auto client = clients.size() < kMostClients ? parseClient(*child) : std::nullopt)
            clients.push_back(std::move(*client));
    }
    return clients;
}

xml::Element revoke(const QString &id)
{
    return xml::Element(u"revoke", kNs).set(u"id", id);
}

bool isPasswordResetRequired(const xml::Element &errorReply)
{
    const xml::Element *error = errorReply.child(u"error", u"jabber:client");
    return error && hasBelow(*error, u"password-reset-required");
}

} // namespace net::xep0494
