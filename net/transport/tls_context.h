// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"
#include "net/transport/transport.h"

#include <memory>

struct ssl_ctx_st;

namespace net {

/// OpenSSL's settings for a client: TLS 1.2 and newer, the trusted roots, verification on. Shared by all connections with the same roots. Main thread.
class TlsContext
{
public:
    /// With an empty caFile the system's roots are trusted, else only those in the file (PEM). Revocation lists in the file are obeyed.
    [[nodiscard]] static Expected<std::shared_ptr<TlsContext>, TransportError> create(const QString &caFile);
    [[nodiscard]] ssl_ctx_st *get() const { return m_context.get(); }

private:
    struct Free {
        void operator()(ssl_ctx_st *context) const;
    };
    std::unique_ptr<ssl_ctx_st, Free> m_context;
};

/// What X509_V_ERR_… means to us.
[[nodiscard]] TransportErrorKind certificateErrorKind(long verifyResult);

} // namespace net
