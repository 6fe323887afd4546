// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/device_gateway.h"
#include "model/sync/linked_devices.h"
#include "model/sync/own_sessions.h"
#include "net/proto/xep_0494_client_access.h"

#include <map>

namespace model {

/// What a program answered when it was asked who it is (XEP-0092, XEP-0030).
struct ProgramInfo {
    QString software, version, system;
    DeviceKind kind = DeviceKind::Unknown;
    QDateTime at; ///< UTC
    bool operator==(const ProgramInfo &) const = default;
};

/// All that is known of an account's devices, each from where it came.
struct DeviceSources {
    AccountId account{};
    QDateTime now; ///< UTC
    bool isLive = false; ///< what presence says holds
    QString ownId, ownResource;
    QString userAgentId; ///< how the server may call this program
    bool ownHasToken = false;
    std::vector<StoredDevice> linked;
    std::map<QString, OwnSessions::Session> sessions; ///< by resource
    std::map<QString, ProgramInfo> programs; ///< by resource
    LinkedDevices::ServerList serverList = LinkedDevices::ServerList::Unknown;
    std::vector<net::xep0494::Client> clients;
    QDateTime clientsAskedAt; ///< UTC
};

/// One device each: entries of the links node, with what presence and the server's list say of the same; then programs that the server lists, then those that are only present. Pure.
[[nodiscard]] QList<Device> listDevices(const DeviceSources &sources);
/// The server's id of the program that is this device; empty: it lists none.
[[nodiscard]] QString clientIdOf(const DeviceSources &sources, const QString &key);

} // namespace model
