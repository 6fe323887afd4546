// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_tls.h"

#include "net/crypto/crypto.h"

#include <QtGlobal>

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace net {

namespace {

constexpr unsigned char kAlpn[] = "\x0bkith-link/0";
constexpr unsigned int kAlpnLength = sizeof kAlpn - 1;

struct FreeKey {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};

// What TLS wants to see around a key. Nothing in it says whose it is, and nobody looks at the dates.
std::unique_ptr<X509, FreeCertificate> selfSigned(EVP_PKEY *key)
{
    std::unique_ptr<X509, FreeCertificate> certificate(X509_new());
    X509 *x = certificate.get();
    quint32 serial = 0;
    if (!x || RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial) != 1)
        return nullptr;
    constexpr long kDay = 24L * 3600;
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial | 1U);
    X509_gmtime_adj(X509_getm_notBefore(x), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(x), kDay);
    X509_NAME *name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("link"), -1, -1, 0);
    const bool done = X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key) == 1 && X509_sign(x, key, nullptr) > 0;
    return done ? std::move(certificate) : nullptr;
}

QByteArray publicKeyHash(EVP_PKEY *key)
{
    unsigned char *der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    if (length <= 0)
        return {};
    const QByteArray spki(reinterpret_cast<const char *>(der), length);
    OPENSSL_free(der);
    return crypto::sha256(spki);
}

int selectAlpn(SSL *, const unsigned char **out, unsigned char *outLength, const unsigned char *in, unsigned int inLength, void *)
{
    unsigned char *selected = nullptr;
    if (SSL_select_next_proto(&selected, outLength, kAlpn, kAlpnLength, in, inLength) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = selected;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

void LinkTls::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

std::shared_ptr<LinkTls> LinkTls::create(TlsWire::Side side)
{
    ERR_clear_error();
    auto made = std::make_shared<LinkTls>();
    made->m_side = side;
    made->m_context.reset(SSL_CTX_new(side == TlsWire::Side::Server ? TLS_server_method() : TLS_client_method()));
    SSL_CTX *context = made->m_context.get();
    if (!context || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1)
        return nullptr;
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    return made;
}

std::shared_ptr<LinkTls> LinkTls::listening()
{
    auto made = create(TlsWire::Side::Server);
    const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    const auto certificate = key ? selfSigned(key.get()) : nullptr;
    if (!made || !certificate || SSL_CTX_use_certificate(made->m_context.get(), certificate.get()) != 1 || SSL_CTX_use_PrivateKey(made->m_context.get(), key.get()) != 1)
        return nullptr;
    SSL_CTX_set_alpn_select_cb(made->m_context.get(), &selectAlpn, nullptr);
    made->m_key = publicKeyHash(key.get());
    return made->m_key.isEmpty() ? nullptr : made;
}

std::shared_ptr<LinkTls> LinkTls::dialing()
{
    auto made = create(TlsWire::Side::Client);
    if (!made || SSL_CTX_dane_enable(made->m_context.get()) != 1 || SSL_CTX_set_alpn_protos(made->m_context.get(), kAlpn, kAlpnLength) != 0)
        return nullptr;
    SSL_CTX_set_verify(made->m_context.get(), SSL_VERIFY_NONE, nullptr);
    return made;
}

std::unique_ptr<TlsWire> LinkTls::wire(const QByteArray &pinnedKey) const
{
    auto wire = std::make_unique<TlsWire>(m_context.get(), m_side);
    if (m_side == TlsWire::Side::Server || pinnedKey.isEmpty())
        return wire;
    // A pinned key is what DANE-EE(3) SPKI(1) SHA2-256(1) says (RFC 7671 §5.1): OpenSSL compares it, so that there is no verification of our own. No name, no dates.
    SSL *ssl = wire->ssl();
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    const bool done = SSL_dane_enable(ssl, nullptr) == 1 && (SSL_dane_set_flags(ssl, DANE_FLAG_NO_DANE_EE_NAMECHECKS), true)
        && SSL_dane_tlsa_add(ssl, 3, 1, 1, reinterpret_cast<const unsigned char *>(pinnedKey.constData()), size_t(pinnedKey.size())) == 1;
    if (!done)
        wire->setBroken();
    return wire;
}

} // namespace net
