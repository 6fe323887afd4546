// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/tls_wire.h"

#include "net/transport/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

using namespace Qt::StringLiterals;

namespace net {

void TlsWire::Free::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsWire::TlsWire(ssl_ctx_st *context, Side side)
    : m_ssl(SSL_new(context))
{
    SSL_set_bio(m_ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (side == Side::Client)
        SSL_set_connect_state(m_ssl.get());
    else
        SSL_set_accept_state(m_ssl.get());
}

TlsWire::~TlsWire() = default;

TlsWire::Step TlsWire::start()
{
    Step step;
    if (m_broken)
        step.error = failure();
    else
        handshake(step);
    step.toWire = takeOutput();
    return step;
}

TlsWire::Step TlsWire::feed(const QByteArray &fromWire)
{
    Step step;
    if (m_broken)
        return step;
    if (!fromWire.isEmpty())
        BIO_write(SSL_get_rbio(m_ssl.get()), fromWire.constData(), int(fromWire.size()));
    if (!m_established)
        handshake(step);
    if (m_established && !step.error)
        readInto(step);
    step.toWire = takeOutput();
    return step;
}

void TlsWire::handshake(Step &step)
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1) {
        // Where a proof is asked for, OpenSSL has refused anything else already; nothing must hang on that alone.
        const bool asked = (SSL_get_verify_mode(m_ssl.get()) & SSL_VERIFY_PEER) != 0;
        if (const long verified = SSL_get_verify_result(m_ssl.get()); asked && verified != X509_V_OK) {
            m_broken = true;
            step.error = TransportError{certificateErrorKind(verified), QString::fromLatin1(X509_verify_cert_error_string(verified))};
            return;
        }
        m_established = true;
        step.established = true;
        return;
    }
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return;
    m_broken = true;
    step.error = failure();
}

void TlsWire::readInto(Step &step)
{
    char buffer[16 * 1024];
    for (;;) {
        ERR_clear_error();
        const int count = SSL_read(m_ssl.get(), buffer, int(sizeof buffer));
        if (count > 0) {
            step.plain.append(buffer, count);
            continue;
        }
        switch (SSL_get_error(m_ssl.get(), count)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return;
        case SSL_ERROR_ZERO_RETURN:
            step.ended = true;
            return;
        default:
            m_broken = true;
            step.error = failure();
            return;
        }
    }
}

TlsWire::Step TlsWire::encrypt(const QByteArray &plain)
{
    Step step;
    if (!m_established || m_broken || plain.isEmpty())
        return step;
    ERR_clear_error();
    // Into memory, which takes everything at once.
    if (SSL_write(m_ssl.get(), plain.constData(), int(plain.size())) != int(plain.size())) {
        m_broken = true;
        step.error = failure();
    }
    step.toWire = takeOutput();
    return step;
}

QByteArray TlsWire::closeNotify()
{
    if (!m_established || m_broken)
        return {};
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    return takeOutput();
}

QByteArray TlsWire::takeOutput()
{
    BIO *bio = SSL_get_wbio(m_ssl.get());
    QByteArray bytes(qsizetype(BIO_ctrl_pending(bio)), Qt::Uninitialized);
    if (!bytes.isEmpty())
        BIO_read(bio, bytes.data(), int(bytes.size()));
    return bytes;
}

TransportError TlsWire::failure() const
{
    const unsigned long error = ERR_peek_last_error();
    const long verified = SSL_get_verify_result(m_ssl.get());
    if (!m_established && verified != X509_V_OK && ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return {certificateErrorKind(verified), QString::fromLatin1(X509_verify_cert_error_string(verified))};
    const char *reason = ERR_reason_error_string(error);
    return {TransportErrorKind::TlsFailed, reason ? QString::fromLatin1(reason) : u"unknown TLS failure"_s};
}

std::optional<QByteArray> TlsWire::exporter() const
{
    SSL *ssl = m_ssl.get();
    if (!m_established)
        return std::nullopt;
    // RFC 9266 §4.2: below TLS 1.3 only with the extended master secret, or the binding can be shared between connections.
    if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1)
        return std::nullopt;
    static constexpr QByteArrayView kLabel = "EXPORTER-Channel-Binding";
    QByteArray material(32, Qt::Uninitialized);
    const auto none = reinterpret_cast<const unsigned char *>("");
    if (SSL_export_keying_material(ssl, reinterpret_cast<unsigned char *>(material.data()), size_t(material.size()), kLabel.data(), size_t(kLabel.size()), none, 0, 1) != 1)
        return std::nullopt;
    return material;
}

} // namespace net
