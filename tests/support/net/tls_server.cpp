// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/tls_server.h"

#include <QTcpSocket>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace test {

TlsPeer::TlsPeer(QTcpSocket *socket, SSL_CTX *context, bool readsEarlyData, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_context(context)
    , m_readsEarly(readsEarlyData)
{
    m_socket->setParent(this);
    connect(m_socket, &QTcpSocket::readyRead, this, &TlsPeer::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &TlsPeer::gone);
}

TlsPeer::~TlsPeer()
{
    m_socket->disconnect(this);
    SSL_free(m_ssl);
}

void TlsPeer::startTls()
{
    m_ssl = SSL_new(m_context);
    SSL_set_bio(m_ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(m_ssl);
}

void TlsPeer::read()
{
    const QByteArray bytes = m_socket->readAll();
    if (!m_ssl) {
        m_seen += bytes;
        Q_EMIT received(bytes);
        return;
    }
    BIO_write(SSL_get_rbio(m_ssl), bytes.constData(), int(bytes.size()));
    pump();
}

bool TlsPeer::needsMore(int result)
{
    const int error = SSL_get_error(m_ssl, result);
    const bool more = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (!more)
        m_socket->disconnectFromHost();
    return more;
}

// True once there is no more of it, or never was any.
bool TlsPeer::pumpEarly()
{
    QByteArray early;
    while (m_readsEarly) {
        char buffer[4096];
        size_t count = 0;
        const int result = SSL_read_early_data(m_ssl, buffer, sizeof buffer, &count);
        early.append(buffer, qsizetype(count));
        if (result == SSL_READ_EARLY_DATA_FINISH)
            m_readsEarly = false;
        else if (result == SSL_READ_EARLY_DATA_ERROR) {
            (void)needsMore(0);
            break;
        }
    }
    if (!early.isEmpty()) {
        m_seen += early;
        m_seenEarly += early;
        Q_EMIT received(early);
    }
    flush();
    return !m_readsEarly;
}

void TlsPeer::pump()
{
    ERR_clear_error();
    if (!m_established) {
        if (!pumpEarly())
            return;
        const int result = SSL_do_handshake(m_ssl);
        flush();
        if (result != 1) {
            (void)needsMore(result);
            return;
        }
        m_established = true;
        Q_EMIT encrypted();
    }
    QByteArray plain;
    char buffer[4096];
    int count = 0;
    while ((count = SSL_read(m_ssl, buffer, int(sizeof buffer))) > 0)
        plain.append(buffer, count);
    const bool ended = SSL_get_error(m_ssl, count) == SSL_ERROR_ZERO_RETURN;
    flush();
    m_seen += plain;
    if (!plain.isEmpty())
        Q_EMIT received(plain);
    if (ended)
        m_socket->disconnectFromHost();
}

void TlsPeer::flush()
{
    BIO *bio = SSL_get_wbio(m_ssl);
    QByteArray bytes(qsizetype(BIO_ctrl_pending(bio)), Qt::Uninitialized);
    if (bytes.isEmpty())
        return;
    BIO_read(bio, bytes.data(), int(bytes.size()));
    m_socket->write(bytes);
}

void TlsPeer::write(const QByteArray &bytes)
{
    if (!m_ssl) {
        m_socket->write(bytes);
        return;
    }
    size_t early = 0;
    const bool written = m_established ? SSL_write(m_ssl, bytes.constData(), int(bytes.size())) == int(bytes.size())
                                       : SSL_write_early_data(m_ssl, bytes.constData(), size_t(bytes.size()), &early) == 1;
    if (!written)
        qFatal("TlsPeer::write() before the handshake was over");
    flush();
}

void TlsPeer::close()
{
    if (m_established) {
        SSL_shutdown(m_ssl);
        flush();
    }
    m_socket->disconnectFromHost();
}

void TlsPeer::cut()
{
    m_socket->abort();
}

void TlsPeer::reset()
{
    m_socket->flush();
    const linger now{1, 0};
    ::setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket->abort();
}

bool TlsPeer::isResumed() const
{
    return m_ssl && SSL_session_reused(m_ssl) == 1;
}

QByteArray TlsPeer::alpn() const
{
    const unsigned char *data = nullptr;
    unsigned int length = 0;
    if (m_ssl)
        SSL_get0_alpn_selected(m_ssl, &data, &length);
    return QByteArray(reinterpret_cast<const char *>(data), int(length));
}

QByteArray TlsPeer::serverName() const
{
    return QByteArray(m_ssl ? SSL_get_servername(m_ssl, TLSEXT_NAMETYPE_host_name) : nullptr);
}

std::optional<QByteArray> TlsPeer::exporter() const
{
    QByteArray material(32, Qt::Uninitialized);
    const QByteArray label = "EXPORTER-Channel-Binding";
    const int done = SSL_export_keying_material(m_ssl, reinterpret_cast<unsigned char *>(material.data()), 32, label.constData(), size_t(label.size()),
        reinterpret_cast<const unsigned char *>(""), 0, 1);
    return done == 1 ? std::optional(material) : std::nullopt;
}

QByteArray TlsPeer::tlsUnique() const
{
    QByteArray finished(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    // The first Finished of the handshake: the client's in a full one, ours in an abbreviated one.
    const size_t length = isResumed() ? SSL_get_finished(m_ssl, finished.data(), size_t(finished.size())) : SSL_get_peer_finished(m_ssl, finished.data(), size_t(finished.size()));
    finished.truncate(qsizetype(length));
    return finished;
}

void TlsServer::FreeContext::operator()(SSL_CTX *context) const
{
    SSL_CTX_free(context);
}

TlsServer::TlsServer(const Settings &settings, const QHostAddress &address, quint16 port)
    : m_settings(settings)
    , m_context(SSL_CTX_new(TLS_server_method()))
{
    SSL_CTX *context = m_context.get();
    SSL_CTX_use_certificate(context, settings.certificate->certificate.get());
    SSL_CTX_use_PrivateKey(context, settings.certificate->key.get());
    SSL_CTX_set_security_level(context, 0); // certificates signed with SHA-1 are one of the cases
    SSL_CTX_set_min_proto_version(context, settings.versions == Versions::Tls13 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, settings.versions == Versions::Tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    if (!settings.extendedMasterSecret)
        SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char *>("kith"), 4);
    SSL_CTX_set_max_early_data(context, settings.maxEarlyData);
    if (settings.replayable)
        SSL_CTX_set_options(context, SSL_OP_NO_ANTI_REPLAY);
    if (settings.forgetful) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    if (settings.dislikesTickets) {
        SSL_CTX_set_client_hello_cb(
            context,
            [](SSL *ssl, int *alert, void *) {
                const unsigned char *data = nullptr;
                size_t length = 0;
                if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &data, &length) != 1)
                    return SSL_CLIENT_HELLO_SUCCESS;
                *alert = SSL_AD_INTERNAL_ERROR;
                return SSL_CLIENT_HELLO_ERROR;
            },
            nullptr);
    }
    if (!settings.alpn.isEmpty()) {
        m_alpn = char(settings.alpn.size()) + settings.alpn;
        SSL_CTX_set_alpn_select_cb(
            context,
            [](SSL *, const unsigned char **out, unsigned char *outLength, const unsigned char *in, unsigned int inLength, void *self) {
                const QByteArray &own = static_cast<TlsServer *>(self)->m_alpn;
                auto *selected = const_cast<unsigned char **>(out);
                const int found = SSL_select_next_proto(selected, outLength, reinterpret_cast<const unsigned char *>(own.constData()), unsigned(own.size()), in, inLength);
                return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
            },
            this);
    }
    connect(&m_server, &QTcpServer::newConnection, this, &TlsServer::accept);
    if (!m_server.listen(address.isNull() ? QHostAddress(QHostAddress::LocalHost) : address, port))
        qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
}

TlsServer::~TlsServer()
{
    qDeleteAll(m_peers); // before the context that they use
}

void TlsServer::stop()
{
    m_server.close();
}

void TlsServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        auto *peer = new TlsPeer(socket, m_context.get(), m_settings.maxEarlyData > 0, this);
        m_peers.append(peer);
        if (m_settings.mode == Mode::DirectTls)
            peer->startTls();
        connect(peer, &TlsPeer::received, this, [this, peer](const QByteArray &bytes) {
            if (onReceived)
                onReceived(*peer, bytes);
        });
        if (onConnected)
            onConnected(*peer);
    }
}

} // namespace test
