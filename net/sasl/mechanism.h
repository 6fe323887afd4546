// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace net::sasl {

/// Why a mechanism stopped on our side. After any of these send <abort/> (or close) and do not try another secret on this connection.
enum class SaslErrorKind {
    Malformed, ///< the server's message breaks the mechanism's grammar or comes at the wrong time
    NonceMismatch, ///< the server's nonce does not begin with ours
    TooFewIterations, ///< below RFC 7677's 4096: would make a stolen exchange cheap to guess
    TooManyIterations, ///< would keep us busy for too long
    ExtensionRequired, ///< SCRAM attribute m: the server demands something nobody has defined
    Downgrade, ///< B118, B119: somebody changed what the server offers
    ServerNotAuthentic, ///< the server could not prove that it knows the secret (SCRAM v=, B127)
    ServerRefused, ///< SCRAM e=: the server says no in the mechanism's own words
};

struct SaslError {
    SaslErrorKind kind = SaslErrorKind::Malformed;
    QString detail; ///< technical, holds no secret
    bool operator==(const SaslError &) const = default;
};

/// One authentication by one mechanism, no I/O. Octets are raw, base64 is the caller's.
///
///     initial() → (offers() when this stream's features are there) → challenge()* → success()
///
/// Used once: a second attempt takes a new object. Thread of its owner.
class Mechanism
{
public:
    virtual ~Mechanism() = default;
    [[nodiscard]] virtual QString name() const = 0; ///< as on the wire: "SCRAM-SHA-256-PLUS"
    /// The initial response; nullopt: the mechanism waits for the server to begin (B103: then no element at all).
    [[nodiscard]] virtual std::optional<QByteArray> initial() = 0;
    /// What this very stream offers, never cached features (B119). Call before the first challenge(); not needed by every mechanism.
    virtual void offers(const QStringList &mechanisms, const QStringList &channelBindingTypes, const QStringList &fastMechanisms = {})
    {
        Q_UNUSED(mechanisms)
        Q_UNUSED(channelBindingTypes)
        Q_UNUSED(fastMechanisms)
    }
    /// Answer to a <challenge/>; may be empty, which is still sent.
    [[nodiscard]] virtual Expected<QByteArray, SaslError> challenge(const QByteArray &data) = 0;
    /// The server's <success/>; a null additionalData when it sent none. An error here means: signed in at somebody who is not our server, close.
    [[nodiscard]] virtual Expected<void, SaslError> success(const QByteArray &additionalData) = 0;
    /// What was said last is all that there is to say: only <success/> or <failure/> can follow (B17). Always true after initial() of a mechanism of a single step.
    [[nodiscard]] virtual bool isSpoken() const = 0;
    /// The server (or whoever plays it) learns the secret itself: PLAIN.
    [[nodiscard]] virtual bool revealsSecret() const { return false; }
    /// success() proves that the server knows the secret: all but PLAIN.
    [[nodiscard]] virtual bool provesServer() const { return true; }
};

} // namespace net::sasl
