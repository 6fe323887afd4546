// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <QDateTime>
#include <QHash>

#include <deque>

namespace net {

/// Whose TLS session it is. A session was verified for exactly these, so it is good for nothing else.
struct TicketKey {
    QByteArray domain;
    TlsKind kind = TlsKind::Direct;
    QString caFile;
    bool operator==(const TicketKey &) const = default;
    friend size_t qHash(const TicketKey &key, size_t seed = 0) { return qHashMulti(seed, key.domain, int(key.kind), key.caFile); }
};

/// Keeps TLS sessions so that the next handshake is an abbreviated one. What is stored lets its holder take part in the next connection: keep it as
/// secret as a password. Main thread; outlives the dialers that use it.
class TicketStore
{
public:
    virtual ~TicketStore() = default;
    /// `session` is opaque (OpenSSL's ASN.1 form).
    virtual void put(const TicketKey &key, const QByteArray &session, const QDateTime &expires) = 0;
    /// The newest, and it is gone from the store: a ticket of TLS 1.3 is used once (RFC 8446 §C.4).
    [[nodiscard]] virtual std::optional<QByteArray> take(const TicketKey &key, const QDateTime &now) = 0;
};

/// For as long as the process lives.
class MemoryTickets final : public TicketStore
{
public:
    void put(const TicketKey &key, const QByteArray &session, const QDateTime &expires) override;
    [[nodiscard]] std::optional<QByteArray> take(const TicketKey &key, const QDateTime &now) override;

private:
    struct Ticket {
        QByteArray session;
        QDateTime expires;
    };
    QHash<TicketKey, std::deque<Ticket>> m_tickets;
};

} // namespace net
