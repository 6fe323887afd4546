// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/tls_context.h"

#include "net/base/log.h"
#include "net/transport/tls_engine.h"

#include <QFile>
#include <QPointer>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
#include <QSslConfiguration>
#endif

using namespace Qt::StringLiterals;

namespace net {

namespace {

struct FreeStore {
    void operator()(X509_STORE *store) const { X509_STORE_free(store); }
};
using CertificateStore = std::unique_ptr<X509_STORE, FreeStore>;

// Null: they cannot be read. Any thread.
CertificateStore systemRoots()
{
    CertificateStore store(X509_STORE_new());
    if (!store)
        return nullptr;
#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
    // OpenSSL's default paths lead nowhere here; Qt reads the system's own store.
    for (const QSslCertificate &root : QSslConfiguration::systemCaCertificates()) {
        const QByteArray der = root.toDer();
        auto data = reinterpret_cast<const unsigned char *>(der.constData());
        if (X509 *certificate = d2i_X509(nullptr, &data, long(der.size()))) {
            X509_STORE_add_cert(store.get(), certificate);
            X509_free(certificate);
        }
    }
#else
    if (X509_STORE_set_default_paths(store.get()) != 1)
        return nullptr;
#endif
    return store;
}

// True if the file holds at least one certificate and nothing broken.
bool trustFile(SSL_CTX *context, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray pem = file.read(16 * 1024 * 1024);
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.constData(), int(pem.size())), &BIO_free);
    STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read_bio(bio.get(), nullptr, nullptr, nullptr);
    if (!infos)
        return false;
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    int certificates = 0, lists = 0;
    for (int i = 0; i < sk_X509_INFO_num(infos); ++i) {
        const X509_INFO *info = sk_X509_INFO_value(infos, i);
        if (info->x509)
            certificates += X509_STORE_add_cert(store, info->x509);
        if (info->crl)
            lists += X509_STORE_add_crl(store, info->crl);
    }
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    if (lists > 0)
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return certificates > 0;
}

} // namespace

void TlsContext::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

std::shared_ptr<TlsContext> TlsContext::withoutRoots()
{
    ERR_clear_error();
    auto made = std::make_shared<TlsContext>();
    made->m_context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX *context = made->m_context.get();
    if (!context)
        return nullptr;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    // Sessions go to our own store, which knows whose they are.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, &TlsEngine::onNewSession);
    return made;
}

Expected<std::shared_ptr<TlsContext>, TransportError> TlsContext::create(const QString &caFile)
{
    auto made = withoutRoots();
    if (!made)
        return unexpected(TransportError{TransportErrorKind::TlsFailed, u"OpenSSL gives no context"_s});
    if (caFile.isEmpty()) {
        CertificateStore roots = systemRoots();
        if (!roots)
            return unexpected(TransportError{TransportErrorKind::CertificateUntrusted, u"the system's trusted roots cannot be read"_s});
        SSL_CTX_set_cert_store(made->get(), roots.release());
    } else if (!trustFile(made->get(), caFile)) {
        return unexpected(TransportError{TransportErrorKind::CertificateFileUnreadable, caFile});
    }
    return made;
}

void TlsContext::whenReady(QObject *context, std::function<void()> then)
{
    auto later = [context = QPointer(context), then = std::move(then)] {
        if (context)
            QMetaObject::invokeMethod(context.data(), then, Qt::QueuedConnection);
    };
    if (m_ready)
        later();
    else
        m_waiting.push_back(std::move(later));
}

void TlsContext::setReady()
{
    m_ready = true;
    for (const auto &tell : std::exchange(m_waiting, {}))
        tell();
}

TlsContexts::~TlsContexts()
{
    if (m_reading)
        m_reading->wait();
}

void TlsContexts::prepare()
{
    if (m_system)
        return;
    m_system = TlsContext::withoutRoots();
    if (!m_system)
        return;
    m_system->m_ready = false;
    auto roots = std::make_shared<CertificateStore>();
    m_reading.reset(QThread::create([roots] { *roots = systemRoots(); }));
    QObject::connect(m_reading.get(), &QThread::finished, m_reading.get(), [context = m_system, roots] {
        // Without any, every certificate is refused as untrusted: the right thing, with the right advice.
        if (*roots)
            SSL_CTX_set_cert_store(context->get(), roots->release());
        else
            qCWarning(logTransport) << "the system's trusted roots cannot be read";
        context->setReady();
    });
    m_reading->start();
}

Expected<std::shared_ptr<TlsContext>, TransportError> TlsContexts::context(const QString &caFile)
{
    if (!caFile.isEmpty())
        return TlsContext::create(caFile);
    prepare();
    if (!m_system)
        return unexpected(TransportError{TransportErrorKind::TlsFailed, u"OpenSSL gives no context"_s});
    return m_system;
}

TransportErrorKind certificateErrorKind(long verifyResult)
{
    switch (verifyResult) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: // most likely this computer's clock; the advice names it
        return TransportErrorKind::CertificateExpired;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return TransportErrorKind::CertificateWrongHost;
    case X509_V_ERR_CERT_REVOKED:
        return TransportErrorKind::CertificateRevoked;
    default: // OpenSSL has ninety more, all of them ways of not being trusted
        return TransportErrorKind::CertificateUntrusted;
    }
}

} // namespace net
