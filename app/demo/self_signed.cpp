// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/self_signed.h"

#include <QDir>
#include <QSaveFile>
#include <QtCrypto>

using namespace Qt::StringLiterals;

namespace app {

namespace {

net::Expected<void, QString> writePrivate(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return net::unexpected(u"%1: %2"_s.arg(path, file.errorString()));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(content);
    if (!file.commit())
        return net::unexpected(u"%1: %2"_s.arg(path, file.errorString()));
    return {};
}

} // namespace

net::Expected<SelfSigned, QString> makeSelfSigned(const QString &folder, const QString &domain, const QDateTime &notBefore, const QDateTime &notAfter)
{
    const QCA::PrivateKey key = QCA::KeyGenerator().createRSA(2048);
    if (key.isNull())
        return net::unexpected(u"The cryptography library could not make a key."_s);

    QCA::CertificateInfo info;
    info.insert(QCA::CommonName, domain);
    info.insert(QCA::DNS, domain); // the subject alternative name: nobody looks at the common name any more (RFC 6125)
    QCA::CertificateOptions options;
    options.setInfo(info);
    options.setSerialNumber(QCA::BigInteger(1));
    options.setValidityPeriod(notBefore, notAfter);
    options.setAsUser();
    const QCA::Certificate certificate(options, key);
    if (certificate.isNull())
        return net::unexpected(u"The cryptography library could not make a certificate."_s);

    const QDir dir(folder);
    const SelfSigned made{dir.filePath(u"certificate.pem"_s), dir.filePath(u"key.pem"_s), dir.filePath(u"both.pem"_s)};
    const QByteArray keyPem = key.toPEM().toLatin1();
    const QByteArray certificatePem = certificate.toPEM().toLatin1();
    for (const auto &[path, content] : {std::pair{made.certificateFile, certificatePem}, {made.keyFile, keyPem}, {made.bothFile, keyPem + certificatePem}}) {
        if (auto written = writePrivate(path, content); !written)
            return net::unexpected(written.error());
    }
    return made;
}

} // namespace app
