// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QString>
#include <QTemporaryDir>

#include <memory>

typedef struct x509_st X509;
typedef struct evp_pkey_st EVP_PKEY;

namespace test {

struct FreeX509 {
    void operator()(X509 *certificate) const;
};
struct FreeKey {
    void operator()(EVP_PKEY *key) const;
};

/// A certificate with its key.
struct Certificate {
    std::unique_ptr<X509, FreeX509> certificate;
    std::unique_ptr<EVP_PKEY, FreeKey> key;
    [[nodiscard]] QByteArray der() const;
    [[nodiscard]] QByteArray pem() const;
    [[nodiscard]] QByteArray keyPem() const;
};

/// A certification authority made for one test run. Fast (P-256), nothing is kept.
class Authority
{
public:
    explicit Authority(const QByteArray &name = "Kith test authority");

    enum class Signature { EcdsaSha256, EcdsaSha384, EcdsaSha1 };
    struct Wish {
        QByteArrayList names{"localhost"}; ///< DNS names or IP addresses
        int validFromDays = -1; ///< relative to now
        int validToDays = 30;
        Signature signature = Signature::EcdsaSha256;
    };
    [[nodiscard]] std::shared_ptr<Certificate> issue(const Wish &wish);
    [[nodiscard]] std::shared_ptr<Certificate> issue() { return issue(Wish()); }

    /// PEM for DialRequest::caFile, `--ca` and test servers' configurations. Lives as long as this object.
    [[nodiscard]] QString caFile() const;
    /// The same with a list that revokes this certificate.
    [[nodiscard]] QString caFileRevoking(const Certificate &revoked) const;

private:
    Certificate m_root;
    QTemporaryDir m_dir;
};

} // namespace test
