// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <vector>

namespace model {

class Database;

/// A TLS session, readable only with the key that TicketVault has.
struct SealedTicket {
    QByteArray nonce; ///< random, used once: names the row as well
    QString domain; ///< A-labels
    QDateTime expires; ///< UTC
    QByteArray sealed;
    bool operator==(const SealedTicket &) const = default;
};

/// Rows of `tls_ticket`. On failure: see StoreSession.
class TicketGateway
{
public:
    explicit TicketGateway(Database &db) : m_db(db) { }
    [[nodiscard]] std::vector<SealedTicket> all() const; ///< soonest to expire first
    void put(const SealedTicket &ticket);
    void remove(const QByteArray &nonce);
    void removeDomain(const QString &domain);
    void clear();

private:
    Database &m_db;
};

} // namespace model
