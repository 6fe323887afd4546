// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_access.h"

#include "net/base/method_words.h"
#include "net/proto/lexical.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0484_fast.h"

using namespace Qt::StringLiterals;

namespace net::access {

namespace {
using State = ClientSession::State;
constexpr NameTable<State, 4> kStates{{{State::Connected, u"connected"}, {State::Hibernating, u"hibernating"}, {State::Detached, u"detached"}, {State::Ended, u"ended"}}};
}

xml::Element services(const QStringList &words)
{
    xml::Element element(u"services", kNs);
    for (const QString &word : words)
        element.add(u"service", kNs, word);
    return element;
}

std::optional<QStringList> parseServices(const xml::Element &element)
{
    if (!element.is(u"services", kNs))
        return {};
    QStringList words;
    for (const xml::Element *service : element.children(u"service", kNs)) {
        if (isMethodWord(service->text()))
            words << service->text();
    }
    return words;
}

xml::Element linkTokenRequest(const QString &mechanism)
{
    return xml::Element(u"link-token", kNs).set(u"mechanism", mechanism);
}

std::optional<LinkToken> parseLinkToken(const xml::Element &element)
{
    const auto token = element.is(u"link-token", kNs) ? firstPayload(element, xep0484::parseToken) : std::nullopt;
    const QString mechanism = element.attribute(u"mechanism");
    if (!token || mechanism.isEmpty())
        return {};
    return LinkToken{mechanism, token->token, token->expiry};
}

std::optional<ClientSession> parseClientSession(const xml::Element &element)
{
    const auto state = fromName(kStates, element.attribute(u"state"));
    if (!element.is(u"session", kNs) || element.attribute(u"resource").isEmpty() || !state)
        return {};
    return ClientSession{element.attribute(u"resource"), *state, isTrue(element.attribute(u"self"))};
}

xml::Element toElement(const ClientSession &session)
{
    xml::Element element(u"session", kNs);
    element.set(u"resource", session.resource).set(u"state", toName(kStates, session.state));
    if (session.isSelf)
        element.set(u"self", u"true"_s);
    return element;
}

bool isRevoked(const xml::Element &condition)
{
    return condition.is(u"revoked", kNs);
}

} // namespace net::access
