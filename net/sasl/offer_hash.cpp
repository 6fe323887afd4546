// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/offer_hash.h"

#include <algorithm>

namespace net::sasl {

namespace {

// i;octet collation (RFC 4790 §9.3): by the octets of UTF-8, not by UTF-16 units or by locale.
QByteArray sortedAndJoined(const QStringList &names)
{
    QByteArrayList octets;
    for (const QString &name : names)
        octets << name.toUtf8();
    std::sort(octets.begin(), octets.end());
    return octets.join('\x1e');
}

} // namespace

QByteArray offerHash(crypto::Hash hash, const QStringList &mechanisms, const QStringList &channelBindingTypes)
{
    QByteArray text = sortedAndJoined(mechanisms);
    if (!channelBindingTypes.isEmpty())
        text += '\x1f' + sortedAndJoined(channelBindingTypes);
    return crypto::hash(hash, text).toBase64();
}

} // namespace net::sasl
