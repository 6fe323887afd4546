// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/login_errors.h"

#include "net/proto/kith_access.h"
#include "net/proto/kith_detach.h"

using namespace Qt::StringLiterals;

namespace net {
namespace {

struct ConditionRow {
    QLatin1StringView condition;
    SessionErrorKind kind;
};

// RFC 6120 §4.9.3
constexpr ConditionRow kStreamConditions[] = {
    {"bad-format"_L1, SessionErrorKind::ProtocolError},
    {"bad-namespace-prefix"_L1, SessionErrorKind::ProtocolError},
    {"conflict"_L1, SessionErrorKind::Conflict},
    {"connection-timeout"_L1, SessionErrorKind::KeepaliveTimeout},
    {"host-gone"_L1, SessionErrorKind::HostUnknown},
    {"host-unknown"_L1, SessionErrorKind::HostUnknown},
    {"improper-addressing"_L1, SessionErrorKind::ProtocolError},
    {"internal-server-error"_L1, SessionErrorKind::ServerShutdown},
    {"invalid-namespace"_L1, SessionErrorKind::ProtocolError},
    {"invalid-xml"_L1, SessionErrorKind::ProtocolError},
    {"not-authorized"_L1, SessionErrorKind::ProtocolError},
    {"not-well-formed"_L1, SessionErrorKind::ProtocolError},
    {"policy-violation"_L1, SessionErrorKind::PolicyViolation},
    {"remote-connection-failed"_L1, SessionErrorKind::ServerShutdown},
    {"reset"_L1, SessionErrorKind::ServerShutdown},
    {"resource-constraint"_L1, SessionErrorKind::ResourceConstraint},
    {"restricted-xml"_L1, SessionErrorKind::ProtocolError},
    {"see-other-host"_L1, SessionErrorKind::ServerShutdown},
    {"system-shutdown"_L1, SessionErrorKind::ServerShutdown},
    {"unsupported-encoding"_L1, SessionErrorKind::ProtocolError},
    {"unsupported-feature"_L1, SessionErrorKind::ProtocolError},
    {"unsupported-stanza-type"_L1, SessionErrorKind::ProtocolError},
    {"unsupported-version"_L1, SessionErrorKind::ProtocolError},
};

// RFC 6120 §6.5
constexpr ConditionRow kSaslConditions[] = {
    {"aborted"_L1, SessionErrorKind::ProtocolError},
    {"account-disabled"_L1, SessionErrorKind::AccountDisabled},
    {"credentials-expired"_L1, SessionErrorKind::WrongPassword},
    {"encryption-required"_L1, SessionErrorKind::NoCommonMechanism},
    {"incorrect-encoding"_L1, SessionErrorKind::ProtocolError},
    {"invalid-authzid"_L1, SessionErrorKind::WrongPassword},
    {"invalid-mechanism"_L1, SessionErrorKind::NoCommonMechanism},
    {"malformed-request"_L1, SessionErrorKind::ProtocolError},
    {"mechanism-too-weak"_L1, SessionErrorKind::NoCommonMechanism},
    {"not-authorized"_L1, SessionErrorKind::WrongPassword},
    {"temporary-auth-failure"_L1, SessionErrorKind::TemporaryAuthFailure},
};

// RFC 5802 §7: what SCRAM itself says after e=
constexpr ConditionRow kScramErrors[] = {
    {"channel-binding-not-supported"_L1, SessionErrorKind::NoCommonMechanism},
    {"channel-bindings-dont-match"_L1, SessionErrorKind::DowngradeDetected},
    {"extensions-not-supported"_L1, SessionErrorKind::ProtocolError},
    {"invalid-encoding"_L1, SessionErrorKind::ProtocolError},
    {"no-resources"_L1, SessionErrorKind::TemporaryAuthFailure},
    {"server-does-support-channel-binding"_L1, SessionErrorKind::DowngradeDetected},
    {"unsupported-channel-binding-type"_L1, SessionErrorKind::NoCommonMechanism},
};

template<std::size_t N>
SessionErrorKind kindOf(const ConditionRow (&rows)[N], const QString &condition, SessionErrorKind otherwise)
{
    for (const ConditionRow &row : rows) {
        if (row.condition == condition)
            return row.kind;
    }
    return otherwise;
}

QString joined(const QString &condition, const QString &text)
{
    return text.isEmpty() ? condition : u"%1: %2"_s.arg(condition, text);
}

} // namespace

SessionError toSessionError(const rfc6120::StreamError &error)
{
    if (detach::isKilled(error.application))
        return {SessionErrorKind::TakenUpElsewhere, {}, joined(error.condition, error.text)};
    if (access::isRevoked(error.application))
        return {SessionErrorKind::AccessRevoked, {}, joined(error.condition, error.text)};
    return {kindOf(kStreamConditions, error.condition, SessionErrorKind::Other), {}, joined(error.condition, error.text)};
}

SessionError toSessionError(const rfc6120::SaslFailure &failure)
{
    // An unknown condition is a refusal all the same (§6.5).
    return {kindOf(kSaslConditions, failure.condition, SessionErrorKind::WrongPassword), {}, joined(failure.condition, failure.text)};
}

SessionError toSessionError(const sasl::SaslError &error)
{
    const auto kind = [&] {
        switch (error.kind) {
        case sasl::SaslErrorKind::Malformed:
        case sasl::SaslErrorKind::TooManyIterations:
        case sasl::SaslErrorKind::ExtensionRequired:
            return SessionErrorKind::ProtocolError;
        case sasl::SaslErrorKind::TooFewIterations:
        case sasl::SaslErrorKind::Downgrade:
            return SessionErrorKind::DowngradeDetected;
        case sasl::SaslErrorKind::NonceMismatch:
        case sasl::SaslErrorKind::ServerNotAuthentic:
            return SessionErrorKind::ServerNotAuthentic;
        case sasl::SaslErrorKind::ServerRefused:
            return kindOf(kScramErrors, error.detail, SessionErrorKind::WrongPassword);
        }
        return SessionErrorKind::Other;
    }();
    return {kind, {}, error.detail};
}

SessionError toSessionError(sasl::ChoiceError error)
{
    switch (error) {
    case sasl::ChoiceError::NotEncrypted:
        return {SessionErrorKind::EncryptionUnavailable, {}, u"stream not encrypted"_s};
    case sasl::ChoiceError::NothingOffered:
        return {SessionErrorKind::NoCommonMechanism, {}, u"no known mechanism offered"_s};
    case sasl::ChoiceError::NeedsPassword:
        return {SessionErrorKind::NoPassword, {}, {}};
    case sasl::ChoiceError::PlainRefused:
        return {SessionErrorKind::DowngradeDetected, {}, u"only PLAIN offered, SCRAM worked before"_s};
    case sasl::ChoiceError::BindingTypesMissing:
        return {SessionErrorKind::DowngradeDetected, {}, u"-PLUS mechanisms without channel-binding types"_s};
    case sasl::ChoiceError::PlusMissing:
        return {SessionErrorKind::DowngradeDetected, {}, u"channel-binding types without -PLUS mechanisms"_s};
    case sasl::ChoiceError::NoUsableBinding:
        return {SessionErrorKind::NoCommonMechanism, {}, u"no usable channel-binding type"_s};
    }
    return {SessionErrorKind::Other, {}, {}};
}

SessionError toSessionError(const xml::ReadError &error)
{
    return {SessionErrorKind::BadXmlFromServer, {}, error.detail};
}

SessionError toSessionError(const TransportError &error)
{
    return {SessionErrorKind::Transport, error, error.detail};
}

bool isAboutTheConversation(SessionErrorKind kind)
{
    switch (kind) {
    case SessionErrorKind::Transport:
    case SessionErrorKind::PolicyViolation:
    case SessionErrorKind::ServerShutdown:
    case SessionErrorKind::ResourceConstraint:
    case SessionErrorKind::BadXmlFromServer:
    case SessionErrorKind::ProtocolError:
    case SessionErrorKind::KeepaliveTimeout:
    case SessionErrorKind::Other:
        return true;
    case SessionErrorKind::WrongPassword:
    case SessionErrorKind::NoPassword:
    case SessionErrorKind::AccountDisabled:
    case SessionErrorKind::TemporaryAuthFailure:
    case SessionErrorKind::NoCommonMechanism:
    case SessionErrorKind::DowngradeDetected:
    case SessionErrorKind::ServerNotAuthentic:
    case SessionErrorKind::EncryptionUnavailable:
    case SessionErrorKind::HostUnknown:
    case SessionErrorKind::Conflict:
    case SessionErrorKind::TakenUpElsewhere:
    case SessionErrorKind::AccessRevoked:
    case SessionErrorKind::BindFailed:
    case SessionErrorKind::StepNotSupported:
        return false;
    }
    return false;
}

bool isAnAnswer(SessionErrorKind kind)
{
    return kind == SessionErrorKind::PolicyViolation || kind == SessionErrorKind::BadXmlFromServer || kind == SessionErrorKind::ProtocolError || kind == SessionErrorKind::Other;
}

} // namespace net
