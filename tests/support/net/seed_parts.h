// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pieces of conversations with servers that have Bind 2.0 as first written, or only RFC 6120.
#include "tests/support/net/script.h"

namespace net {

inline const QByteArray kPlain = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
inline const QByteArray kScram = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism></mechanisms></stream:features>";
inline const QByteArray kSeedAfter = "<stream:features><bind xmlns='urn:xmpp:bind2:0'/><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
inline const QByteArray kClassicAfter = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
inline const QByteArray kAuth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFubmEAc2VjcmV0</auth>";
inline const QByteArray kSuccess = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
inline const QByteArray kBind = "<bind xmlns='urn:xmpp:bind2:0'/>";
inline const QByteArray kClassicBind = "<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
inline const QByteArray kEnable = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
inline const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

[[nodiscard]] QByteArray seedBound(const QByteArray &more = {}, const QByteArray &jid = "anna@example.net/x81kq0");
[[nodiscard]] QByteArray bindResult(const QByteArray &id); ///< of RFC 6120
[[nodiscard]] ServerFeatures cached(const QByteArray &before, const QByteArray &after = kSeedAfter); ///< as learned by an earlier login, over direct TLS
[[nodiscard]] SessionSettings settingsWith(const ServerFeatures &features);
/// What the session would use at its next login.
[[nodiscard]] const LearnedFacts &learned(Script &s);

} // namespace net
