// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/device_gateway.h"

#include "model/store/changes.h"
#include "model/store/statement.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

#define KITH_DEVICE_COLUMNS \
    "id, entry, since, entered, resource, software, version, system, kind, name, name_revision, name_by, services, services_revision, services_by, unlinked_at, unlinked_by, wipe, due, removed, " \
    "heard_at, last_seen"

struct DeviceGateway::Row {
    StoredDevice device;
    bool removed = false;
};

namespace {

StoredDevice deviceFrom(const Statement &row)
{
    StoredDevice device;
    DeviceEntry &e = device.entry;
    e.id = row.text(0);
    e.entry = row.number(1);
    e.since = row.time(2);
    e.entered = row.time(3);
    e.resource = row.text(4);
    e.software = row.text(5);
    e.version = row.text(6);
    e.system = row.text(7);
    e.kind = row.text(8);
    e.name = row.text(9);
    e.nameStamp = {row.number(10), row.text(11)};
    e.services = row.text(12).split(u' ', Qt::SkipEmptyParts);
    e.servicesStamp = {row.number(13), row.text(14)};
    if (!row.isNull(15))
        e.unlinked = UnlinkWish{row.time(15), row.text(16), row.flag(17)};
    device.due = row.flag(18);
    device.heardAt = row.time(20);
    device.lastSeen = row.time(21);
    return device;
}

} // namespace

std::vector<StoredDevice> DeviceGateway::all(AccountId account) const
{
    Statement rows(m_db, "SELECT " KITH_DEVICE_COLUMNS " FROM device WHERE account = ? AND NOT removed ORDER BY id", account);
    std::vector<StoredDevice> devices;
    while (rows.next())
        devices.push_back(deviceFrom(rows));
    return devices;
}

std::optional<DeviceGateway::Row> DeviceGateway::row(AccountId account, const QString &id) const
{
    Statement found(m_db, "SELECT " KITH_DEVICE_COLUMNS " FROM device WHERE account = ? AND id = ?", account, id);
    return found.next() ? std::optional(Row{deviceFrom(found), found.flag(19)}) : std::nullopt;
}

std::optional<StoredDevice> DeviceGateway::find(AccountId account, const QString &id) const
{
    const auto found = row(account, id);
    return found && !found->removed ? std::optional(found->device) : std::nullopt;
}

void DeviceGateway::put(AccountId account, const Row &row)
{
    const StoredDevice &d = row.device;
    const DeviceEntry &e = d.entry;
    const UnlinkWish wish = e.unlinked.value_or(UnlinkWish{});
    Statement(m_db, "INSERT OR REPLACE INTO device (account, " KITH_DEVICE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", account, e.id, e.entry,
        e.since, e.entered, e.resource, e.software, e.version, e.system, e.kind, e.name, e.nameStamp.revision, e.nameStamp.by, e.services.join(u' '), e.servicesStamp.revision, e.servicesStamp.by, wish.at,
        wish.by, wish.wipe, d.due, row.removed, d.heardAt, d.lastSeen);
    m_changes.devices(account);
}

QString DeviceGateway::ownId(AccountId account) const
{
    Statement row(m_db, "SELECT device_id FROM account WHERE id = ?", account);
    return row.next() ? row.text(0) : QString();
}

std::optional<StoredDevice> DeviceGateway::own(AccountId account) const
{
    const QString id = ownId(account);
    return id.isEmpty() ? std::nullopt : find(account, id);
}

void DeviceGateway::ensureOwn(AccountId account, const DeviceEntry &fresh)
{
    if (const QString id = ownId(account); !id.isEmpty() && row(account, id))
        return;
    Statement(m_db, "UPDATE account SET device_id = ? WHERE id = ?", fresh.id, account);
    put(account, {{fresh, false, fresh.since, {}}, false});
}

void DeviceGateway::enter(AccountId account, const DeviceEntry &ownPart)
{
    auto mine = row(account, ownId(account));
    if (!mine)
        return;
    DeviceEntry &e = mine->device.entry;
    ++e.entry;
    e.entered = ownPart.entered;
    e.resource = ownPart.resource;
    e.software = ownPart.software;
    e.version = ownPart.version;
    e.system = ownPart.system;
    e.kind = ownPart.kind;
    mine->device.due = true;
    mine->removed = false;
    put(account, *mine);
}

QStringList DeviceGateway::heard(AccountId account, const std::vector<DeviceEntry> &entries, bool isAll, const QDateTime &now)
{
    const QString ownDevice = ownId(account);
    QStringList ghosts;
    QStringList named;
    for (const DeviceEntry &said : entries) {
        named << said.id;
        auto known = row(account, said.id);
        // Taken away is what had come in until then, not what comes in afterwards: that is a new entering.
        if (known && known->removed && said.entry <= known->device.entry.entry && said.id != ownDevice) {
            ghosts << said.id;
            continue;
        }
        Row next;
        if (known)
            next = *known;
        next.removed = false;
        next.device.entry = known && !known->removed ? merged(known->device.entry, said) : said;
        next.device.due = next.device.entry != said; // somebody who did not know has repeated what was older: say it again
        next.device.heardAt = now;
        put(account, next);
    }
    if (!isAll)
        return ghosts;
    for (const StoredDevice &device : all(account)) {
        if (named.contains(device.entry.id))
            continue;
        if (device.entry.id == ownDevice)
            Statement(m_db, "UPDATE device SET due = 1 WHERE account = ? AND id = ?", account, device.entry.id);
        else
            Statement(m_db, "DELETE FROM device WHERE account = ? AND id = ?", account, device.entry.id);
        m_changes.devices(account);
    }
    Statement(m_db, "DELETE FROM device WHERE account = ? AND removed AND heard_at < ?", account, now.addDays(-kStaleDays));
    return ghosts;
}

