// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"

#include <QCoreApplication>
#include <QDir>
#include <QtCrypto>

using namespace Qt::StringLiterals;

namespace net {

struct CryptoRuntime::Private {
    QCA::Initializer initializer;
};

CryptoRuntime::CryptoRuntime()
{
    // QCA looks for "crypto/" below each of the application's library paths.
    QString dir = QStringLiteral(KITH_QCA_PLUGIN_DIR);
    if (QDir(dir).dirName() == "crypto"_L1)
        dir = QFileInfo(dir).path();
    if (!dir.isEmpty())
        QCoreApplication::addLibraryPath(dir);
    d = std::make_unique<Private>();
}

CryptoRuntime::~CryptoRuntime() = default;

Expected<void, CryptoRuntime::Error> CryptoRuntime::check() const
{
    static const QStringList kNeeded{u"sha1"_s, u"sha256"_s, u"sha512"_s, u"hmac(sha1)"_s, u"hmac(sha256)"_s, u"hmac(sha512)"_s, u"aes256-gcm"_s};
    QStringList missing;
    for (const QString &feature : kNeeded) {
        if (!QCA::isSupported(feature.toLatin1().constData()))
            missing << feature;
    }
    if (missing.isEmpty())
        return {};
    const QString where = QCoreApplication::libraryPaths().join(u", "_s);
    if (!QCA::findProvider(u"qca-ossl"_s))
        return unexpected(Error{Problem::NoProvider, u"qca-ossl not found in %1; missing: %2"_s.arg(where, missing.join(u", "_s))});
    return unexpected(Error{Problem::Incomplete, u"missing: %1"_s.arg(missing.join(u", "_s))});
}

QString cryptoAdvice(const CryptoRuntime::Error &error)
{
    switch (error.problem) {
    case CryptoRuntime::Problem::NoProvider:
        return QCoreApplication::translate("net::CryptoRuntime",
            "A part of Kith that protects your password is missing. Install the OpenSSL plugin of QCA (on Debian: libqca-qt6-plugins), or install Kith again.");
    case CryptoRuntime::Problem::Incomplete:
        return QCoreApplication::translate("net::CryptoRuntime",
            "The cryptography of this system cannot do what signing in needs. Update QCA and OpenSSL, or install Kith again.");
    }
    Q_UNREACHABLE();
}

} // namespace net
