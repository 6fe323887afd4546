// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "model/types/peer_status.h"
#include "net/base/jid.h"

#include <vector>

namespace model {

class Database;

/// What one device of a contact said of itself.
struct StoredPresence {
    net::Jid from; ///< full, or bare for a contact without devices
    Availability availability = Availability::Online;
    QString text;
    QDateTime detachedSince; ///< UTC; invalid: not detached
    QDateTime saidAt; ///< UTC; invalid: not told
    bool operator==(const StoredPresence &) const = default;
};

/// Rows of `presence`: who is there as far as the present session was told. A resumed session is not told again (D42). On failure: see StoreSession.
class PresenceGateway
{
public:
    explicit PresenceGateway(Database &db) : m_db(db) { }

    [[nodiscard]] std::vector<StoredPresence> all(AccountId account) const;
    void put(AccountId account, const StoredPresence &presence);
    void remove(AccountId account, const net::Jid &from); ///< a bare one: and all its devices
    void clear(AccountId account);

private:
    Database &m_db;
};

} // namespace model
