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
[[nodiscard]] QByteArray tokenSuccess(const QByteArray &rest, const QString &token = noneToken().token); ///< <success/> with the server's proof for this HT-SHA-256-NONE token
/// Refusal of an attempt, as the server's choice of namespace has it.
[[nodiscard]] QByteArray saslFailure(const QByteArray &condition, const QByteArray &ns = "urn:ietf:params:xml:ns:xmpp-sasl");
/// Why it is offline, if it is, has to do with the password: what makes the window ask for one.
[[nodiscard]] bool asksForPassword(const Session &session);
/// From nothing to live with loginWithToken(features); what extensions say in the login is not looked at.
void beLive(Script &s, const QByteArray &inBound = kEnabled, const QByteArray &features = Script::prosodyFeatures());

} // namespace net
