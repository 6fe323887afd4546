// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6120: what is on a stream beside stanzas: header, stream errors, STARTTLS, classic SASL, resource binding; and RFC 3921's session request.
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QByteArray>

#include <optional>

namespace net::rfc6120 {

inline constexpr QStringView kStreamNs = u"http://etherx.jabber.org/streams";
inline constexpr QStringView kClientNs = u"jabber:client";
inline constexpr QStringView kStreamErrorNs = u"urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr QStringView kTlsNs = u"urn:ietf:params:xml:ns:xmpp-tls";
inline constexpr QStringView kSaslNs = u"urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr QStringView kBindNs = u"urn:ietf:params:xml:ns:xmpp-bind";
inline constexpr QStringView kSessionNs = u"urn:ietf:params:xml:ns:xmpp-session"; ///< RFC 3921 §3, gone since 2011 but still asked for

/// §4.7. An empty `from` is left out: before TLS an address is nobody's business (§4.7.1).
[[nodiscard]] xml::Element streamHeader(const Jid &from, const QString &to);
/// §4.2: version 1.0 or a later 1.x; without it the other side will never send features.
[[nodiscard]] bool speaksVersion1(const xml::Element &header);
[[nodiscard]] bool isFeatures(const xml::Element &element);
/// message, presence or iq of the stream's default namespace: what XEP-0198 counts (D48).
[[nodiscard]] bool isStanza(const xml::Element &element);

/// §4.9
struct StreamError {
    QString condition; ///< "conflict", "see-other-host", …; empty when the server named none
    QString text;
    QString otherHost; ///< content of <see-other-host/>
    xml::Element application{}; ///< §4.9.4: what the server has to say beyond that, null: nothing
    bool operator==(const StreamError &) const = default;
};
[[nodiscard]] std::optional<StreamError> parseStreamError(const xml::Element &element);

/// §4.9.3.19: "host", "host:port", "[v6]:port".
struct HostPort {
    QString host;
    quint16 port = 0; ///< 0: not said
    bool operator==(const HostPort &) const = default;
};
[[nodiscard]] std::optional<HostPort> parseHostPort(const QString &text);

// Classic SASL (§6). Payloads are raw octets; base64 and its "=" for an empty one happen here.
[[nodiscard]] xml::Element saslAuth(const QString &mechanism, const std::optional<QByteArray> &initial);
[[nodiscard]] xml::Element saslResponse(const QByteArray &data);
[[nodiscard]] xml::Element saslAbort();
/// Content of <challenge/> or <success/>: null when there is none; nullopt when it is no base64.
[[nodiscard]] std::optional<QByteArray> saslPayload(const xml::Element &element);

/// <failure/> of classic SASL and of SASL2 (some servers mix the namespaces of the condition: matched by local name).
struct SaslFailure {
    QString condition;
    QString text;
    bool operator==(const SaslFailure &) const = default;
};
[[nodiscard]] std::optional<SaslFailure> parseSaslFailure(const xml::Element &element);

/// §7: without a resource the server makes one.
[[nodiscard]] xml::Element bindRequest(const QString &id, const QString &resource);
[[nodiscard]] std::optional<Jid> parseBindResult(const xml::Element &iq);
[[nodiscard]] xml::Element sessionRequest(const QString &id);

} // namespace net::rfc6120
