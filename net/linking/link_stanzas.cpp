// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_stanzas.h"

#include "net/proto/base64_text.h"
#include "net/proto/lexical.h"
#include "net/proto/rfc6120_stanza.h"

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr QStringView kNs = psyc::kLinkNs;
constexpr qsizetype kMaxName = 128, kMaxPiece = 64 * 1024;

bool isName(const QString &text)
{
    return !text.isEmpty() && text.size() <= kMaxName;
}

QString base64(const QByteArray &octets)
{
    return QString::fromLatin1(octets.toBase64());
}

std::optional<QByteArray> octetsOf(const xml::Element &element)
{
    const QString text = element.text();
    const auto octets = text.size() <= kMaxPiece ? fromBase64Text(text) : std::nullopt;
    return octets && !octets->isEmpty() ? octets : std::nullopt;
}

} // namespace

xml::Element rendezvousRequest(const QString &place)
{
    return xml::Element(u"rendezvous", kNs).set(u"place", place);
}

xml::Element rendezvousEnd()
{
    return xml::Element(u"rendezvous", kNs).set(u"state", u"gone"_s);
}

std::optional<Rendezvous> parseRendezvous(const xml::Element &element)
{
    const QString place = element.attribute(u"place");
    if (!element.is(u"rendezvous", kNs) || !isName(place))
        return {};
    return Rendezvous{place, parseCount(element.attribute(u"seconds")).value_or(0)};
}

bool offersRelay(const xml::Element &features)
{
    return features.child(u"linking", kNs) != nullptr;
}

xml::Element toElement(const Relayed &relayed)
{
    xml::Element element(u"relay", kNs);
    element.set(u"place", relayed.place);
    if (!relayed.account.isEmpty())
        element.set(u"account", relayed.account);
    if (!relayed.stream.isEmpty())
        element.set(u"stream", relayed.stream);
    if (relayed.isGone)
        element.set(u"state", u"gone"_s);
    else
        element.add(u"octets", kNs, base64(relayed.octets));
    return element;
}

std::optional<Relayed> parseRelayed(const xml::Element &element)
{
    Relayed relayed{element.attribute(u"place"), element.attribute(u"account"), element.attribute(u"stream"), {}, element.attribute(u"state") == u"gone"};
    if (!element.is(u"relay", kNs) || !isName(relayed.place) || relayed.stream.size() > kMaxName)
        return {};
    if (relayed.isGone)
        return relayed;
    const xml::Element *content = element.child(u"octets", kNs);
    const auto octets = content ? octetsOf(*content) : std::nullopt;
    if (!octets)
        return {};
    relayed.octets = *octets;
    return relayed;
}

xml::Element toElement(const HistoryQuestion &question)
{
    return xml::Element(u"history", kNs).set(u"device", question.device);
}

std::optional<HistoryQuestion> parseHistoryQuestion(const xml::Element &element)
{
    const QString device = element.attribute(u"device");
    return element.is(u"history", kNs) && isName(device) ? std::optional(HistoryQuestion{device}) : std::nullopt;
}

xml::Element toElement(const HistoryPlace &place)
{
    xml::Element element(u"history", kNs);
    element.set(u"stream", place.stream).set(u"key", base64(place.key));
    for (const LinkAddress &address : place.addresses)
        element.add(u"at", kNs, toString(address));
    return element;
}

std::optional<HistoryPlace> parseHistoryPlace(const xml::Element &element)
{
    const auto key = fromBase64Text(element.attribute(u"key"));
    HistoryPlace place{element.attribute(u"stream"), {}, key.value_or(QByteArray())};
    if (!element.is(u"history", kNs) || !isName(place.stream) || place.key.size() != LinkInvitation::kKeyLength)
        return {};
    for (const xml::Element *at : element.children(u"at", kNs)) {
        const auto address = parseLinkAddress(at->text());
        if (address && place.addresses.size() < LinkInvitation::kMaxAddresses)
            place.addresses << *address;
    }
    return place;
}

xml::Element toElement(const PeerPiece &piece)
{
    xml::Element element(u"pipe", kNs);
    element.set(u"stream", piece.stream);
    if (piece.isGone)
        return element.set(u"state", u"gone"_s);
    return element.set(u"number", QString::number(piece.number)).addText(base64(piece.octets));
}

std::optional<PeerPiece> parsePeerPiece(const xml::Element &element)
{
    PeerPiece piece{element.attribute(u"stream"), 0, {}, element.attribute(u"state") == u"gone"};
    if (!element.is(u"pipe", kNs) || !isName(piece.stream))
        return {};
    if (piece.isGone)
        return piece;
    bool good = false;
    piece.number = element.attribute(u"number").toLongLong(&good);
    const auto octets = octetsOf(element);
    if (!good || !octets)
        return {};
    piece.octets = *octets;
    return piece;
}

Handled LinkStanzas::onStanza(Session &session, const xml::Element &stanza)
{
    const xml::Element *payload = stanza.firstChild();
    const auto addresses = rfc6120::parseAddresses(stanza);
    const auto type = rfc6120::iqType(stanza);
    if (!payload || payload->ns() != kNs || !addresses || (type != rfc6120::IqType::Get && type != rfc6120::IqType::Set))
        return Handled::No;
    const Jid own = session.settings().jid;
    const Jid &from = addresses->from;
    if (payload->is(u"relay", kNs)) {
        const auto relayed = from.isEmpty() || from == own ? parseRelayed(*payload) : std::nullopt;
        if (!relayed || !onRelayed || type != rfc6120::IqType::Set)
            return Handled::No;
        session.reply(rfc6120::resultReply(stanza));
        onRelayed(*relayed);
        return Handled::Yes;
    }
    if (from.bare() != own || from.resource().isEmpty() || !onPeer || !onPeer(stanza, from))
        return Handled::No;
    return Handled::Yes;
}

} // namespace net
