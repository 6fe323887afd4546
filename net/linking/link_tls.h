// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/tls_wire.h"

namespace net {

/// OpenSSL's settings for channels between two devices: TLS 1.3 and nothing older, no sessions that could be resumed, ALPN "kith-link/0", so that it is not mistaken for something
/// else that speaks TLS. Shared by the channels of a listener or dialer. Main thread.
class LinkTls
{
public:
    /// With a key of its own (Ed25519) in a self-signed certificate, made now and kept nowhere. Null: OpenSSL refuses.
    [[nodiscard]] static std::shared_ptr<LinkTls> listening();
    [[nodiscard]] static std::shared_ptr<LinkTls> dialing();

    /// SHA-256 of the own public key (SPKI), as it stands in the QR; empty when dialing.
    [[nodiscard]] const QByteArray &key() const { return m_key; }
    /// Of a listener: the server's end. Of a dialer: the client's; it takes a peer with that very key only. With an empty key it takes any: then nothing is known of the peer
    /// until it has proved itself over this channel's binding.
    [[nodiscard]] std::unique_ptr<TlsWire> wire(const QByteArray &pinnedKey = {}) const;

private:
    struct Free {
        void operator()(ssl_ctx_st *context) const;
    };
    [[nodiscard]] static std::shared_ptr<LinkTls> create(TlsWire::Side side);

    std::unique_ptr<ssl_ctx_st, Free> m_context;
    TlsWire::Side m_side = TlsWire::Side::Client;
    QByteArray m_key;
};

} // namespace net
