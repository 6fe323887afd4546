// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/sign_in_check.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace model {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("model::SignIn", text);
}

} // namespace

net::Expected<CheckedSignIn, SignInProblem> checkSignIn(const SignInRequest &request, bool hasToken)
{
    CheckedSignIn checked;
    QString address = request.address.trimmed();
    if (address.startsWith(u"xmpp:"_s, Qt::CaseInsensitive))
        address = QUrl::fromPercentEncoding(address.mid(5).section(u'?', 0, 0).toUtf8());
    const auto jid = net::Jid::parse(address);
    if (!jid)
        return net::unexpected(SignInProblem{SignInField::Address, net::jidErrorAdvice(jid.error()), {}});
    if (jid->local().isEmpty()) {
        return net::unexpected(SignInProblem{SignInField::Address,
            say(QT_TRANSLATE_NOOP("model::SignIn", "Write the whole address, with your name before the @, like anna@example.org.")), {}});
    }
    checked.jid = jid->bare();
    if (request.password.isEmpty() && !hasToken)
        return net::unexpected(SignInProblem{SignInField::Password, say(QT_TRANSLATE_NOOP("model::SignIn", "Type your password.")), {}});
    checked.password = request.password;
    checked.startTls = request.startTls;
    if (const QString server = request.server.trimmed(); !server.isEmpty()) {
        const auto parsed = parseServer(server, request.startTls ? 5222 : 5223);
        if (!parsed) {
            return net::unexpected(SignInProblem{SignInField::Server,
                say(QT_TRANSLATE_NOOP("model::SignIn", "This is not a server name. Write it like xmpp.example.org or xmpp.example.org:5223, or leave it empty.")), {}});
        }
        checked.host = parsed->host;
        checked.port = parsed->port;
    }
    if (!request.caFile.isEmpty()) {
        const QFileInfo file(request.caFile);
        if (!file.isFile() || !file.isReadable()) {
            return net::unexpected(SignInProblem{SignInField::Server,
                say(QT_TRANSLATE_NOOP("model::SignIn", "The certificate file cannot be read. Check its name and that you may read it.")), request.caFile});
        }
        checked.caFile = file.absoluteFilePath();
    }
    return checked;
}

static SignInField fieldOf(net::TransportErrorKind kind, bool pinned)
{
    switch (kind) {
    case net::TransportErrorKind::HostNotFound:
    case net::TransportErrorKind::ServiceRefused:
        return pinned ? SignInField::Server : SignInField::Address;
    case net::TransportErrorKind::ConnectionRefused:
    case net::TransportErrorKind::TimedOut:
    case net::TransportErrorKind::RemoteClosed:
        return pinned ? SignInField::Server : SignInField::None;
    case net::TransportErrorKind::TlsFailed:
    case net::TransportErrorKind::CertificateUntrusted:
    case net::TransportErrorKind::CertificateExpired:
    case net::TransportErrorKind::CertificateWrongHost:
    case net::TransportErrorKind::CertificateRevoked:
    case net::TransportErrorKind::CertificateFileUnreadable:
        return SignInField::Server;
    case net::TransportErrorKind::NetworkUnreachable:
    case net::TransportErrorKind::ProxyFailed:
        return SignInField::None;
    }
    return SignInField::None;
}

static SignInField fieldOf(const net::SessionError &error, bool pinned)
{
    switch (error.kind) {
    case net::SessionErrorKind::Transport:
        return error.transport ? fieldOf(error.transport->kind, pinned) : SignInField::None;
    case net::SessionErrorKind::WrongPassword:
    case net::SessionErrorKind::NoPassword:
        return SignInField::Password;
    case net::SessionErrorKind::AccountDisabled:
    case net::SessionErrorKind::HostUnknown:
        return SignInField::Address;
    case net::SessionErrorKind::EncryptionUnavailable:
    case net::SessionErrorKind::ServerNotAuthentic:
    case net::SessionErrorKind::DowngradeDetected:
        return SignInField::Server;
    case net::SessionErrorKind::TemporaryAuthFailure:
    case net::SessionErrorKind::NoCommonMechanism:
    case net::SessionErrorKind::StepNotSupported:
    case net::SessionErrorKind::Conflict:
    case net::SessionErrorKind::TakenUpElsewhere:
    case net::SessionErrorKind::AccessRevoked:
    case net::SessionErrorKind::PolicyViolation:
    case net::SessionErrorKind::ServerShutdown:
    case net::SessionErrorKind::ResourceConstraint:
    case net::SessionErrorKind::BadXmlFromServer:
    case net::SessionErrorKind::ProtocolError:
    case net::SessionErrorKind::BindFailed:
    case net::SessionErrorKind::KeepaliveTimeout:
    case net::SessionErrorKind::Other:
        return SignInField::None;
    }
    return SignInField::None;
}

SignInProblem toSignInProblem(const net::SessionError &error, bool pinned)
{
    QString detail = error.detail;
    if (error.transport && !error.transport->detail.isEmpty())
        detail = detail.isEmpty() ? error.transport->detail : detail + u": "_s + error.transport->detail;
    net::SessionError said = error;
    said.beforeTls = false; // here it is the user who tries again
    return {fieldOf(error, pinned), net::sessionAdvice(said), detail};
}

} // namespace model
