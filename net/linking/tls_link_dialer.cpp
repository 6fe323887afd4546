// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/tls_link_dialer.h"

#include "net/linking/tcp_link_pipe.h"

#include <QNetworkProxy>

#include <algorithm>

namespace net {

namespace {

// A person may need as long to approve as LinkHost gives; until the host has proved itself it is nobody, but it was us who called.
constexpr TlsLinkChannel::Patience kPatience{std::chrono::milliseconds(10'000), std::chrono::milliseconds(180'000), std::chrono::milliseconds(180'000)};

} // namespace

TlsLinkDialer::TlsLinkDialer(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_next(clock, [this] { startNext(); })
    , m_deadline(clock, [this] { finish(unexpected(m_why == LinkEnd::WrongKey ? m_why : LinkEnd::TimedOut)); })
{
}

TlsLinkDialer::~TlsLinkDialer()
{
    cancel();
}

void TlsLinkDialer::dial(const QList<LinkAddress> &addresses, const QByteArray &key, Done done)
{
    cancel();
    m_tls = LinkTls::dialing();
    m_left = addresses.first(std::min(addresses.size(), LinkInvitation::kMaxAddresses));
    m_key = key;
    m_why = LinkEnd::Unreachable;
    m_done = std::move(done);
    if (!m_tls)
        m_left.clear();
    m_deadline.start(kTimeout);
    QMetaObject::invokeMethod(this, &TlsLinkDialer::startNext, Qt::QueuedConnection);
}

void TlsLinkDialer::cancel()
{
    m_done = nullptr;
    m_next.stop();
    m_deadline.stop();
    m_left.clear();
    for (auto &attempt : std::exchange(m_attempts, {}))
        drop(std::move(attempt));
}

void TlsLinkDialer::startNext()
{
    m_next.stop();
    if (!m_done)
        return;
    if (m_left.isEmpty()) {
        if (m_attempts.empty())
            finish(unexpected(m_why));
        return;
    }
    const LinkAddress address = m_left.takeFirst();
    auto attempt = std::make_unique<Attempt>();
    Attempt *raw = attempt.get();
    auto *socket = new QTcpSocket(this);
    raw->socket = socket;
    socket->setProxy(QNetworkProxy::NoProxy); // it is the local network
    // Queued: neither must a socket go while it speaks.
    connect(socket, &QTcpSocket::connected, this, [this, raw] { connected(raw); }, Qt::QueuedConnection);
    connect(socket, &QTcpSocket::errorOccurred, this, [this, raw] { failed(raw, LinkEnd::Unreachable); }, Qt::QueuedConnection);
    m_attempts.push_back(std::move(attempt));
    socket->connectToHost(address.host, address.port);
    if (!m_left.isEmpty())
        m_next.start(kStagger);
}

// Null: told late, it is gone.
std::unique_ptr<TlsLinkDialer::Attempt> TlsLinkDialer::take(Attempt *attempt)
{
    const auto found = std::find_if(m_attempts.begin(), m_attempts.end(), [attempt](const auto &a) { return a.get() == attempt; });
    if (found == m_attempts.end())
        return nullptr;
    auto taken = std::move(*found);
    m_attempts.erase(found);
    return taken;
}

void TlsLinkDialer::connected(Attempt *attempt)
{
    const bool ours = std::any_of(m_attempts.begin(), m_attempts.end(), [attempt](const auto &a) { return a.get() == attempt; });
    if (!ours || !attempt->socket)
        return;
    QTcpSocket *socket = std::exchange(attempt->socket, nullptr);
    socket->disconnect(this);
    attempt->channel = std::make_unique<TlsLinkChannel>(m_clock, std::make_unique<TcpLinkPipe>(socket), *m_tls, m_key, kPatience);
    connect(attempt->channel.get(), &TlsLinkChannel::opened, this, [this, attempt] {
        if (auto won = take(attempt)) {
            won->channel->disconnect(this);
            finish(std::unique_ptr<LinkChannel>(std::move(won->channel)));
        }
    });
    connect(attempt->channel.get(), &LinkChannel::closed, this, [this, attempt](LinkEnd why) { failed(attempt, why); });
}

void TlsLinkDialer::failed(Attempt *attempt, LinkEnd why)
{
    auto lost = take(attempt);
    if (!lost)
        return;
    drop(std::move(lost));
    if (m_why != LinkEnd::WrongKey)
        m_why = why;
    startNext();
}

void TlsLinkDialer::drop(std::unique_ptr<Attempt> attempt)
{
    // Its own signal may be what brought us here.
    if (attempt->socket) {
        attempt->socket->disconnect(this);
        attempt->socket->abort();
        attempt->socket->deleteLater();
    }
    if (attempt->channel) {
        attempt->channel->disconnect(this);
        attempt->channel.release()->deleteLater();
    }
}

void TlsLinkDialer::finish(Expected<std::unique_ptr<LinkChannel>, LinkEnd> result)
{
    const Done done = std::exchange(m_done, nullptr);
    cancel();
    if (done)
        done(std::move(result)); // may delete us
}

} // namespace net
