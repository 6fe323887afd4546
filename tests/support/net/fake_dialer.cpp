// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/fake_dialer.h"

#include <utility>

namespace net {

void FakeTransport::write(const QByteArray &bytes)
{
    Q_ASSERT(!m_closed);
    m_sent += quint64(bytes.size());
    m_writes.push_back(bytes);
}

void FakeTransport::close()
{
    if (std::exchange(m_closed, true))
        return;
    QMetaObject::invokeMethod(this, [this] { Q_EMIT closed({TransportErrorKind::RemoteClosed, {}}); }, Qt::QueuedConnection);
}

std::optional<QByteArray> FakeTransport::channelBinding(ChannelBinding binding) const
{
    const auto found = m_bindings.find(binding);
    return found == m_bindings.end() ? std::nullopt : std::optional(found->second);
}

void FakeTransport::feed(const QByteArray &bytes)
{
    m_received += quint64(bytes.size());
    if (m_tlsAsked)
        return; // from here on a real one takes what comes for TLS
    Q_EMIT received(bytes);
}

void FakeTransport::encrypt(TlsInfo tls)
{
    m_tlsAsked = false;
    m_tls = std::move(tls);
    Q_EMIT encrypted();
}

void FakeTransport::breakOff(const TransportError &error)
{
    m_closed = true;
    Q_EMIT closed(error);
}

void FakeDialer::dial(const DialRequest &request, Done done)
{
    Q_ASSERT(!m_done);
    ++m_dials;
    m_request = request;
    m_done = std::move(done);
}

QPointer<FakeTransport> FakeDialer::succeed(std::unique_ptr<FakeTransport> transport)
{
    Q_ASSERT(m_done);
    QPointer<FakeTransport> pointer(transport.get());
    Dialed dialed;
    dialed.report.tls = transport->tls();
    dialed.transport = std::move(transport);
    std::exchange(m_done, nullptr)(std::move(dialed));
    return pointer;
}

void FakeDialer::fail(const TransportError &error)
{
    Q_ASSERT(m_done);
    std::exchange(m_done, nullptr)(unexpected(error));
}

} // namespace net
