// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/linked_devices.h"
#include "model/sync/sync_context.h"
#include "model/types/account_record.h"

namespace model {

/// The LinkedDevices of one account, over its session and the store. Main thread. Owned by AccountImpl.
class LinkedDevicesImpl final : public LinkedDevices
{
    Q_OBJECT
public:
    LinkedDevicesImpl(const SyncContext &context, QObject *parent = nullptr);

    [[nodiscard]] AccountId account() const override { return m_context.account; }
    [[nodiscard]] QList<Device> devices() const override;
    [[nodiscard]] ServerList serverList() const override { return ServerList::Unknown; }
    [[nodiscard]] ServiceFilter ownFilter() const override { return {}; }
    void refresh() override { }
    QFuture<DeviceAnswer> rename(const QString &key, const QString &name) override;
    QFuture<DeviceAnswer> setReceives(const QString &key, const ServiceFilter &filter) override;
    QFuture<DeviceAnswer> unlink(const QString &key, bool wipe) override;
    QFuture<DeviceAnswer> removeStale(const QStringList &keys) override;

private:
    SyncContext m_context;
};

} // namespace model
