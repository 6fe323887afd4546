// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/crypto/crypto.h"
#include "net/linking/link_code.h"

namespace net {

/// Where the two devices meet at the account's server (packaging/prosody/mod_client_access), when nothing else connects them. Who types a code knows nothing but it and the address, so the
/// place is made of them, and whatever can be guessed from a place the server can guess. It is therefore made of three of the code's eight characters only: the other 25 bits are
/// nowhere but in the exchange, in which one guess is one try (link_proof.h). So a server that wants to be in the middle is right once in eleven million codes, and then knows nothing that
/// it could not take anyway: the account is its own. Made of the whole code, however much it is stretched, it would be something to try all codes on, and the identity, its only salt, can be
/// worked on years before. Made of less, any stranger who knows the address could knock, and burn the code with three wrong tries; so he has to hit one of 32,768 places with ten
/// misses a minute. The picture leads to the same place: its key pins the other end.
inline constexpr int kPlaceCharacters = 3;

[[nodiscard]] inline QString linkPlace(const LinkCode &code, const Jid &identity)
{
    const QByteArray what = QByteArrayLiteral("kith-link-place") + '\0' + identity.bare().toString().toUtf8() + '\0' + code.plain().first(kPlaceCharacters).toLatin1();
    return QString::fromLatin1(crypto::sha256(what).first(18).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace net
