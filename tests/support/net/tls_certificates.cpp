// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/tls_certificates.h"

#include <QFile>
#include <QHostAddress>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;

namespace test {

namespace {

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return QByteArray(data, length);
}

void setName(X509_NAME *name, const QByteArray &commonName)
{
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(commonName.constData()), int(commonName.size()), -1, 0);
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    if (!extension)
        qFatal("bad extension %s", value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// Serial, times, key and subject: what a root and a leaf have in common.
Certificate unsignedCertificate(const QByteArray &name, int fromDays, int toDays)
{
    Certificate made;
    made.key.reset(EVP_EC_gen("P-256"));
    made.certificate.reset(X509_new());
    X509 *x = made.certificate.get();
    X509_set_version(x, X509_VERSION_3);
    quint32 serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial | 1U);
    X509_gmtime_adj(X509_getm_notBefore(x), long(fromDays) * 86400);
    X509_gmtime_adj(X509_getm_notAfter(x), long(toDays) * 86400);
    X509_set_pubkey(x, made.key.get());
    setName(X509_get_subject_name(x), name);
    return made;
}

const EVP_MD *digestOf(Authority::Signature signature)
{
    switch (signature) {
    case Authority::Signature::EcdsaSha256:
        return EVP_sha256();
    case Authority::Signature::EcdsaSha384:
        return EVP_sha384();
    case Authority::Signature::EcdsaSha1:
        return EVP_sha1();
    }
    Q_UNREACHABLE();
}

} // namespace

void FreeX509::operator()(X509 *certificate) const
{
    X509_free(certificate);
}

void FreeKey::operator()(EVP_PKEY *key) const
{
    EVP_PKEY_free(key);
}

QByteArray Certificate::der() const
{
    unsigned char *data = nullptr;
    const int length = i2d_X509(certificate.get(), &data);
    const QByteArray bytes(reinterpret_cast<const char *>(data), length);
    OPENSSL_free(data);
    return bytes;
}

QByteArray Certificate::pem() const
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509(bio.get(), certificate.get());
    return contentOf(bio.get());
}

QByteArray Certificate::keyPem() const
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return contentOf(bio.get());
}

Authority::Authority(const QByteArray &name)
    : m_root(unsignedCertificate(name, -400, 400))
{
    X509 *root = m_root.certificate.get();
    X509_set_issuer_name(root, X509_get_subject_name(root));
    addExtension(root, root, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(root, root, NID_subject_key_identifier, "hash");
    X509_sign(root, m_root.key.get(), EVP_sha256());
    QFile file(m_dir.filePath(u"ca.pem"_s));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no temporary folder");
    file.write(m_root.pem());
}

std::shared_ptr<Certificate> Authority::issue(const Wish &wish)
{
    auto made = std::make_shared<Certificate>(unsignedCertificate(wish.names.front(), wish.validFromDays, wish.validToDays));
    X509 *leaf = made->certificate.get();
    X509_set_issuer_name(leaf, X509_get_subject_name(m_root.certificate.get()));
    QByteArrayList names;
    for (const QByteArray &name : wish.names)
        names << (QHostAddress(QString::fromLatin1(name)).isNull() ? "DNS:" : "IP:") + name;
    addExtension(leaf, m_root.certificate.get(), NID_subject_alt_name, names.join(','));
    addExtension(leaf, m_root.certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(leaf, m_root.certificate.get(), NID_subject_key_identifier, "hash");
    addExtension(leaf, m_root.certificate.get(), NID_authority_key_identifier, "keyid");
    if (X509_sign(leaf, m_root.key.get(), digestOf(wish.signature)) == 0)
        qFatal("cannot sign");
    return made;
}

QString Authority::caFile() const
{
    return m_dir.filePath(u"ca.pem"_s);
}

QString Authority::caFileRevoking(const Certificate &revoked) const
{
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), &X509_CRL_free);
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(m_root.certificate.get()));
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> from(X509_gmtime_adj(nullptr, -86400), &ASN1_TIME_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> to(X509_gmtime_adj(nullptr, 86400), &ASN1_TIME_free);
    X509_CRL_set1_lastUpdate(list.get(), from.get());
    X509_CRL_set1_nextUpdate(list.get(), to.get());
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked.certificate.get()));
    X509_REVOKED_set_revocationDate(entry, from.get());
    X509_CRL_add0_revoked(list.get(), entry);
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), m_root.key.get(), EVP_sha256());

    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509_CRL(bio.get(), list.get());
    QFile file(m_dir.filePath(u"ca-and-revoked.pem"_s));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no temporary folder");
    file.write(m_root.pem() + contentOf(bio.get()));
    return file.fileName();
}

} // namespace test
