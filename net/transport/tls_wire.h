// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <memory>

struct ssl_st;
struct ssl_ctx_st;

namespace net {

/// One end of a TLS connection without I/O, be it the client's or the server's: octets of the wire in, octets for the wire out. OpenSSL on memory BIOs, because no
/// other way gives the keying-material exporter and the session tickets (DESIGN.md). What the peer must prove is in the context or set on ssl(). One thread.
class TlsWire
{
public:
    enum class Side { Client, Server };
    /// What came of one step. Write `toWire` first, whatever else is set: it may be the alert that tells the peer why.
    struct Step {
        QByteArray toWire;
        QByteArray plain;
        bool established = false; ///< with this very step
        bool ended = false; ///< the peer's close_notify
        std::optional<TransportError> error; ///< nothing more works after it
    };

    /// Keeps a reference on the context.
    TlsWire(ssl_ctx_st *context, Side side);
    ~TlsWire();
    TlsWire(const TlsWire &) = delete;
    TlsWire &operator=(const TlsWire &) = delete;

    [[nodiscard]] Step start(); ///< the client's first words; of a server, nothing yet
    [[nodiscard]] Step feed(const QByteArray &fromWire);
    [[nodiscard]] Step encrypt(const QByteArray &plain); ///< only when established
    [[nodiscard]] QByteArray closeNotify();

    [[nodiscard]] ssl_st *ssl() const { return m_ssl.get(); }
    [[nodiscard]] bool isEstablished() const { return m_established; }
    /// RFC 9266; nullopt where the connection has no such binding.
    [[nodiscard]] std::optional<QByteArray> exporter() const;
    /// Nothing works any more; start() says so.
    void setBroken() { m_broken = true; }

private:
    struct Free {
        void operator()(ssl_st *ssl) const;
    };
    void handshake(Step &step);
    void readInto(Step &step);
    [[nodiscard]] TransportError failure() const;
    [[nodiscard]] QByteArray takeOutput();

    std::unique_ptr<ssl_st, Free> m_ssl;
    bool m_established = false;
    bool m_broken = false;
};

} // namespace net
