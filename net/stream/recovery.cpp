// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/recovery.h"

namespace net {
namespace {

/// Can a stale cache be behind this?
bool maybeTheCache(SessionErrorKind kind)
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
    case SessionErrorKind::BindFailed:
    case SessionErrorKind::StepNotSupported:
        return false;
    }
    return false;
}

} // namespace

void Recovery::succeeded()
{
    if (m_retried)
        ++m_disappointments;
    m_retried = false;
}

Remedy Recovery::judge(const LoginFailure &failure)
{
    if (failure.otherHost) {
        if (m_redirected)
            return Remedy::None;
        m_redirected = true;
        return Remedy::OtherHost;
    }
    if (failure.tokenLeft && !m_retried) {
        m_retried = true;
        return Remedy::QuietRetry;
    }
    if (failure.pipelined && !m_retried && maybeTheCache(failure.error.kind)) {
        m_retried = true;
        return Remedy::QuietRetry;
    }
    return Remedy::None;
}

} // namespace net
