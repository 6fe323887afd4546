// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/dialer.h"

#include <QCoreApplication>

namespace net {

QString transportAdvice(const TransportError &error)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("net::transportAdvice", text); };
    switch (error.kind) {
    case TransportErrorKind::HostNotFound:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "This server could not be found. Check the part after @, and that you are online."));
    case TransportErrorKind::ServiceRefused:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "This domain says that it offers no chat accounts. Check the part after @."));
    case TransportErrorKind::ConnectionRefused:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The server does not accept connections right now. Try again later, or ask its operator."));
    case TransportErrorKind::NetworkUnreachable:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The network cannot be reached. Check that you are online."));
    case TransportErrorKind::TimedOut:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The server does not answer. Check that you are online, or try again later."));
    case TransportErrorKind::ProxyFailed:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The proxy does not work, or it asks for a password, which Kith does not give it. Check it in the settings, under Connection."));
    case TransportErrorKind::RemoteClosed:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The connection to the server was lost. Kith tries again by itself."));
    case TransportErrorKind::TlsFailed:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "A secure connection to the server could not be made. Ask the server's operator, or try another network."));
    case TransportErrorKind::CertificateUntrusted:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice",
            "The server cannot prove who it is: nobody you trust vouches for its certificate. Kith does not sign in there. Try another network, or ask the server's operator."));
    case TransportErrorKind::CertificateExpired:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice",
            "The server's certificate is not valid today. Check the date of this computer; if it is right, the server's operator has to renew the certificate."));
    case TransportErrorKind::CertificateWrongHost:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice",
            "The server's certificate belongs to another server. Check the part after @; if it is right, try another network or ask the server's operator."));
    case TransportErrorKind::CertificateRevoked:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The server's certificate has been withdrawn. Kith does not sign in there. Ask the server's operator."));
    case TransportErrorKind::CertificateFileUnreadable:
        return say(QT_TRANSLATE_NOOP("net::transportAdvice", "The file with the trusted certificates cannot be read. Check the file that was given with --ca."));
    }
    Q_UNREACHABLE();
}

} // namespace net
