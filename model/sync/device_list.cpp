// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/device_list.h"

#include "net/proto/kith_access.h"
#include "net/proto/payload.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace model {

namespace {

using Client = net::xep0494::Client;
using ServerList = LinkedDevices::ServerList;
using SessionState = net::access::ClientSession::State;

DeviceKind kindFrom(const QString &word)
{
    static const QHash<QString, DeviceKind> kKinds{{u"computer"_s, DeviceKind::Computer}, {u"phone"_s, DeviceKind::Phone}, {u"tablet"_s, DeviceKind::Tablet}, {u"web"_s, DeviceKind::Web},
        {u"service"_s, DeviceKind::Service}};
    return kKinds.value(word);
}

template<class T>
void learn(Fact<T> &fact, const T &value, FactSource source, const QDateTime &at)
{
    if (!(value == T{}))
        fact = {value, source, at};
}

/// Builds the rows; each client and each session ends up in one of them.
class Lister
{
public:
    explicit Lister(const DeviceSources &sources) : s(sources)
    {
        matchClients();
        for (const StoredDevice &linked : s.linked)
            addLinked(linked);
        for (const Client &client : s.clients) {
            if (!m_taken.contains(client.id))
                addClient(client);
        }
        for (const auto &[resource, session] : s.sessions) {
            if (!m_shown.contains(resource) && resource != s.ownResource)
                addSession(resource);
        }
    }

    [[nodiscard]] QList<Device> devices() const { return m_devices; }
    [[nodiscard]] QString clientId(const QString &key) const { return m_clientOf.contains(key) ? m_clientOf.value(key)->id : QString(); }

private:
    [[nodiscard]] static std::vector<net::access::ClientSession> sessionsOf(const Client &client) { return net::allPayloads(client.element, net::access::parseClientSession); }

    /// Surest first: the session that both have; the id by which the server knows this program; the name, where only one bears it.
    void matchClients()
    {
        const auto take = [this](const StoredDevice &linked, const Client &client) {
            m_clientOf.insert(linked.entry.id, &client);
            m_taken.insert(client.id);
        };
        const auto matchBy = [&](const auto &matches) {
            for (const StoredDevice &linked : s.linked) {
                if (m_clientOf.contains(linked.entry.id))
                    continue;
                const Client *found = nullptr;
                int count = 0;
                for (const Client &client : s.clients) {
                    if (!m_taken.contains(client.id) && matches(linked.entry, client)) {
                        found = &client;
                        ++count;
                    }
                }
                if (count == 1)
                    take(linked, *found);
            }
        };
        matchBy([this](const DeviceEntry &entry, const Client &client) {
            const auto sessions = sessionsOf(client);
            return std::any_of(sessions.begin(), sessions.end(),
                [&](const auto &session) { return session.resource == entry.resource || (session.isSelf && entry.id == s.ownId); });
        });
        matchBy([this](const DeviceEntry &entry, const Client &client) { return entry.id == s.ownId && !s.userAgentId.isEmpty() && client.id.contains(s.userAgentId); });
        matchBy([this](const DeviceEntry &entry, const Client &client) {
            // One that names its sessions has been compared.
            return entry.id != s.ownId && !entry.name.isEmpty() && client.device == entry.name && client.software == entry.software && sessionsOf(client).empty();
        });
    }

    void addLinked(const StoredDevice &linked)
    {
        const DeviceEntry &entry = linked.entry;
        Device d;
        d.key = d.id = entry.id;
        d.isThis = entry.id == s.ownId;
        const FactSource source = d.isThis ? FactSource::OwnRecord : FactSource::LinksNode;
        const QDateTime at = d.isThis ? s.now : linked.heardAt;
        learn(d.name, entry.name, source, at);
        learn(d.software, entry.software, source, at);
        learn(d.version, entry.version, source, at);
        learn(d.system, entry.system, source, at);
        learn(d.kind, kindFrom(entry.kind), source, at);
        d.receives = {ServiceFilter(entry.services), source, at};
        d.role = {d.receives.value.isEverything() ? LinkRole::CatchAll : LinkRole::Filtered, source, at};
        d.linkedSince = {entry.since, source, at};
        d.lastSeen = {entry.entered, FactSource::LinksNode, at}; // its own word
        if (linked.lastSeen.isValid())
            see(d, linked.lastSeen, FactSource::Presence, linked.lastSeen);
        const Client *client = m_clientOf.value(d.id);
        if (client)
            addFactsOf(d, *client);
        addState(d, d.isThis ? s.ownResource : entry.resource, client);
        if (d.isThis && !d.signsInWith.isKnown())
            d.signsInWith = {s.ownHasToken ? SignsInWith::Token : SignsInWith::Password, FactSource::OwnRecord, s.now};
        d.wasUnlinked = entry.unlinked.has_value();
        // L41. A device that is there, or says so itself, is not offered.
        d.offerRemoval = !d.isThis && !d.isConnected() && d.state.value != DeviceState::Detached && d.lastSeen.value < s.now.addDays(-DeviceGateway::kStaleDays);
        d.canWipe = !d.isThis;
        d.canRename = d.canChooseReceives = s.isLive ? DeviceReason::None : DeviceReason::NotConnected;
        addUnlink(d, client);
        add(d);
    }

