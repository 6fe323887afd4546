// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include "app/network/avahi_links.h"
#include "app/profile.h"
#include "model/linking/device_linking_impl.h"
#include "model/linking/history_sink.h"
#include "model/store/settings.h"
#include "model/sync/session_settings_from.h"
#include "model/sync/ticket_vault.h"
#include "net/transport/network_monitor.h"
#include "net/transport/tcp_dialer.h"
#include "net/transport/tls_context.h"

#include <QSysInfo>
#include <QTimer>

#include <algorithm>

namespace app {

namespace {

constexpr std::chrono::milliseconds kShutDownLimit{2000};

QString deviceName()
{
    const QString host = QSysInfo::machineHostName();
    return host.isEmpty() ? QSysInfo::prettyProductName() : host;
}

} // namespace

Services::Services(const Profile &profile, std::unique_ptr<model::Store> store, net::Clock &clock, net::IdSource &ids)
    : m_store(std::move(store))
    , m_settings(std::make_unique<model::Settings>(*m_store))
    , m_secrets(model::makeSecrets(profile.directory(), profile.id(), model::secretsChoiceFromEnvironment()))
    , m_network(std::make_unique<net::SystemNetworkMonitor>(clock))
    , m_tlsContexts(std::make_unique<net::TlsContexts>())
    , m_tickets(std::make_unique<model::TicketVault>(*m_store, *m_secrets, clock, ids))
{
    const auto makeDialer = [&clock, &ids, tickets = m_tickets.get(), contexts = m_tlsContexts.get()]() -> std::unique_ptr<net::Dialer> {
        return std::make_unique<net::TcpDialer>(clock, ids, net::TcpDialer::Parts{nullptr, tickets, contexts});
    };
    m_accounts = std::make_unique<model::Accounts>(model::Accounts::Parts{
        .store = *m_store,
        .secrets = *m_secrets,
        .makeDialer = makeDialer,
        .network = m_network.get(),
        .clock = clock,
        .ids = ids,
        .deviceName = deviceName(),
        .settings = m_settings.get(),
        .place = QSysInfo::machineUniqueId() + '\n' + profile.directory().toUtf8(),
    });
    m_linking = std::make_unique<model::DeviceLinkingImpl>(model::LinkingParts{
        .accounts = *m_accounts,
        .store = *m_store,
        .clock = clock,
        .ids = ids,
        .makeDialer = makeDialer,
        .wayToServer = [settings = m_settings.get()](const net::Jid &account) {
            model::AccountRecord record;
            record.jid = account;
            return model::sessionSettingsFrom(record, settings).dial;
        },
        .makeFinder = [] { return std::make_unique<AvahiFinder>(QDBusConnection::systemBus()); },
        .makeAnnouncer = [] { return std::make_unique<AvahiAnnouncer>(QDBusConnection::systemBus()); },
        .history = model::historyEnds(*m_store),
        .folder = profile.directory(),
        .deviceName = deviceName(),
    });
    QObject::connect(m_accounts.get(), &model::Accounts::added, m_tickets.get(), [this](const model::Account *account) { m_tickets->welcome(account->jid().asciiDomain()); });
    QObject::connect(m_accounts.get(), &model::Accounts::aboutToRemove, m_tickets.get(), [this](const model::Account *leaving) {
        const QByteArray domain = leaving->jid().asciiDomain();
        const QList<model::Account *> all = m_accounts->all();
        if (std::none_of(all.begin(), all.end(), [&](const model::Account *other) { return other != leaving && other->jid().asciiDomain() == domain; }))
            m_tickets->forget(domain);
    });
}

Services::~Services() = default;

void Services::shutDown(std::function<void()> done)
{
    // Whichever comes first: everything is done, or the limit. The other one then finds nothing to call.
    auto once = std::make_shared<std::function<void()>>(std::move(done));
    const auto finish = [once] {
        if (const auto call = std::exchange(*once, {}))
            call();
    };
    QTimer::singleShot(kShutDownLimit, m_accounts.get(), finish);
    m_accounts->shutDown([this, finish] { m_secrets->flush(m_accounts.get(), finish); });
}

} // namespace app
