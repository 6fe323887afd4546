// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "model/sync/secrets.h"
#include "net/base/clock.h"
#include "net/base/ids.h"
#include "net/transport/ticket_store.h"

#include <QSet>

namespace model {

/// TLS sessions that outlive the process, so that the first connection after a start is resumed too. They are all in memory, where take() finds them at once; the copies in the store are
/// sealed (AES-256-GCM) with a key that is a secret of its own, kept where the passwords are. Until that key has come, and where none can be kept, tickets live in memory only.
///
/// The key is asked for on construction: build the vault before the accounts are started. Secrets answers in order, so the key is here before the first token is.
/// A ticket that is taken leaves the disk as well. If a crash loses that, it is offered a second time, which a server answers with a full handshake. Rows that cannot be read (other key,
/// damage), have expired, or belong to a domain without account are dropped without a word. Main thread.
class TicketVault final : public QObject, public net::TicketStore
{
    Q_OBJECT
public:
    static constexpr size_t kPerPeer = 4; ///< a server hands out two with each handshake
    static constexpr size_t kTotal = 64;

    /// All outlive it.
    TicketVault(Store &store, Secrets &secrets, net::Clock &clock, net::IdSource &ids, QObject *parent = nullptr);
    ~TicketVault() override; ///< hands to the store what it does not have yet

    void put(const net::TicketKey &key, const QByteArray &session, const QDateTime &expires) override;
    [[nodiscard]] std::optional<QByteArray> take(const net::TicketKey &key, const QDateTime &now) override;

    /// Signed out: the tickets of this domain (A-labels) are deleted, and what its last connections bring is not kept.
    void forget(const QByteArray &domain);
    /// An account of this domain is there (again).
    void welcome(const QByteArray &domain) { m_forgotten.remove(domain); }

private:
    struct Ticket {
        QByteArray nonce; ///< of its row; empty: it has none yet
        QByteArray session;
        QDateTime expires;
    };
    using Tickets = std::deque<Ticket>;

    void keyIs(const AccountSecret &secret);
    void makeKey();
    void readRows();
    void sealWaiting();
    void dropRow(const Ticket &ticket);
    void keepBounds(Tickets &ofPeer);
    void writeSoon();
    void write();

    Store &m_store;
    Secrets &m_secrets;
    net::Clock &m_clock;
    net::IdSource &m_ids;
    QHash<net::TicketKey, Tickets> m_tickets; ///< newest last
    QSet<QByteArray> m_forgotten;
    QByteArray m_key;
    bool m_answered = false; ///< the secrets have said whether there is a key
    // One transaction for all that a turn of the event loop brings.
    std::vector<SealedTicket> m_toPut;
    QList<QByteArray> m_toRemove;
    bool m_writing = false;
};

} // namespace model
