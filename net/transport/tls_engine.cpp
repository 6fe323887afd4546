// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/tls_engine.h"

#include <QHostAddress>
#include <QtEndian>

#include <ctime>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr char kAlpn[] = "\x0bxmpp-client"; // XEP-0368 §4

// RFC 8446 §4.6.1: however often a session is resumed, its certificate is looked at anew from time to time; it may have been revoked, or its root removed.
constexpr qint64 kVerifyEverySeconds = 7 * 24 * 3600;

struct FreeCertificate {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};

// What the ticket store keeps: when the certificate was verified, in seconds since 1970 (8 octets, big-endian), then OpenSSL's ASN.1.
QByteArray toTicket(const QDateTime &verified, const QByteArray &session)
{
    QByteArray stamp(8, Qt::Uninitialized);
    qToBigEndian(verified.toSecsSinceEpoch(), stamp.data());
    return stamp + session;
}

QDateTime notAfter(const X509 *certificate)
{
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1)
        return {};
    return QDateTime({end.tm_year + 1900, end.tm_mon + 1, end.tm_mday}, {end.tm_hour, end.tm_min, end.tm_sec}, Qt::UTC);
}

// For X509_VERIFY_PARAM and SNI: "[::1]" and "127.0.0.1" are addresses, not names.
QByteArray addressLiteral(QByteArray domain)
{
    if (domain.startsWith('[') && domain.endsWith(']'))
        domain = domain.mid(1, domain.size() - 2);
    return QHostAddress(QString::fromLatin1(domain)).isNull() ? QByteArray() : domain;
}

std::optional<QByteArray> exporter(SSL *ssl)
{
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

std::optional<QByteArray> serverEndPoint(X509 *certificate) // RFC 5929 §4.1
{
    int hash = NID_undef;
    if (!certificate || X509_get_signature_info(certificate, &hash, nullptr, nullptr, nullptr) != 1 || hash == NID_undef)
        return std::nullopt; // Ed25519 and the like: not defined
    if (hash == NID_md5 || hash == NID_sha1)
        hash = NID_sha256;
    const EVP_MD *method = EVP_get_digestbynid(hash);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (!method || X509_digest(certificate, method, digest, &length) != 1)
        return std::nullopt;
    return QByteArray(reinterpret_cast<const char *>(digest), int(length));
}

std::optional<QByteArray> unique(SSL *ssl) // RFC 5929 §3.1: the first Finished message of the handshake
{
    const bool resumed = SSL_session_reused(ssl) == 1;
    // Without the extended master secret a resumed session can be bridged (RFC 7627 §5.4).
    if (SSL_version(ssl) >= TLS1_3_VERSION || (resumed && SSL_get_extms_support(ssl) != 1))
        return std::nullopt;
    unsigned char finished[EVP_MAX_MD_SIZE];
    const size_t length = resumed ? SSL_get_peer_finished(ssl, finished, sizeof finished) : SSL_get_finished(ssl, finished, sizeof finished);
    if (length == 0 || length > sizeof finished)
        return std::nullopt;
    return QByteArray(reinterpret_cast<const char *>(finished), int(length));
}

} // namespace

void TlsEngine::Free::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

void TlsEngine::FreeSession::operator()(ssl_session_st *session) const
{
    SSL_SESSION_free(session);
}

TlsEngine::TlsEngine(Settings settings)
    : m_settings(std::move(settings))
    , m_ssl(SSL_new(m_settings.context->get()))
{
    SSL *ssl = m_ssl.get();
    SSL_set_app_data(ssl, this);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl);
    const QByteArray &domain = m_settings.peer.domain;
    if (const QByteArray address = addressLiteral(domain); !address.isEmpty()) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address.constData());
    } else {
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        if (SSL_set1_host(ssl, domain.constData()) != 1)
            m_broken = true;
        SSL_set_tlsext_host_name(ssl, domain.constData());
    }
    if (m_settings.peer.kind == TlsKind::Direct)
        SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char *>(kAlpn), sizeof kAlpn - 1);
    resumeIfPossible();
}

TlsEngine::~TlsEngine() = default;

void TlsEngine::resumeIfPossible()
{
    if (!m_settings.tickets || !m_settings.resume)
        return;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto ticket = m_settings.tickets->take(m_settings.peer, now);
    if (!ticket || ticket->size() <= 8)
        return;
    const QDateTime verified = QDateTime::fromSecsSinceEpoch(qFromBigEndian<qint64>(ticket->constData()), Qt::UTC);
    if (verified > now || verified.secsTo(now) > kVerifyEverySeconds)
        return;
    auto data = reinterpret_cast<const unsigned char *>(ticket->constData()) + 8;
    m_session.reset(d2i_SSL_SESSION(nullptr, &data, long(ticket->size() - 8)));
    // One that does not fit (other version, damaged) costs nothing: the handshake is then a full one.
    if (m_session && SSL_set_session(m_ssl.get(), m_session.get()) != 1)
        m_session.reset();
    ERR_clear_error();
    m_verified = verified;
}

void TlsEngine::sayEarly(const EarlyFlight &early)
{
    if (!early || !m_session || m_settings.peer.kind != TlsKind::Direct)
        return;
    const auto limit = qsizetype(SSL_SESSION_get_max_early_data(m_session.get()));
    if (limit == 0)
        return; // this server takes none, or it is not TLS 1.3
    const QByteArray said = early({u"TLSv1.3"_s, serverEndPoint(SSL_SESSION_get0_peer(m_session.get())), limit});
    if (said.isEmpty() || said.size() > limit)
        return;
    ERR_clear_error();
    size_t written = 0;
    m_saidEarly = true;
    if (SSL_write_early_data(m_ssl.get(), said.constData(), size_t(said.size()), &written) != 1)
        m_broken = true; // half of it may be on its way: this handshake is lost
}

