// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"

#include <QCryptographicHash>
#include <QPasswordDigestor>
#include <QtCrypto>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace net::crypto {

namespace {

QString qcaName(Hash hash)
{
    switch (hash) {
    case Hash::Sha1:
        return u"sha1"_s;
    case Hash::Sha256:
        return u"sha256"_s;
    case Hash::Sha512:
        return u"sha512"_s;
    }
    Q_UNREACHABLE();
}

QCryptographicHash::Algorithm qtName(Hash hash)
{
    switch (hash) {
    case Hash::Sha1:
        return QCryptographicHash::Sha1;
    case Hash::Sha256:
        return QCryptographicHash::Sha256;
    case Hash::Sha512:
        return QCryptographicHash::Sha512;
    }
    Q_UNREACHABLE();
}

} // namespace

int hashLength(Hash hash)
{
    return QCryptographicHash::hashLength(qtName(hash));
}

QByteArray hash(Hash hash, const QByteArray &data)
{
    return QCA::Hash(qcaName(hash)).hash(data).toByteArray();
}

QByteArray hmac(Hash hash, const QByteArray &key, const QByteArray &data)
{
    QCA::MessageAuthenticationCode mac(u"hmac(%1)"_s.arg(qcaName(hash)), QCA::SymmetricKey(key));
    return mac.process(data).toByteArray();
}

QByteArray pbkdf2(Hash hash, const QByteArray &password, const QByteArray &salt, int iterations)
{
    // QCA knows PBKDF2 with SHA-1 only; one implementation for all three is easier to trust.
    return QPasswordDigestor::deriveKeyPbkdf2(qtName(hash), password, salt, iterations, quint64(hashLength(hash)));
}

static QCA::Cipher gcm(QCA::Direction direction, const QByteArray &key, const QByteArray &nonce, const QCA::AuthTag &tag)
{
    return {u"aes256"_s, QCA::Cipher::GCM, QCA::Cipher::NoPadding, direction, QCA::SymmetricKey(key), QCA::InitializationVector(nonce), tag};
}

QByteArray seal(const QByteArray &key, const QByteArray &nonce, const QByteArray &plain)
{
    if (key.size() != kSealKeyLength || nonce.size() != kSealNonceLength)
        return {};
    QCA::Cipher cipher = gcm(QCA::Encode, key, nonce, QCA::AuthTag(kSealTagLength));
    QByteArray sealed = cipher.update(plain).toByteArray();
    sealed += cipher.final().toByteArray();
    return cipher.ok() ? sealed + cipher.tag().toByteArray() : QByteArray();
}

std::optional<QByteArray> unseal(const QByteArray &key, const QByteArray &nonce, const QByteArray &sealed)
{
    if (key.size() != kSealKeyLength || nonce.size() != kSealNonceLength || sealed.size() < kSealTagLength)
        return std::nullopt;
    QCA::Cipher cipher = gcm(QCA::Decode, key, nonce, QCA::AuthTag(sealed.right(kSealTagLength)));
    QByteArray plain = cipher.update(sealed.chopped(kSealTagLength)).toByteArray();
    plain += cipher.final().toByteArray();
    return cipher.ok() ? std::optional(plain) : std::nullopt;
}

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key signingKey(const QByteArray &octets)
{
    const bool isKey = octets.size() == kSigningKeyLength;
    return {isKey ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char *>(octets.constData()), kSigningKeyLength) : nullptr, &EVP_PKEY_free};
}

} // namespace

QByteArray ed25519PublicKey(const QByteArray &privateKey)
{
    const Key key = signingKey(privateKey);
    QByteArray octets(kSigningKeyLength, '\0');
    size_t length = kSigningKeyLength;
    return key && EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char *>(octets.data()), &length) == 1 ? octets : QByteArray();
}

QByteArray ed25519Sign(const QByteArray &privateKey, const QByteArray &data)
{
    const Key key = signingKey(privateKey);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    QByteArray signature(kSignatureLength, '\0');
    size_t length = kSignatureLength;
    const bool done = key && context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1
        && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &length, reinterpret_cast<const unsigned char *>(data.constData()), size_t(data.size())) == 1;
    return done ? signature : QByteArray();
}

bool equalConstantTime(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}

} // namespace net::crypto
