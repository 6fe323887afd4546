// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "model/sync/accounts.h"
#include "model/sync/secrets.h"

#include <memory>

namespace net {
class NetworkMonitor;
class TlsContexts;
}

namespace model {
class DeviceLinking;
class Settings;
class TicketVault;
}

namespace app {

class Profile;

/// What stands behind the window, or behind a command without one: the opened store, the secrets, the accounts, and what they need of the machine. Destroyed in the
/// order they depend on each other. Main thread.
class Services
{
public:
    /// Takes the store over. `clock` and `ids` outlive this.
    Services(const Profile &profile, std::unique_ptr<model::Store> store, net::Clock &clock, net::IdSource &ids);
    ~Services();
    Services(const Services &) = delete;
    Services &operator=(const Services &) = delete;

    [[nodiscard]] model::Store &store() const { return *m_store; }
    [[nodiscard]] model::Settings &settings() const { return *m_settings; }
    [[nodiscard]] model::Accounts &accounts() const { return *m_accounts; }
    [[nodiscard]] model::DeviceLinking &linking() const { return *m_linking; }
    /// Detaches the sessions, waits until the secrets are kept, then calls `done`: within two seconds whatever a server or a keychain does. Once.
    void shutDown(std::function<void()> done);

private:
    std::unique_ptr<model::Store> m_store;
    std::unique_ptr<model::Settings> m_settings;
    std::unique_ptr<model::Secrets> m_secrets;
    std::unique_ptr<net::NetworkMonitor> m_network;
    std::unique_ptr<net::TlsContexts> m_tlsContexts;
    std::unique_ptr<model::TicketVault> m_tickets;
    std::unique_ptr<model::Accounts> m_accounts;
    std::unique_ptr<model::DeviceLinking> m_linking;
};

} // namespace app