int TlsEngine::onNewSession(ssl_st *ssl, ssl_session_st *session)
{
    static_cast<TlsEngine *>(SSL_get_app_data(ssl))->keep(session);
    return 0; // we keep no reference
}

void TlsEngine::keep(ssl_session_st *session)
{
    if (!m_settings.tickets || SSL_SESSION_is_resumable(session) != 1)
        return;
    unsigned char *der = nullptr;
    const int length = i2d_SSL_SESSION(session, &der);
    if (length <= 0)
        return;
    const QByteArray bytes(reinterpret_cast<const char *>(der), length);
    OPENSSL_clear_free(der, size_t(length));
    qint64 seconds = SSL_SESSION_get_timeout(session);
    if (const auto hint = qint64(SSL_SESSION_get_ticket_lifetime_hint(session)); hint > 0)
        seconds = std::min(seconds, hint);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime verified = SSL_session_reused(m_ssl.get()) == 1 ? m_verified : now;
    QDateTime expires = std::min(now.addSecs(seconds), verified.addSecs(kVerifyEverySeconds));
    // A resumed session is as good as its certificate.
    if (const QDateTime end = notAfter(SSL_SESSION_get0_peer(session)); end.isValid())
        expires = std::min(expires, end);
    if (expires > now)
        m_settings.tickets->put(m_settings.peer, toTicket(verified, bytes), expires);
}

TlsEngine::Step TlsEngine::start(const EarlyFlight &early)
{
    Step step;
    if (m_broken) {
        step.error = TransportError{TransportErrorKind::TlsFailed, u"not a name a certificate can have"_s};
        return step;
    }
    sayEarly(early);
    if (m_broken)
        step.error = failure();
    else
        handshake(step);
    step.toWire = takeOutput();
    return step;
}

TlsEngine::Step TlsEngine::feed(const QByteArray &fromWire)
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

void TlsEngine::handshake(Step &step)
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1) {
        // OpenSSL has refused anything else already; a login must not hang on that alone.
        if (const long verified = SSL_get_verify_result(m_ssl.get()); verified != X509_V_OK) {
            m_broken = true;
            step.error = TransportError{certificateErrorKind(verified), QString::fromLatin1(X509_verify_cert_error_string(verified))};
            return;
        }
        m_established = true;
        step.established = true;
        // A session of TLS 1.2 may be used again and again, and the server need not send it anew.
        if (SSL_session_reused(m_ssl.get()) == 1 && SSL_version(m_ssl.get()) < TLS1_3_VERSION)
            keep(SSL_get_session(m_ssl.get()));
        return;
    }
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return;
    m_broken = true;
    step.error = failure();
}

void TlsEngine::readInto(Step &step)
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

TlsEngine::Step TlsEngine::encrypt(const QByteArray &plain)
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

QByteArray TlsEngine::closeNotify()
{
    if (!m_established || m_broken)
        return {};
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    return takeOutput();
}

QByteArray TlsEngine::takeOutput()
{
    BIO *bio = SSL_get_wbio(m_ssl.get());
    QByteArray bytes(qsizetype(BIO_ctrl_pending(bio)), Qt::Uninitialized);
    if (!bytes.isEmpty())
        BIO_read(bio, bytes.data(), int(bytes.size()));
    return bytes;
}

TransportError TlsEngine::failure() const
{
    const unsigned long error = ERR_peek_last_error();
    const long verified = SSL_get_verify_result(m_ssl.get());
    if (!m_established && verified != X509_V_OK && ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return {certificateErrorKind(verified), QString::fromLatin1(X509_verify_cert_error_string(verified))};
    const char *reason = ERR_reason_error_string(error);
    return {TransportErrorKind::TlsFailed, reason ? QString::fromLatin1(reason) : u"unknown TLS failure"_s};
}

TlsInfo TlsEngine::info() const
{
    TlsInfo info;
    info.kind = m_settings.peer.kind;
    if (!m_established)
        return info;
    info.version = QString::fromLatin1(SSL_get_version(m_ssl.get()));
    info.cipher = QString::fromLatin1(SSL_get_cipher_name(m_ssl.get()));
    const unsigned char *alpn = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &alpn, &length);
    info.alpn = QString::fromLatin1(reinterpret_cast<const char *>(alpn), int(length));
    info.resumed = SSL_session_reused(m_ssl.get()) == 1;
    if (m_saidEarly)
        info.earlyData = SSL_get_early_data_status(m_ssl.get()) == SSL_EARLY_DATA_ACCEPTED ? EarlyData::Accepted : EarlyData::Rejected;
    return info;
}

std::optional<QByteArray> TlsEngine::channelBinding(ChannelBinding binding) const
{
    if (!m_established)
        return std::nullopt;
    switch (binding) {
    case ChannelBinding::TlsExporter:
        return exporter(m_ssl.get());
    case ChannelBinding::TlsServerEndPoint:
        return serverEndPoint(SSL_get0_peer_certificate(m_ssl.get()));
    case ChannelBinding::TlsUnique:
        return unique(m_ssl.get());
    }
    Q_UNREACHABLE();
}

} // namespace net
