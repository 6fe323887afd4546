// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/ticket_gateway.h"

#include "model/store/statement.h"

namespace model {

std::vector<SealedTicket> TicketGateway::all() const
{
    Statement rows(m_db, "SELECT nonce, domain, expires_at, sealed FROM tls_ticket ORDER BY expires_at");
    std::vector<SealedTicket> tickets;
    while (rows.next())
        tickets.push_back({rows.bytes(0), rows.text(1), rows.time(2), rows.bytes(3)});
    return tickets;
}

void TicketGateway::put(const SealedTicket &ticket)
{
    Statement(m_db, "INSERT INTO tls_ticket (nonce, domain, expires_at, sealed) VALUES (?, ?, ?, ?)", ticket.nonce, ticket.domain, ticket.expires, ticket.sealed);
}

void TicketGateway::remove(const QByteArray &nonce)
{
    Statement(m_db, "DELETE FROM tls_ticket WHERE nonce = ?", nonce);
}

void TicketGateway::removeDomain(const QString &domain)
{
    Statement(m_db, "DELETE FROM tls_ticket WHERE domain = ?", domain);
}

void TicketGateway::clear()
{
    Statement(m_db, "DELETE FROM tls_ticket");
}

} // namespace model
