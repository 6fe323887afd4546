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

void TlsEngine::FreeSession::operator()(ssl_session_st *session) const
{
    SSL_SESSION_free(session);
}

TlsEngine::TlsEngine(Settings settings)
    : m_settings(std::move(settings))
    , m_wire(m_settings.context->get(), TlsWire::Side::Client)
{
    SSL *ssl = m_wire.ssl();
    SSL_set_app_data(ssl, this);
    const QByteArray &domain = m_settings.peer.domain;
    if (const QByteArray address = addressLiteral(domain); !address.isEmpty()) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address.constData());
    } else {
        SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        if (SSL_set1_host(ssl, domain.constData()) != 1)
            m_badName = true;
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
    if (m_session && SSL_set_session(m_wire.ssl(), m_session.get()) != 1)
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
    if (SSL_write_early_data(m_wire.ssl(), said.constData(), size_t(said.size()), &written) != 1)
        m_wire.setBroken(); // half of it may be on its way: this handshake is lost
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
    const QDateTime verified = SSL_session_reused(m_wire.ssl()) == 1 ? m_verified : now;
    QDateTime expires = std::min(now.addSecs(seconds), verified.addSecs(kVerifyEverySeconds));
    // A resumed session is as good as its certificate.
    if (const QDateTime end = notAfter(SSL_SESSION_get0_peer(session)); end.isValid())
        expires = std::min(expires, end);
    if (expires > now)
        m_settings.tickets->put(m_settings.peer, toTicket(verified, bytes), expires);
}

TlsEngine::Step TlsEngine::start(const EarlyFlight &early)
{
    if (m_badName) {
        m_wire.setBroken();
        Step step;
        step.error = TransportError{TransportErrorKind::TlsFailed, u"not a name a certificate can have"_s};
        return step;
    }
    sayEarly(early);
    return noted(m_wire.start());
}

TlsEngine::Step TlsEngine::feed(const QByteArray &fromWire)
{
    return noted(m_wire.feed(fromWire));
}

TlsEngine::Step TlsEngine::noted(Step step)
{
    // A session of TLS 1.2 may be used again and again, and the server need not send it anew.
    if (step.established && SSL_session_reused(m_wire.ssl()) == 1 && SSL_version(m_wire.ssl()) < TLS1_3_VERSION)
        keep(SSL_get_session(m_wire.ssl()));
    return step;
}

TlsInfo TlsEngine::info() const
{
    TlsInfo info;
    info.kind = m_settings.peer.kind;
    if (!isEstablished())
        return info;
    info.version = QString::fromLatin1(SSL_get_version(m_wire.ssl()));
    info.cipher = QString::fromLatin1(SSL_get_cipher_name(m_wire.ssl()));
    const unsigned char *alpn = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(m_wire.ssl(), &alpn, &length);
    info.alpn = QString::fromLatin1(reinterpret_cast<const char *>(alpn), int(length));
    info.resumed = SSL_session_reused(m_wire.ssl()) == 1;
    if (m_saidEarly)
        info.earlyData = SSL_get_early_data_status(m_wire.ssl()) == SSL_EARLY_DATA_ACCEPTED ? EarlyData::Accepted : EarlyData::Rejected;
    return info;
}

std::optional<QByteArray> TlsEngine::channelBinding(ChannelBinding binding) const
{
    if (!isEstablished())
        return std::nullopt;
    switch (binding) {
    case ChannelBinding::TlsExporter:
        return m_wire.exporter();
    case ChannelBinding::TlsServerEndPoint:
        return serverEndPoint(SSL_get0_peer_certificate(m_wire.ssl()));
    case ChannelBinding::TlsUnique:
        return unique(m_wire.ssl());
    }
    Q_UNREACHABLE();
}

} // namespace net
