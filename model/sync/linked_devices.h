// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/device.h"

#include <QFuture>
#include <QObject>

namespace model {

/// The devices of one account: what is known of them, and what the user can do with them. Live: every device of the account that is connected is told of every change.
/// Main thread. Owned by its Account.
class LinkedDevices : public QObject
{
    Q_OBJECT
public:
    /// XEP-0494: does the server know all programs that may sign in?
    enum class ServerList {
        Unknown, ///< not asked yet
        Known,
        NotOffered, ///< older programs do not appear, and none can be cut
        Failed, ///< asked, and not answered: what is shown is of before
    };
    using QObject::QObject;

    [[nodiscard]] virtual AccountId account() const = 0;
    /// In no order; see LinkedDevicesModel and its proxy.
    [[nodiscard]] virtual QList<Device> devices() const = 0;
    [[nodiscard]] virtual ServerList serverList() const = 0;
    /// Of this device: what it receives itself.
    [[nodiscard]] virtual ServiceFilter ownFilter() const = 0;

    /// The page was opened: ask the server for its list, and programs that did not say so who they are.
    virtual void refresh() = 0;
    virtual QFuture<DeviceAnswer> rename(const QString &key, const QString &name) = 0;
    virtual QFuture<DeviceAnswer> setReceives(const QString &key, const ServiceFilter &filter) = 0;
    /// As Device::unlink says. `wipe`: a Kith is asked to delete what it has stored, too. This device signs out: signOutRequested(), then Accounts removes the account.
    virtual QFuture<DeviceAnswer> unlink(const QString &key, bool wipe = false) = 0;
    /// Takes away entries that are offered for removal (Device::offerRemoval). What they could do before, they can do afterwards: it is only the list that gets shorter.
    virtual QFuture<DeviceAnswer> removeStale(const QStringList &keys) = 0;

Q_SIGNALS:
    void changed();
    void serverListChanged();
    /// Another device (its name, for the sentence), or the server, has unlinked this one: sign out, and with `wipe` delete the account's data. By whom is empty for the server.
    void unlinkedByOther(const QString &by, bool wipe);
    /// unlink() of this device: its entry is gone; what is left is Accounts::signOut().
    void signOutRequested(bool wipe);
};

} // namespace model
