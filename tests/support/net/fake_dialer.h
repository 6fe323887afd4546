// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/dialer.h"

#include <QPointer>

#include <map>

namespace net {

/// A connection whose other end is the test.
class FakeTransport final : public Transport
{
    Q_OBJECT
public:
    explicit FakeTransport(TlsInfo tls)
        : m_tls(std::move(tls))
    {
    }

    void write(const QByteArray &bytes) override;
    void startTls() override { m_tlsAsked = true; }
    void close() override;
    [[nodiscard]] bool isEncrypted() const override { return m_tls.kind != TlsKind::None; }
    [[nodiscard]] TlsInfo tls() const override { return m_tls; }
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding) const override;
    [[nodiscard]] quint64 bytesSent() const override { return m_sent; }
    [[nodiscard]] quint64 bytesReceived() const override { return m_received; }

    // The test's side.
    void setBindings(std::map<ChannelBinding, QByteArray> bindings) { m_bindings = std::move(bindings); }
    [[nodiscard]] std::vector<QByteArray> takeWrites() { return std::exchange(m_writes, {}); }
    [[nodiscard]] bool isClosed() const { return m_closed; }
    [[nodiscard]] bool tlsAsked() const { return m_tlsAsked; }
    void feed(const QByteArray &bytes);
    void encrypt(TlsInfo tls);
    void breakOff(const TransportError &error);

private:
    TlsInfo m_tls;
    std::map<ChannelBinding, QByteArray> m_bindings;
    std::vector<QByteArray> m_writes;
    quint64 m_sent = 0, m_received = 0;
    bool m_closed = false, m_tlsAsked = false;
};

/// Hands out FakeTransports when the test says so.
class FakeDialer final : public Dialer
{
public:
    void dial(const DialRequest &request, Done done) override;
    void cancel() override { m_done = nullptr; }

    [[nodiscard]] bool isDialing() const { return m_done != nullptr; }
    [[nodiscard]] const DialRequest &request() const { return m_request; }
    [[nodiscard]] int dials() const { return m_dials; }
    /// A TLS session is about to be resumed: what the client gives along with its ClientHello.
    [[nodiscard]] QByteArray offerEarlyData(const EarlyDataOffer &offer) const { return m_request.earlyFlight ? m_request.earlyFlight(offer) : QByteArray(); }
    /// The connection stands. It belongs to whom dialled; the pointer is cleared when that one lets go of it.
    QPointer<FakeTransport> succeed(std::unique_ptr<FakeTransport> transport);
    void fail(const TransportError &error);

private:
    DialRequest m_request;
    Done m_done;
    int m_dials = 0;
};

} // namespace net
