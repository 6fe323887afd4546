// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/server_info_gateway.h"

#include "model/store/statement.h"

namespace model {

std::optional<ServerInfoGateway::Answer> ServerInfoGateway::find(AccountId account) const
{
    Statement row(m_db, "SELECT json, asked_at FROM server_info WHERE account = ?", account);
    return row.next() ? std::optional(Answer{row.bytes(0), row.time(1)}) : std::nullopt;
}

void ServerInfoGateway::put(AccountId account, const Answer &answer)
{
    Statement(m_db, "INSERT INTO server_info (account, json, asked_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json, asked_at = excluded.asked_at", account,
        answer.json, answer.askedAt);
}

} // namespace model
