// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/xml_mask.h"

#include "net/linking/psyc_packet.h"
#include "net/proto/kith_detach.h"
#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0484_fast.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {
namespace {

const QString &mask()
{
    static const QString text = u"[hidden]"_s;
    return text;
}

/// Text content of these is secret; an empty namespace stands for any.
struct SecretText {
    QLatin1StringView name;
    QStringView ns;
};
constexpr SecretText kSecretTexts[] = {
    {"auth"_L1, rfc6120::kSaslNs},
    {"challenge"_L1, rfc6120::kSaslNs},
    {"response"_L1, rfc6120::kSaslNs},
    {"success"_L1, rfc6120::kSaslNs},
    {"challenge"_L1, xep0388::kNs},
    {"response"_L1, xep0388::kNs},
    {"initial-response"_L1, xep0388::kNs},
    {"additional-data"_L1, xep0388::kNs},
    {"task-data"_L1, {}}, // its children too: whatever a task is about, it is about signing in
    {"ticket"_L1, detach::kNs},
    {"proof"_L1, detach::kNs},
    {"packet"_L1, psyc::kLinkNs}, // all of it: codes are proved in it and accounts given
    {"grant"_L1, psyc::kLinkNs},
    {"password"_L1, {}}, // rooms, registration, legacy authentication
    {"digest"_L1, u"jabber:iq:auth"},
};

bool hasSecretText(const xml::Element &element)
{
    return std::any_of(std::begin(kSecretTexts), std::end(kSecretTexts),
                       [&](const SecretText &secret) { return element.name() == secret.name && (secret.ns.isEmpty() || element.ns() == secret.ns); });
}

bool isSecretAttribute(const xml::Element &element, const xml::Element::Attribute &attribute)
{
    // A place is made of a part of the code (link_place.h).
    return (element.ns() == xep0484::kNs && attribute.name == u"token") || (element.ns() == detach::kNs && attribute.name == u"ticket")
        || (element.ns() == psyc::kLinkNs && attribute.name == u"place");
}

/// XEP-0363: header values of an upload slot (Authorization, Cookie).
bool isUploadHeader(const xml::Element &element)
{
    return element.name() == u"header" && element.ns() == u"urn:xmpp:http:upload:0";
}

} // namespace

xml::Element masked(const xml::Element &element)
{
    xml::Element copy(element.name(), element.ns());
    for (const auto &attribute : element.attributes())
        copy.set(attribute.name, isSecretAttribute(element, attribute) ? mask() : attribute.value, attribute.ns);
    if (hasSecretText(element) || isUploadHeader(element)) {
        if (!element.nodes().empty())
            copy.addText(mask());
        // Classic <success/> holds text only; SASL2's is not in the table, so its children are seen below.
        return copy;
    }
    for (const auto &node : element.nodes()) {
        if (const auto *child = std::get_if<xml::Element>(&node))
            copy.add(masked(*child));
        else
            copy.addText(std::get<QString>(node));
    }
    return copy;
}

QByteArray maskedBytes(const FlightPiece &piece)
{
    if (const auto *element = std::get_if<xml::Element>(&piece))
        return toBytes(FlightPiece(masked(*element)));
    return toBytes(piece);
}

} // namespace net
