// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/net/tls_server.h"

namespace test {

/// Takes TLS off for a server on a plain port of the loopback. Hands early data on at once and answers before the client's Finished has come (RFC 8446 §2.3), which HAProxy, for one, does
/// not. Like that one it does not look whether early data has been here before: that is left to whoever is behind it. Own event loop's thread.
class TlsTerminator
{
public:
    TlsTerminator(std::shared_ptr<Certificate> certificate, quint16 plainPort);
    [[nodiscard]] quint16 port() const { return m_server.port(); }

private:
    TlsServer m_server;
};

} // namespace test
