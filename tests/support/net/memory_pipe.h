// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_pipe.h"
#include "net/linking/link_tls.h"

#include <QPointer>

#include <functional>

namespace test {

/// One end of a pipe in memory; from the event loop, in pieces of `piece` octets, as it pleases the test.
class MemoryPipe final : public net::LinkPipe
{
    Q_OBJECT
public:
    [[nodiscard]] static std::pair<std::unique_ptr<MemoryPipe>, std::unique_ptr<MemoryPipe>> pair();
    ~MemoryPipe() override;

    void write(const QByteArray &octets) override;
    [[nodiscard]] qsizetype unsent() const override { return m_out.size(); }
    void setReading(bool reading) override;
    void close() override;
    void cut(); ///< no word reaches anybody any more; both ends hear of it

    qsizetype piece = 64 * 1024;
    bool holds = false; ///< what is written stays here
    std::function<void(QByteArray &)> tamper; ///< with what goes to the peer
    QByteArray written; ///< all of it, as on the wire

private:
    void schedule();
    void deliver();
    void tellClosed();

    QPointer<MemoryPipe> m_peer;
    QByteArray m_out;
    bool m_reading = true, m_scheduled = false, m_closing = false, m_closed = false, m_peerClosed = false;
};

/// The other side of a channel, which says what it likes: TLS without any rule on top.
class RawLinkPeer : public QObject
{
public:
    RawLinkPeer(std::unique_ptr<MemoryPipe> pipe, const net::LinkTls &tls);
    void say(const QByteArray &xml);
    void vanish() { m_pipe->cut(); }
    [[nodiscard]] bool isEstablished() const { return m_wire->isEstablished(); }
    [[nodiscard]] const QByteArray &heard() const { return m_heard; }
    [[nodiscard]] net::TlsWire &wire() { return *m_wire; }
    [[nodiscard]] bool isClosed() const { return m_closed; }
    MemoryPipe &pipe() { return *m_pipe; }

private:
    void take(const net::TlsWire::Step &step);

    std::unique_ptr<MemoryPipe> m_pipe;
    std::unique_ptr<net::TlsWire> m_wire;
    QByteArray m_heard;
    bool m_closed = false;
};

} // namespace test
