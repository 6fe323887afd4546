// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6120_stanza.h"

#include "net/proto/lexical.h"

namespace net::rfc6120 {
using namespace Qt::StringLiterals;
namespace {

constexpr NameTable<IqType, 4> kIqTypes{{{IqType::Get, u"get"}, {IqType::Set, u"set"}, {IqType::Result, u"result"}, {IqType::Error, u"error"}}};

constexpr NameTable<ErrorType, 5> kErrorTypes{{
    {ErrorType::Auth, u"auth"},
    {ErrorType::Cancel, u"cancel"},
    {ErrorType::Continue, u"continue"},
    {ErrorType::Modify, u"modify"},
    {ErrorType::Wait, u"wait"},
}};

QString findCondition(const xml::Element &element)
{
    for (const xml::Element *child : element.children()) {
        if (child->ns() == kStanzaErrorNs && child->name() != u"text")
            return child->name();
    }
    for (const xml::Element *child : element.children()) {
        if (QString deeper = findCondition(*child); !deeper.isNull())
            return deeper;
    }
    return {};
}

xml::Element reply(const xml::Element &iq, IqType type)
{
    xml::Element answer(u"iq", kClientNs);
    answer.set(u"type", toName(kIqTypes, type)).set(u"to", iq.attribute(u"from")).set(u"id", iq.attribute(u"id"));
    return answer;
}

} // namespace

std::optional<StanzaKind> stanzaKind(const xml::Element &e)
{
    static constexpr NameTable<StanzaKind, 3> kinds{{{StanzaKind::Message, u"message"}, {StanzaKind::Presence, u"presence"}, {StanzaKind::Iq, u"iq"}}};
    return e.ns() == kClientNs ? fromName(kinds, e.name()) : std::nullopt;
}

std::optional<Addresses> parseAddresses(const xml::Element &stanza)
{
    Addresses found;
    for (const auto &[name, jid] : {std::pair(u"from", &found.from), std::pair(u"to", &found.to)}) {
        const QString text = stanza.attribute(name);
        if (text.isNull())
            continue;
        auto parsed = Jid::parse(text);
        if (!parsed)
            return std::nullopt;
        *jid = std::move(*parsed);
    }
    return found;
}

std::optional<IqType> iqType(const xml::Element &iq)
{
    return iq.is(u"iq", kClientNs) ? fromName(kIqTypes, iq.attribute(u"type")) : std::nullopt;
}

xml::Element makeIq(IqType type, const Jid &to, xml::Element payload, const QString &id)
{
    xml::Element iq(u"iq", kClientNs);
    iq.set(u"type", toName(kIqTypes, type)).set(u"id", id);
    if (!to.isEmpty())
        iq.set(u"to", to.toString());
    if (!payload.isNull())
        iq.add(std::move(payload));
    return iq;
}

xml::Element resultReply(const xml::Element &iq, xml::Element payload)
{
    xml::Element answer = reply(iq, IqType::Result);
    if (!payload.isNull())
        answer.add(std::move(payload));
    return answer;
}

std::optional<StanzaError> parseStanzaError(const xml::Element &element)
{
    const xml::Element *error = &element;
    if (stanzaKind(element)) {
        if (element.attribute(u"type") != u"error")
            return std::nullopt;
        error = element.child(u"error", kClientNs);
        if (!error)
            return StanzaError{ErrorType::Cancel, u"undefined-condition"_s, {}, {}}; // type='error' says so already
    } else if (!element.is(u"error", kClientNs)) {
        return std::nullopt;
    }
    StanzaError found;
    found.type = fromName(kErrorTypes, error->attribute(u"type")).value_or(ErrorType::Cancel);
    found.condition = findCondition(*error);
    if (found.condition.isNull())
        found.condition = u"undefined-condition"_s;
    found.text = error->childText(u"text", kStanzaErrorNs);
    found.by = Jid::fromString(error->attribute(u"by"));
    return found;
}

xml::Element toElement(const StanzaError &error)
{
    xml::Element e(u"error", kClientNs);
    e.set(u"type", toName(kErrorTypes, error.type));
    if (!error.by.isEmpty())
        e.set(u"by", error.by.toString());
    e.add(xml::Element(error.condition, kStanzaErrorNs));
    if (!error.text.isEmpty())
        e.add(u"text", kStanzaErrorNs, error.text);
    return e;
}

ErrorType usualErrorType(QStringView condition)
{
    for (const QStringView modify : {u"bad-request", u"jid-malformed", u"not-acceptable", u"policy-violation", u"redirect"}) {
        if (condition == modify)
            return ErrorType::Modify;
    }
    for (const QStringView wait : {u"recipient-unavailable", u"remote-server-timeout", u"resource-constraint", u"unexpected-request"}) {
        if (condition == wait)
            return ErrorType::Wait;
    }
    for (const QStringView auth : {u"forbidden", u"not-authorized", u"registration-required", u"subscription-required"}) {
        if (condition == auth)
            return ErrorType::Auth;
    }
    return ErrorType::Cancel;
}

xml::Element errorReply(const xml::Element &iq, const QString &condition, const QString &text)
{
    return reply(iq, IqType::Error).add(toElement(StanzaError{usualErrorType(condition), condition, text, {}}));
}

} // namespace net::rfc6120
