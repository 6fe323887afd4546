// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/client_access.h"
#include "model/sync/device_list.h"
#include "model/sync/links_sync.h"

#include <QPointer>
#include <QSet>

namespace model {

/// The LinkedDevices of one account, over its session and the store. Main thread. Owned by AccountImpl.
class LinkedDevicesImpl final : public LinkedDevices
{
    Q_OBJECT
public:
    struct Parts {
        LinksSync &links;
        ClientAccess &clients;
        OwnSessions &sessions; ///< outlives this; the others may not
    };
    LinkedDevicesImpl(const SyncContext &context, const Parts &parts, QObject *parent = nullptr);

    [[nodiscard]] AccountId account() const override { return m_context.account; }
    [[nodiscard]] QList<Device> devices() const override;
    [[nodiscard]] ServerList serverList() const override;
    [[nodiscard]] ServiceFilter ownFilter() const override;
    void refresh() override;
    QFuture<DeviceAnswer> rename(const QString &key, const QString &name) override;
    QFuture<DeviceAnswer> setReceives(const QString &key, const ServiceFilter &filter) override;
    QFuture<DeviceAnswer> unlink(const QString &key, bool wipe) override;
    QFuture<DeviceAnswer> removeStale(const QStringList &keys) override;

private:
    using Promise = std::shared_ptr<QPromise<DeviceAnswer>>;
    [[nodiscard]] DeviceSources sources() const;
    [[nodiscard]] bool isLive() const { return m_links && m_context.session.state() == net::SessionState::Live; }
    /// Changes the row, then tells the node.
    QFuture<DeviceAnswer> edit(const QString &id, std::function<bool(StoreSession &)> change);
    void change(const QString &id, std::function<bool(StoreSession &)> change, LinksSync::Done done);
    /// `clientId`: of the device on the server's list; empty: it is not there.
    void revoke(const Device &device, const QString &clientId, const Promise &promise);
    void onAskedToLeave(const UnlinkWish &wish);
    void askPrograms();
    void askProgram(const QString &resource);

    SyncContext m_context;
    QPointer<LinksSync> m_links;
    QPointer<ClientAccess> m_clients;
    OwnSessions &m_sessions;
    std::map<QString, ProgramInfo> m_programs; ///< by resource
    QSet<QString> m_askedPrograms;
    bool m_isWatched = false; ///< the page has been opened
};

} // namespace model
