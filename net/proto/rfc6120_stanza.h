// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6120 §8: what all stanzas have in common, IQ, stanza errors.
#include "net/base/jid.h"
#include "net/proto/rfc6120_stream.h"
#include "net/xml/element.h"

#include <optional>

namespace net::rfc6120 {

inline constexpr QStringView kStanzaErrorNs = u"urn:ietf:params:xml:ns:xmpp-stanzas";

enum class StanzaKind { Message, Presence, Iq };
[[nodiscard]] std::optional<StanzaKind> stanzaKind(const xml::Element &);

/// §8.1.1, §8.1.2. Empty: the attribute is absent, which for `from` means the own account.
struct Addresses {
    Jid from, to;
    bool operator==(const Addresses &) const = default;
};
/// nullopt when an address is there and is none: it must never be taken for an absent one.
[[nodiscard]] std::optional<Addresses> parseAddresses(const xml::Element &stanza);

enum class IqType { Get, Set, Result, Error };
[[nodiscard]] std::optional<IqType> iqType(const xml::Element &iq);
/// An iq; without `to` when that is empty (own account), without an id when that is null (who sends it adds one).
[[nodiscard]] xml::Element makeIq(IqType type, const Jid &to, xml::Element payload = {}, const QString &id = {});
/// The result of a get or set: back to its sender, with its id.
[[nodiscard]] xml::Element resultReply(const xml::Element &iq, xml::Element payload = {});

enum class ErrorType { Auth, Cancel, Continue, Modify, Wait };

/// §8.3
struct StanzaError {
    ErrorType type = ErrorType::Cancel;
    QString condition; ///< "item-not-found"; "undefined-condition" when the sender named none
    QString text; ///< in words, maybe empty
    Jid by; ///< who says it; empty when not said
    bool operator==(const StanzaError &) const = default;
};
/// Of an <error/> or of a stanza with type='error'. The condition is searched for below the element when it is not where it belongs: some servers wrap it.
[[nodiscard]] std::optional<StanzaError> parseStanzaError(const xml::Element &);
[[nodiscard]] xml::Element toElement(const StanzaError &);
/// The type that §8.3.3 recommends for a condition.
[[nodiscard]] ErrorType usualErrorType(QStringView condition);
/// The answer to an iq get or set that cannot be served.
[[nodiscard]] xml::Element errorReply(const xml::Element &iq, const QString &condition, const QString &text = {});

} // namespace net::rfc6120
