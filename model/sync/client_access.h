// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/linked_devices.h"
#include "model/sync/sync_context.h"
#include "net/proto/xep_0494_client_access.h"

namespace model {

/// Which programs the server lets in (XEP-0494): asked for when somebody looks, and after a change; and taking access away. Main thread.
class ClientAccess : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const DeviceAnswer &)>;

    explicit ClientAccess(const SyncContext &context, QObject *parent = nullptr);

    void onLive(net::Resumed resumed);
    void refresh();
    /// Asks again if the list was asked for in this session: something has changed.
    void refreshIfShown();
    void revoke(const QString &clientId, Done done);

    [[nodiscard]] LinkedDevices::ServerList state() const { return m_state; }
    [[nodiscard]] const std::vector<net::xep0494::Client> &clients() const { return m_clients; }
    [[nodiscard]] const QDateTime &askedAt() const { return m_askedAt; }

Q_SIGNALS:
    void changed();

private:
    using Answer = net::Expected<net::xml::Element, net::IqError>;
    void answered(const Answer &answer);
    void recall();

    SyncContext m_context;
    LinkedDevices::ServerList m_state = LinkedDevices::ServerList::Unknown;
    std::vector<net::xep0494::Client> m_clients;
    QDateTime m_askedAt; ///< UTC; invalid: never
    bool m_asking = false;
    bool m_again = false; ///< refresh() while m_asking
};

} // namespace model
