// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/device_entry.h"
#include "model/types/ids.h"

#include <vector>

namespace model {

class Changes;
class Database;

/// A device of the account as this one knows it.
struct StoredDevice {
    DeviceEntry entry;
    bool due = false; ///< the node says less
    QDateTime heardAt; ///< UTC, when the node said it last
    QDateTime lastSeen; ///< UTC, when the server said last that it was there; invalid: never
};

/// Rows of `device`: the account's links node as far as this device knows it, merged with what it wants to say. On failure: see StoreSession.
class DeviceGateway
{
public:
    /// Entries of which nobody has heard for so long are forgotten, if they are removed, and offered for removal, if they are not (L41).
    static constexpr int kStaleDays = 90;

    DeviceGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    [[nodiscard]] std::vector<StoredDevice> all(AccountId account) const; ///< without what was removed
    [[nodiscard]] std::optional<StoredDevice> find(AccountId account, const QString &id) const;
    /// Of this installation; empty: it has none yet.
    [[nodiscard]] QString ownId(AccountId account) const;
    [[nodiscard]] std::optional<StoredDevice> own(AccountId account) const;

    /// Gives this installation its id and entry, if it has none.
    void ensureOwn(AccountId account, const DeviceEntry &fresh);
    /// A session has begun: the next entry of this device, with what only it may say (L42).
    void enter(AccountId account, const DeviceEntry &ownPart);

    /// Items of the node. `isAll`: it has no others. Returns ids of items that were removed and have been repeated by somebody who did not know: to be removed again.
    [[nodiscard]] QStringList heard(AccountId account, const std::vector<DeviceEntry> &entries, bool isAll, const QDateTime &now);
    /// Items were taken away. True: our own among them, which nobody has asked to leave; it is due again.
    bool retracted(AccountId account, const QStringList &ids, const QDateTime &now);
    /// All of them were, or the node itself, by an accident more likely than by a wish.
    void nodeLost(AccountId account);

    // What the user wants; false: no such device.
    bool rename(AccountId account, const QString &id, const QString &name);
    bool setServices(AccountId account, const QString &id, const QStringList &services);
    bool askToLeave(AccountId account, const QString &id, const QDateTime &now, bool wipe);

    [[nodiscard]] std::vector<DeviceEntry> due(AccountId account) const;
    /// The node has it.
    void published(AccountId account, const DeviceEntry &said);
    /// Devices that were asked to leave so long ago that nobody waits for them any more.
    [[nodiscard]] QStringList outlived(AccountId account, const QDateTime &now) const;

    /// The server says that the session with this resource is, or was, there.
    void seen(AccountId account, const QString &resource, const QDateTime &at);

    /// XEP-0494's list as XML.
    struct Clients {
        QByteArray xml;
        QDateTime askedAt; ///< UTC
    };
    [[nodiscard]] std::optional<Clients> clients(AccountId account) const;
    void putClients(AccountId account, const Clients &clients);

private:
    struct Row;
    [[nodiscard]] std::optional<Row> row(AccountId account, const QString &id) const;
    void put(AccountId account, const Row &row);

    Database &m_db;
    Changes &m_changes;
};

} // namespace model
