// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "model/types/identity.h"

#include <functional>

namespace model {

/// From locations (UNL: full addresses, devices, occupants of rooms) and relayed addresses (UNR: gateways) to the identity (UNI), and back to its devices (L5). Reads only. Main thread.
class IdentityResolver
{
public:
    /// The real bare address behind an occupant's, where the room tells it; empty: it does not, or the address is that of a room. Says nothing of all others: nullopt.
    using Occupants = std::function<std::optional<net::Jid>(const net::Jid &occupant)>;
    IdentityResolver(const Store &store, AccountId account, const net::Jid &own, Occupants occupants);

    [[nodiscard]] Identity resolve(const net::Jid &address) const;
    /// Of an address as text, or of a device id.
    [[nodiscard]] Identity resolve(const QString &addressOrDevice) const;
    /// The other way: full addresses of the sessions that the own devices said they have.
    [[nodiscard]] QList<net::Jid> devicesOfSelf() const;

private:
    [[nodiscard]] Identity self(const QString &device) const;
    [[nodiscard]] Identity person(const net::Jid &bare) const;
    [[nodiscard]] bool isGateway(const QString &domain) const;

    const Store &m_store;
    AccountId m_account;
    net::Jid m_own;
    Occupants m_occupants;
};

} // namespace model
