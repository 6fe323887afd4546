// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/session_error.h"

#include "net/transport/dialer.h"

namespace net {
namespace {

bool isTransportRetried(TransportErrorKind kind)
{
    switch (kind) {
    case TransportErrorKind::HostNotFound: // also what a machine without a network sees
    case TransportErrorKind::ConnectionRefused:
    case TransportErrorKind::NetworkUnreachable:
    case TransportErrorKind::TimedOut:
    case TransportErrorKind::ProxyFailed:
    case TransportErrorKind::RemoteClosed:
    case TransportErrorKind::TlsFailed:
    // A wrong certificate is often a hotel's log-in page that goes away, or renewed by the server's keeper in the night. Nothing secret is said before it is right.
    case TransportErrorKind::CertificateUntrusted:
    case TransportErrorKind::CertificateExpired:
    case TransportErrorKind::CertificateWrongHost:
    case TransportErrorKind::CertificateRevoked:
        return true;
    case TransportErrorKind::ServiceRefused: // a DNS answer, which anybody may have given
        return true;
    case TransportErrorKind::CertificateFileUnreadable:
        return false;
    }
    return true;
}

struct Text {
    Q_DECLARE_TR_FUNCTIONS(net::SessionError)
};

} // namespace

bool SessionError::isRetried() const
{
    if (beforeTls)
        return true;
    switch (kind) {
    case SessionErrorKind::Transport:
        return !transport || isTransportRetried(transport->kind);
    case SessionErrorKind::TemporaryAuthFailure:
    case SessionErrorKind::PolicyViolation:
    case SessionErrorKind::ServerShutdown:
    case SessionErrorKind::ResourceConstraint:
    case SessionErrorKind::BadXmlFromServer:
    case SessionErrorKind::ProtocolError:
    case SessionErrorKind::BindFailed:
    case SessionErrorKind::KeepaliveTimeout:
    case SessionErrorKind::Other:
        return true;
    case SessionErrorKind::WrongPassword:
    case SessionErrorKind::NoPassword:
    case SessionErrorKind::AccountDisabled:
    case SessionErrorKind::NoCommonMechanism:
    case SessionErrorKind::DowngradeDetected:
    case SessionErrorKind::ServerNotAuthentic:
    case SessionErrorKind::EncryptionUnavailable:
    case SessionErrorKind::HostUnknown:
    case SessionErrorKind::Conflict:
    case SessionErrorKind::TakenUpElsewhere:
    case SessionErrorKind::AccessRevoked:
    case SessionErrorKind::StepNotSupported:
        return false;
    }
    return true;
}

namespace {

QString adviceFor(const SessionError &error)
{
    switch (error.kind) {
    case SessionErrorKind::Transport:
        if (error.transport)
            return transportAdvice(*error.transport);
        return Text::tr("The connection was lost. Kith is trying again.");
    case SessionErrorKind::WrongPassword:
        return Text::tr("The server did not accept this address and password. Check both and try again.");
    case SessionErrorKind::NoPassword:
        return Text::tr("Your password is needed to sign in. Please type it.");
    case SessionErrorKind::AccountDisabled:
        return Text::tr("This account has been disabled by the server. Ask the people who run it.");
    case SessionErrorKind::TemporaryAuthFailure:
        return Text::tr("The server cannot check passwords at the moment. Kith is trying again.");
    case SessionErrorKind::NoCommonMechanism:
        return Text::tr("Kith and this server have no safe way of signing in in common. Ask the people who run the server to enable SCRAM.");
    case SessionErrorKind::DowngradeDetected:
        return Text::tr("Somebody may be tampering with this connection: the server seems to offer weaker ways of signing in than it really has. "
                  "Your password was not sent. Try again from another network.");
    case SessionErrorKind::ServerNotAuthentic:
        return Text::tr("The other side could not prove that it is your server. Kith has hung up. Try again from another network.");
    case SessionErrorKind::EncryptionUnavailable:
        return Text::tr("This server offers no encrypted connection, and Kith does not sign in without one.");
    case SessionErrorKind::HostUnknown:
        return Text::tr("This server does not know the domain of your address. Check the part behind the @.");
    case SessionErrorKind::Conflict:
        return Text::tr("Another program has taken over this device's place on the server. Connect again if it should be this one.");
    case SessionErrorKind::TakenUpElsewhere:
        return Text::tr("This session was taken up somewhere else: another copy of this profile is running. The server has ended it for both. Close the copy, then connect again; if you made "
                  "none, somebody else has your data: change your password.");
    case SessionErrorKind::AccessRevoked:
        return Text::tr("This device was unlinked from your account on another one of your devices. Sign in again to use it here.");
    case SessionErrorKind::PolicyViolation:
        return Text::tr("The server ended the connection because it broke one of its rules. Kith is trying again.");
    case SessionErrorKind::ServerShutdown:
        return Text::tr("The server is shutting down or restarting. Kith is trying again.");
    case SessionErrorKind::ResourceConstraint:
        return Text::tr("The server is overloaded. Kith will try again later.");
    case SessionErrorKind::BadXmlFromServer:
        return Text::tr("The server sent something that Kith cannot accept. The connection was closed and Kith is trying again.");
    case SessionErrorKind::ProtocolError:
        return Text::tr("The server and Kith did not understand each other. Kith is trying again.");
    case SessionErrorKind::BindFailed:
        return Text::tr("The server accepted the password but opened no session. Kith is trying again.");
    case SessionErrorKind::StepNotSupported:
        return Text::tr("The server asks for a further sign-in step that Kith does not know.");
    case SessionErrorKind::KeepaliveTimeout:
        return Text::tr("The server stopped answering. Kith is trying again.");
    case SessionErrorKind::Other:
        return Text::tr("The server ended the connection. Kith is trying again.");
    }
    return {};
}

} // namespace

QString sessionAdvice(const SessionError &error)
{
    const QString advice = adviceFor(error);
    SessionError sure = error;
    sure.beforeTls = false;
    // Only because anybody may have said it is it tried again: the sentence was written for what is not.
    return error.beforeTls && !sure.isRetried() ? Text::tr("%1 Kith is trying again.").arg(advice) : advice;
}

} // namespace net
