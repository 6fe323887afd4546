// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/psyc_packet.h"

#include <QByteArray>
#include <QObject>

#include <chrono>

namespace net {

/// Why a channel is no more.
enum class LinkEnd {
    Closed, ///< by either side, in peace
    Lost, ///< the pipe under it broke
    Unreachable, ///< it never came about
    TimedOut, ///< silence, or a handshake that did not end
    WrongKey, ///< who answered is not whom the QR named
    Broken, ///< TLS or the words on it are not what they must be
};

/// Packets both ways between a device and one that wants to be linked. Encrypted, but who is at the other end only the proofs show. Main thread, never blocks.
/// Deleting it closes it without ceremony. Nothing of what goes over it is logged.
class LinkChannel : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void send(const psyc::Packet &packet) = 0;
    /// tls-exporter (RFC 9266), the same at both ends and on no other channel.
    [[nodiscard]] virtual QByteArray binding() const = 0;
    /// Octets that the wire has not taken yet. Who sends much stops above kHighWater and goes on with drained().
    [[nodiscard]] virtual qsizetype unsent() const = 0;
    static constexpr qsizetype kHighWater = 1024 * 1024, kLowWater = 256 * 1024;
    /// False: received() stays away, a goodbye that is behind it too, and the peer is slowed down once what lies between is full.
    virtual void setReading(bool reading) = 0;
    /// The other end has shown that it knows the code: from now on it may be silent for long, and stay as long as it likes.
    virtual void setProved() = 0;
    /// Says goodbye behind what was sent. closed() follows.
    virtual void close() = 0;

Q_SIGNALS:
    void received(const net::psyc::Packet &packet);
    void drained(); ///< unsent() has fallen below kLowWater
    /// Once, last signal of this object. Never from inside a call of ours.
    void closed(net::LinkEnd why);
};

} // namespace net
Q_DECLARE_METATYPE(net::psyc::Packet)
Q_DECLARE_METATYPE(net::LinkEnd)
