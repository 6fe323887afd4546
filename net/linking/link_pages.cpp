// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_pages.h"

#include "net/crypto/crypto.h"
#include "net/linking/link_hex.h"
#include "net/proto/base64_text.h"

namespace net {

psyc::Packet toPacket(const PageRequest &request)
{
    psyc::Packet packet(psyc::kPageRequest);
    packet.set(u"_tag", request.tag);
    if (!request.cursor.isEmpty())
        packet.set(u"_cursor", request.cursor);
    return packet;
}

psyc::Packet toPacket(const Page &page)
{
    psyc::Packet packet(psyc::kPage);
    packet.set(u"_tag_relay", page.relay).set(u"_hash", toHex(crypto::sha256(page.octets)));
    if (!page.next.isEmpty())
        packet.set(u"_cursor", page.next);
    packet.payload = xml::Element(u"page", psyc::kLinkNs);
    if (!page.octets.isEmpty())
        packet.payload.addText(QString::fromLatin1(page.octets.toBase64()));
    return packet;
}

std::optional<PageRequest> parsePageRequest(const psyc::Packet &packet)
{
    const QString tag = packet.value(u"_tag");
    if (packet.method != psyc::kPageRequest || tag.isEmpty())
        return {};
    return PageRequest{tag, packet.value(u"_cursor")};
}

std::optional<Page> parsePage(const psyc::Packet &packet)
{
    const QString relay = packet.value(u"_tag_relay");
    if (packet.method != psyc::kPage || relay.isEmpty() || !packet.payload.is(u"page", psyc::kLinkNs))
        return {};
    const QString text = packet.payload.text();
    if (text.size() > kMaxPageOctets / 3 * 4 + 4)
        return {};
    const auto octets = fromBase64Text(text);
    if (!octets || octets->size() > kMaxPageOctets || octetsOfHex(packet.value(u"_hash"), 32) != crypto::sha256(*octets))
        return {};
    return Page{relay, packet.value(u"_cursor"), *octets};
}

} // namespace net
