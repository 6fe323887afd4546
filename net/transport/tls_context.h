// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"
#include "net/transport/transport.h"

#include <QThread>

#include <functional>
#include <memory>
#include <vector>

struct ssl_ctx_st;

namespace net {

/// OpenSSL's settings for a client: TLS 1.2 and newer, the trusted roots, verification on. Shared by all connections with the same roots. Main thread.
class TlsContext
{
public:
    /// With an empty caFile the system's roots are trusted, else only those in the file (PEM). Revocation lists in the file are obeyed.
    [[nodiscard]] static Expected<std::shared_ptr<TlsContext>, TransportError> create(const QString &caFile);
    [[nodiscard]] ssl_ctx_st *get() const { return m_context.get(); }
    /// False while the roots are still being read: a handshake may begin, but nothing of the peer's may be looked at.
    [[nodiscard]] bool isReady() const { return m_ready; }
    /// `then` when isReady(), not before the next turn of the event loop. Dropped when `context` dies.
    void whenReady(QObject *context, std::function<void()> then);

private:
    friend class TlsContexts;
    struct Free {
        void operator()(ssl_ctx_st *context) const;
    };
    [[nodiscard]] static std::shared_ptr<TlsContext> withoutRoots(); ///< null: OpenSSL gives none
    void setReady();

    std::unique_ptr<ssl_ctx_st, Free> m_context;
    bool m_ready = true;
    std::vector<std::function<void()>> m_waiting;
};

/// The contexts that a program's dialers share. The system's roots are read once and on a thread of their own: OpenSSL takes 25 to 40 ms for the 140 of Debian, which the
/// way to the server and back hides. Outlives its dialers. Main thread.
class TlsContexts
{
public:
    TlsContexts() = default;
    ~TlsContexts(); ///< waits until the reading has ended
    TlsContexts(const TlsContexts &) = delete;
    TlsContexts &operator=(const TlsContexts &) = delete;

    /// Begins to read the system's roots, for whoever knows that a connection will follow.
    void prepare();
    /// As TlsContext::create(), but the one with the system's roots may not be ready yet. A file is read anew each time: it may have been replaced.
    [[nodiscard]] Expected<std::shared_ptr<TlsContext>, TransportError> context(const QString &caFile);

private:
    std::shared_ptr<TlsContext> m_system;
    std::unique_ptr<QThread> m_reading;
};

/// What X509_V_ERR_… means to us.
[[nodiscard]] TransportErrorKind certificateErrorKind(long verifyResult);

} // namespace net
