// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/memory_pipe.h"

namespace test {

std::pair<std::unique_ptr<MemoryPipe>, std::unique_ptr<MemoryPipe>> MemoryPipe::pair()
{
    auto a = std::make_unique<MemoryPipe>(), b = std::make_unique<MemoryPipe>();
    a->m_peer = b.get();
    b->m_peer = a.get();
    return {std::move(a), std::move(b)};
}

MemoryPipe::~MemoryPipe()
{
    if (m_peer) {
        m_peer->m_peerClosed = true;
        m_peer->schedule();
        m_peer->tellClosed();
    }
}

void MemoryPipe::write(const QByteArray &octets)
{
    if (m_closing || m_closed || octets.isEmpty())
        return;
    written += octets;
    m_out += octets;
    schedule();
}

void MemoryPipe::setReading(bool reading)
{
    m_reading = reading;
    if (m_peer)
        m_peer->schedule();
}

void MemoryPipe::close()
{
    m_closing = true;
    schedule();
}

void MemoryPipe::cut()
{
    m_out.clear();
    if (m_peer) {
        m_peer->m_out.clear();
        m_peer->tellClosed();
    }
    tellClosed();
}

void MemoryPipe::schedule()
{
    if (!std::exchange(m_scheduled, true))
        QMetaObject::invokeMethod(this, &MemoryPipe::deliver, Qt::QueuedConnection);
}

void MemoryPipe::deliver()
{
    m_scheduled = false;
    if (m_closed || holds)
        return;
    if (!m_out.isEmpty() && m_peer && m_peer->m_reading) {
        QByteArray part = m_out.left(piece);
        m_out.remove(0, part.size());
        if (tamper)
            tamper(part);
        const QPointer<MemoryPipe> self(this);
        Q_EMIT m_peer->received(part);
        if (!self)
            return;
        Q_EMIT sent();
        if (!self)
            return;
        if (!m_out.isEmpty())
            schedule();
    }
    if (m_closing && (m_out.isEmpty() || !m_peer)) {
        if (m_peer)
            m_peer->tellClosed();
        tellClosed();
    } else if (!m_out.isEmpty() && m_peer && m_peer->m_reading) {
        schedule();
    }
}

void MemoryPipe::tellClosed()
{
    if (!std::exchange(m_closed, true))
        QMetaObject::invokeMethod(this, &MemoryPipe::closed, Qt::QueuedConnection);
}

RawLinkPeer::RawLinkPeer(std::unique_ptr<MemoryPipe> pipe, const net::LinkTls &tls)
    : m_pipe(std::move(pipe))
    , m_wire(tls.wire())
{
    connect(m_pipe.get(), &net::LinkPipe::received, this, [this](const QByteArray &octets) { take(m_wire->feed(octets)); });
    connect(m_pipe.get(), &net::LinkPipe::closed, this, [this] { m_closed = true; });
    take(m_wire->start());
}

void RawLinkPeer::say(const QByteArray &xml)
{
    take(m_wire->encrypt(xml));
}

void RawLinkPeer::take(const net::TlsWire::Step &step)
{
    m_pipe->write(step.toWire);
    m_heard += step.plain;
}

} // namespace test
