// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_code.h"

#include <QHostAddress>

namespace net {

/// Where a device listens.
struct LinkAddress {
    QHostAddress host;
    quint16 port = 0;
    bool operator==(const LinkAddress &) const = default;
};
/// "192.0.2.7:40123", "[2001:db8::7]:40123".
[[nodiscard]] QString toString(const LinkAddress &);
/// An address of the network, never a name: nothing is looked up for what a picture says. nullopt too for port 0, scopes, broadcast and the like.
[[nodiscard]] std::optional<LinkAddress> parseLinkAddress(QStringView text);

/// What the QR says: xmpp:anna@example.org?kith-link;code=K7QM2XRD;at=192.0.2.7:40123;key=…  (RFC 5122 §2.7). Value type, any thread. Secret, as its code is.
struct LinkInvitation {
    static constexpr int kKeyLength = 32; ///< octets: SHA-256 of the listener's public key (SPKI)
    static constexpr qsizetype kMaxAddresses = 6; ///< more make the picture too fine for a camera

    Jid identity;
    LinkCode code;
    QList<LinkAddress> addresses; ///< in the order in which they should be tried; empty: only through the server
    QByteArray key; ///< of kKeyLength when there are addresses; may be empty when there are none
    bool operator==(const LinkInvitation &) const = default;
};

[[nodiscard]] QString toUri(const LinkInvitation &);
/// nullopt: not such a URI, or one with anything in it that is malformed or there twice. What is not known is skipped.
[[nodiscard]] std::optional<LinkInvitation> parseInvitation(const QString &uri);

} // namespace net
