// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pieces of conversations that several transcripts need.
#include "tests/support/net/script.h"

namespace net {

inline const QByteArray kEnabled = "<enabled xmlns='urn:xmpp:sm:3' id='sm1' resume='true' max='600'/>";
inline const QByteArray kIdentifier = "<authorization-identifier>anna@example.net/Kith~abc</authorization-identifier>";

[[nodiscard]] FastToken noneToken(); ///< HT-SHA-256-NONE, bind2.md's test vector
[[nodiscard]] SessionSettings loginWithToken(const QByteArray &features, TlsKind tls = TlsKind::Direct); ///< noneToken(), and these features cached
[[nodiscard]] QByteArray boundWith(const QByteArray &inside);
[[nodiscard]] QByteArray tokenSuccess(const QByteArray &rest); ///< <success/> with the server's proof for noneToken()
/// From nothing to live with loginWithToken(features); what extensions say in the login is not looked at.
void beLive(Script &s, const QByteArray &inBound = kEnabled, const QByteArray &features = Script::prosodyFeatures());

} // namespace net
