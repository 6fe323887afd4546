// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_resume.h"

#include "net/crypto/crypto.h"
#include "net/linking/link_hex.h"

namespace net {

namespace {

using Side = LinkExchange::Side;

QByteArray proof(const HistoryKnown &known, Side by, const QByteArray &binding)
{
    const QByteArray label = by == Side::Guest ? QByteArrayLiteral("kith-history-receiver") : QByteArrayLiteral("kith-history-sender");
    return crypto::hmac(crypto::Hash::Sha256, known.key, label + '\0' + known.receiver.toUtf8() + '\0' + known.sender.toUtf8() + '\0' + binding);
}

QStringView methodOf(Side by)
{
    return by == Side::Guest ? psyc::kHistoryEnter : psyc::kHistoryEntered;
}

} // namespace

psyc::Packet enterHistory(const HistoryKnown &known, Side side, const QByteArray &binding)
{
    psyc::Packet packet(methodOf(side));
    packet.set(u"_source", side == Side::Guest ? known.receiver : known.sender).set(u"_password", toHex(proof(known, side, binding)));
    return packet;
}

bool provesHistory(const psyc::Packet &packet, const HistoryKnown &known, Side by, const QByteArray &binding)
{
    return packet.method == methodOf(by) && !binding.isEmpty() && !known.key.isEmpty()
        && crypto::equalConstantTime(octetsOfHex(packet.value(u"_password"), 32), proof(known, by, binding));
}

} // namespace net