bool DeviceGateway::retracted(AccountId account, const QStringList &ids, const QDateTime &now)
{
    const QString ownDevice = ownId(account);
    bool isOwn = false;
    for (const QString &id : ids) {
        auto known = row(account, id);
        if (!known || known->removed)
            continue;
        if (id == ownDevice && !known->device.entry.unlinked) {
            isOwn = true;
            ++known->device.entry.entry; // what was taken away does not come back, a new entering does
            known->device.due = true;
        } else if (id != ownDevice) {
            known->removed = true;
            known->device.due = false;
            known->device.heardAt = now;
        }
        put(account, *known);
    }
    return isOwn;
}

void DeviceGateway::nodeLost(AccountId account)
{
    const QString ownDevice = ownId(account);
    Statement(m_db, "DELETE FROM device WHERE account = ? AND id <> ?", account, ownDevice);
    Statement(m_db, "UPDATE device SET due = 1 WHERE account = ? AND id = ?", account, ownDevice);
    m_changes.devices(account);
}

bool DeviceGateway::rename(AccountId account, const QString &id, const QString &name)
{
    auto known = row(account, id);
    if (!known || known->removed)
        return false;
    DeviceEntry &e = known->device.entry;
    if (e.name == name)
        return true;
    e.name = name;
    e.nameStamp = {e.nameStamp.revision + 1, ownId(account)};
    known->device.due = true;
    put(account, *known);
    if (id == ownId(account)) {
        Statement(m_db, "UPDATE account SET device_name = ? WHERE id = ?", name, account); // what the server is told at the next login
        m_changes.account(account);
    }
    return true;
}

bool DeviceGateway::setServices(AccountId account, const QString &id, const QStringList &services)
{
    auto known = row(account, id);
    if (!known || known->removed)
        return false;
    DeviceEntry &e = known->device.entry;
    if (e.services == services)
        return true;
    e.services = services;
    e.servicesStamp = {e.servicesStamp.revision + 1, ownId(account)};
    known->device.due = true;
    put(account, *known);
    return true;
}

bool DeviceGateway::askToLeave(AccountId account, const QString &id, const QDateTime &now, bool wipe)
{
    auto known = row(account, id);
    if (!known || known->removed)
        return false;
    DeviceEntry wish = known->device.entry;
    wish.unlinked = UnlinkWish{now, ownId(account), wipe};
    known->device.entry = merged(known->device.entry, wish);
    known->device.due = true;
    put(account, *known);
    return true;
}

std::vector<DeviceEntry> DeviceGateway::due(AccountId account) const
{
    std::vector<DeviceEntry> entries;
    for (const StoredDevice &device : all(account)) {
        if (device.due)
            entries.push_back(device.entry);
    }
    return entries;
}

void DeviceGateway::published(AccountId account, const DeviceEntry &said)
{
    auto known = row(account, said.id);
    if (!known || known->device.entry != said)
        return; // changed meanwhile: still due
    known->device.due = false;
    put(account, *known);
}

QStringList DeviceGateway::outlived(AccountId account, const QDateTime &now) const
{
    const QString ownDevice = ownId(account);
    QStringList ids;
    for (const StoredDevice &device : all(account)) {
        if (device.entry.id != ownDevice && device.entry.unlinked && device.entry.unlinked->at < now.addDays(-kStaleDays))
            ids << device.entry.id;
    }
    return ids;
}

void DeviceGateway::seen(AccountId account, const QString &resource, const QDateTime &at)
{
    const Statement seen(m_db, "UPDATE device SET last_seen = ? WHERE account = ? AND resource = ? AND resource <> '' AND coalesce(last_seen, 0) < ?", at, account, resource, at);
    if (seen.changes() > 0)
        m_changes.devices(account);
}

std::optional<DeviceGateway::Clients> DeviceGateway::clients(AccountId account) const
{
    Statement row(m_db, "SELECT clients, asked_at FROM client_list WHERE account = ?", account);
    return row.next() ? std::optional(Clients{row.bytes(0), row.time(1)}) : std::nullopt;
}

void DeviceGateway::putClients(AccountId account, const Clients &clients)
{
    Statement(m_db, "INSERT OR REPLACE INTO client_list (account, clients, asked_at) VALUES (?, ?, ?)", account, clients.xml, clients.askedAt);
    m_changes.devices(account);
}

} // namespace model