    void addClient(const Client &client)
    {
        Device d;
        d.key = "client:"_L1 + client.id;
        m_clientOf.insert(d.key, &client);
        addFactsOf(d, client);
        QString resource;
        for (const auto &session : sessionsOf(client)) {
            if (resource.isEmpty() || s.sessions.contains(session.resource))
                resource = session.resource;
            m_shown.insert(session.resource);
        }
        addProgram(d, resource);
        addState(d, resource, &client);
        d.canRename = d.canChooseReceives = DeviceReason::NotLinked;
        addUnlink(d, &client);
        add(d);
    }

    void addSession(const QString &resource)
    {
        Device d;
        d.key = "session:"_L1 + resource;
        addProgram(d, resource);
        addState(d, resource, nullptr);
        d.canRename = d.canChooseReceives = DeviceReason::NotLinked;
        addUnlink(d, nullptr);
        add(d);
    }

    void addFactsOf(Device &d, const Client &client)
    {
        const QDateTime &at = s.clientsAskedAt;
        if (!d.name.isKnown())
            learn(d.name, client.device, FactSource::ClientList, at);
        if (!d.software.isKnown())
            learn(d.software, client.software, FactSource::ClientList, at);
        if (client.usedPassword || client.hasGrant || client.hasFast)
            d.signsInWith = {client.usedPassword ? SignsInWith::Password : SignsInWith::Token, FactSource::ClientList, at};
        if (client.lastSeen.isValid())
            see(d, std::min(client.lastSeen, s.now), FactSource::ClientList, at);
    }

    void addProgram(Device &d, const QString &resource)
    {
        const auto found = s.programs.find(resource);
        if (found == s.programs.end())
            return;
        const ProgramInfo &program = found->second;
        learn(d.software, program.software, FactSource::Presence, program.at);
        learn(d.version, program.version, FactSource::Presence, program.at);
        learn(d.system, program.system, FactSource::Presence, program.at);
        learn(d.kind, program.kind, FactSource::Presence, program.at);
    }

    static void see(Device &d, const QDateTime &when, FactSource source, const QDateTime &at)
    {
        if (!d.lastSeen.isKnown() || d.lastSeen.value <= when)
            d.lastSeen = {when, source, at};
    }

    /// L41: only what the server says counts, and only while it can tell.
    void addState(Device &d, const QString &resource, const Client *client)
    {
        m_shown.insert(resource);
        if (!s.isLive)
            return;
        if (d.isThis) {
            d.state = {DeviceState::Connected, FactSource::OwnRecord, s.now};
        } else if (const auto session = s.sessions.find(resource); session != s.sessions.end() && !resource.isEmpty()) {
            d.detachedSince = session->second.detachedSince;
            d.state = {d.detachedSince.isValid() ? DeviceState::Detached : DeviceState::Connected, FactSource::Presence, session->second.since};
        } else {
            d.state = {DeviceState::Gone, FactSource::Presence, s.now};
            if (client && client->connected && s.serverList == ServerList::Known)
                d.state = {stateOf(*client), FactSource::ClientList, s.clientsAskedAt};
        }
        if (d.isConnected())
            d.lastSeen = {s.now, d.state.source, s.now};
    }

    /// A session that sends no presence: the list alone knows of it.
    static DeviceState stateOf(const Client &client)
    {
        const auto sessions = sessionsOf(client);
        const auto isThere = [](const net::access::ClientSession &session) { return session.state == SessionState::Connected; };
        return sessions.empty() || std::any_of(sessions.begin(), sessions.end(), isThere) ? DeviceState::Connected : DeviceState::Detached;
    }

    void addUnlink(Device &d, const Client *client) const
    {
        if (d.isThis) {
            d.unlink = UnlinkHow::SelfSignOut;
            return;
        }
        if (!s.isLive) {
            d.unlinkReason = DeviceReason::NotConnected;
            return;
        }
        const UnlinkHow otherwise = d.isLinked() ? UnlinkHow::AsksDevice : UnlinkHow::OnlyPasswordChange;
        if (s.serverList != ServerList::Known) {
            d.unlink = otherwise;
            d.unlinkReason = DeviceReason::ServerHasNoClientList;
        } else if (client && !client->usedPassword) {
            d.unlink = UnlinkHow::RevokedByServer;
        } else {
            d.unlink = otherwise;
            d.unlinkReason = client ? DeviceReason::PasswordWasUsedThere : DeviceReason::None; // L50
        }
        if (d.wasUnlinked && d.unlink == UnlinkHow::AsksDevice)
            d.unlinkReason = DeviceReason::AlreadyUnlinked;
    }

    void add(Device d)
    {
        d.account = s.account;
        m_devices << d;
    }

    const DeviceSources &s;
    QHash<QString, const Client *> m_clientOf; ///< by key
    std::set<QString> m_taken; ///< ids of clients that are linked devices
    std::set<QString> m_shown; ///< resources that have a row
    QList<Device> m_devices;
};

} // namespace

QList<Device> listDevices(const DeviceSources &sources)
{
    return Lister(sources).devices();
}

QString clientIdOf(const DeviceSources &sources, const QString &key)
{
    return Lister(sources).clientId(key);
}

} // namespace model
