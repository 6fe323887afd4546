// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_grant.h"

#include "net/linking/psyc_packet.h"
#include "net/proto/lexical.h"
#include "net/proto/xep_0082_datetime.h"

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr QStringView kNs = psyc::kLinkNs;
constexpr qsizetype kMaxSecret = 4096, kMaxName = 200, kMaxHost = 255; // characters
constexpr qsizetype kMaxAuthority = 64 * 1024, kMaxTrust = 128 * 1024; // octets

QString base64(const QByteArray &octets)
{
    return QString::fromLatin1(octets.toBase64());
}

// The only child with that name, or null. False: there are several.
bool onlyChild(const xml::Element &parent, QStringView name, const xml::Element *&child)
{
    const auto all = parent.children(name, kNs);
    child = all.empty() ? nullptr : all.front();
    return all.size() <= 1;
}

bool readOctets(const xml::Element *element, qsizetype limit, QByteArray &into)
{
    if (!element)
        return true;
    const auto octets = fromWrappedBase64(element->text());
    if (!octets || octets->isEmpty() || octets->size() > limit)
        return false;
    into = *octets;
    return true;
}

std::optional<qint64> count(const xml::Element &element, QStringView name)
{
    bool good = false;
    const qint64 number = element.attribute(name).toLongLong(&good);
    return good && number >= 0 ? std::optional(number) : std::nullopt;
}

bool readAccess(const xml::Element &grant, LinkGrant &into)
{
    const xml::Element *token = nullptr, *password = nullptr;
    if (!onlyChild(grant, u"token", token) || !onlyChild(grant, u"password", password) || (token == nullptr) == (password == nullptr))
        return false;
    const QString secret = (token ? token : password)->text();
    if (secret.isEmpty() || secret.size() > kMaxSecret)
        return false;
    if (password) {
        into.access = AccountPassword{secret};
        return true;
    }
    OneTimeToken given{token->attribute(u"mechanism"), secret, {}};
    if (const QString expiry = token->attribute(u"expiry"); !expiry.isNull()) {
        const auto when = xep0082::parseDateTime(expiry);
        if (!when)
            return false;
        given.expiry = *when;
    }
    const bool named = !given.mechanism.isEmpty() && given.mechanism.size() <= kMaxName;
    into.access = std::move(given);
    return named;
}

bool readServer(const xml::Element &grant, LinkGrant &into)
{
    const xml::Element *server = nullptr, *authority = nullptr;
    if (!onlyChild(grant, u"server", server) || !onlyChild(grant, u"authority", authority) || !readOctets(authority, kMaxAuthority, into.authority))
        return false;
    if (!server)
        return true;
    const auto port = parseCount(server->attribute(u"port"));
    into.host = server->attribute(u"host");
    into.startTls = server->attribute(u"starttls") == u"true";
    if (!port || *port < 1 || *port > 65535 || into.host.isEmpty() || into.host.size() > kMaxHost)
        return false;
    into.port = quint16(*port);
    return true;
}

bool readHistory(const xml::Element &grant, LinkGrant &into)
{
    const xml::Element *history = nullptr;
    if (!onlyChild(grant, u"history", history))
        return false;
    if (!history)
        return true;
    const auto messages = count(*history, u"messages"), octets = count(*history, u"octets");
    const xml::Element *key = nullptr;
    LinkGrant::History offered;
    if (!messages || !octets || !onlyChild(*history, u"key", key) || !readOctets(key, kHistoryKeyLength, offered.key))
        return false;
    offered.messages = *messages;
    offered.octets = *octets;
    offered.device = history->attribute(u"device");
    // Both or neither: a key without a device is of no use, and the other way round.
    const bool whole = offered.key.isEmpty() ? offered.device.isEmpty() : offered.key.size() == kHistoryKeyLength && !offered.device.isEmpty();
    into.history = std::move(offered);
    return whole && into.history->device.size() <= kMaxName;
}

} // namespace

std::optional<LinkGrant> parseGrant(const xml::Element &element)
{
    const auto account = Jid::parse(element.attribute(u"account"));
    if (!element.is(u"grant", kNs) || !account || !account->isBare() || account->local().isEmpty())
        return {};
    LinkGrant grant;
    grant.account = *account;
    const xml::Element *name = nullptr, *trust = nullptr;
    if (!readAccess(element, grant) || !readServer(element, grant) || !readHistory(element, grant) || !onlyChild(element, u"name", name) || !onlyChild(element, u"trust", trust)
        || !readOctets(trust, kMaxTrust, grant.trust))
        return {};
    if (name)
        grant.deviceName = name->text();
    for (const xml::Element *service : element.children(u"service", kNs)) {
        if (grant.services.size() == psyc::kMaxFilters)
            return {};
        grant.services << service->text();
    }
    // A filter that is none must not become "everything".
    return grant.deviceName.size() <= kMaxName && psyc::areFilters(grant.services) ? std::optional(grant) : std::nullopt;
}

xml::Element toElement(const LinkGrant &grant)
{
    xml::Element element(u"grant", kNs);
    element.set(u"account", grant.account.toString());
    if (const auto *given = std::get_if<OneTimeToken>(&grant.access)) {
        xml::Element token(u"token", kNs);
        token.set(u"mechanism", given->mechanism).addText(given->token);
        if (given->expiry.isValid())
            token.set(u"expiry", xep0082::formatDateTime(given->expiry));
        element.add(std::move(token));
    } else {
        element.add(u"password", kNs, std::get<AccountPassword>(grant.access).password);
    }
    if (!grant.host.isEmpty()) {
        xml::Element server(u"server", kNs);
        server.set(u"host", grant.host).set(u"port", QString::number(grant.port));
        if (grant.startTls)
            server.set(u"starttls", u"true"_s);
        element.add(std::move(server));
    }
    if (!grant.authority.isEmpty())
        element.add(u"authority", kNs, base64(grant.authority));
    if (!grant.deviceName.isEmpty())
        element.add(u"name", kNs, grant.deviceName);
    for (const QString &service : grant.services)
        element.add(u"service", kNs, service);
    if (!grant.trust.isEmpty())
        element.add(u"trust", kNs, base64(grant.trust));
    if (grant.history) {
        xml::Element history(u"history", kNs);
        history.set(u"messages", QString::number(grant.history->messages)).set(u"octets", QString::number(grant.history->octets));
        if (!grant.history->key.isEmpty())
            history.set(u"device", grant.history->device).add(u"key", kNs, base64(grant.history->key));
        element.add(std::move(history));
    }
    return element;
}

} // namespace net
