// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/avatar_gateway.h"

#include "model/store/statement.h"

namespace model {

bool AvatarGateway::has(const QString &hash) const
{
    return Statement(m_db, "SELECT 1 FROM avatar WHERE hash = ?", hash).next();
}

std::optional<Avatar> AvatarGateway::find(const QString &hash) const
{
    Statement row(m_db, "SELECT hash, type, bytes FROM avatar WHERE hash = ?", hash);
    return row.next() ? std::optional(Avatar{row.text(0), row.text(1), row.bytes(2)}) : std::nullopt;
}

void AvatarGateway::put(const Avatar &avatar)
{
    Statement(m_db, "INSERT INTO avatar (hash, type, bytes) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING", avatar.hash, avatar.type, avatar.bytes);
}

int AvatarGateway::dropUnused()
{
    return Statement(m_db,
        "DELETE FROM avatar WHERE NOT EXISTS (SELECT 1 FROM contact WHERE avatar_hash = avatar.hash AND avatar_hash <> '') "
        "AND NOT EXISTS (SELECT 1 FROM account WHERE avatar_hash = avatar.hash)")
        .changes();
}

} // namespace model
