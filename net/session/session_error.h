// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <QCoreApplication>

namespace net {

/// Why a session is not live, in groups that ask for different things from the user. sessionAdvice() has the sentence.
enum class SessionErrorKind {
    Transport, ///< see SessionError::transport
    WrongPassword, ///< SASL not-authorized for a password that was not pipelined
    NoPassword, ///< neither password nor token: the user must type it
    AccountDisabled,
    TemporaryAuthFailure,
    NoCommonMechanism, ///< nothing offered that we may use (B117, B118, B120)
    DowngradeDetected, ///< XEP-0474 hash or channel-binding list does not match (B117..B119)
    ServerNotAuthentic, ///< the server could not prove that it knows the secret (SCRAM v=, B127)
    EncryptionUnavailable, ///< plain-text-only server: we do not sign in without TLS
    HostUnknown, ///< stream error host-unknown: no such domain on this server
    Conflict, ///< replaced by another connection of the same device
    TakenUpElsewhere, ///< the same session was resumed by two (D26): a copy of this profile is in use
    AccessRevoked, ///< another device of the user has taken this one's access to the account away
    PolicyViolation,
    ServerShutdown,
    ResourceConstraint,
    BadXmlFromServer, ///< malformed, restricted, or over our limits
    ProtocolError, ///< the server broke the protocol otherwise
    BindFailed,
    StepNotSupported, ///< the server wants a further sign-in step that we do not know (XEP-0388 task)
    KeepaliveTimeout,
    Other, ///< a stream error without group, see detail
};

struct SessionError {
    SessionErrorKind kind = SessionErrorKind::Other;
    std::optional<TransportError> transport;
    QString detail; ///< technical
    bool beforeTls = false; ///< said on a stream that was not encrypted yet: anybody on the way may have said it
    bool operator==(const SessionError &) const = default;

    /// Will trying again by itself help? If not the session goes Offline and waits for the user. What was said before TLS is always tried again: one forged packet must not keep an account offline.
    [[nodiscard]] bool isRetried() const;
};

/// What is wrong and what to do, one or two sentences, translated.
[[nodiscard]] QString sessionAdvice(const SessionError &error);

} // namespace net
Q_DECLARE_METATYPE(net::SessionError)
