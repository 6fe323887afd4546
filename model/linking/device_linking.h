// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_join.h"
#include "model/linking/link_offer.h"
#include "model/linking/password_change.h"

#include <memory>
#include <optional>

namespace model {

/// A history that crosses, or was interrupted, with nobody showing it. Value type.
struct LinkTransfer {
    bool sends = false; ///< false: this device receives
    QString device; ///< name of the other one
    LinkProgress progress;
    bool isInterrupted = false;
    bool operator==(const LinkTransfer &) const = default;
};

/// What the window needs to link devices: the root object of model/linking for the UI. Main thread. Outlives what it gives out.
class DeviceLinking : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// A code for this account, in Preparing. Never null; what is in the way is said by its status. One at a time for an account: another one ends the code of the first.
    [[nodiscard]] virtual std::unique_ptr<LinkOffer> offer(AccountId account) = 0;
    /// A new device that is about to be linked, in Idle. Never null.
    [[nodiscard]] virtual std::unique_ptr<LinkJoin> join() = 0;

    /// nullopt: none is on its way, and none waits to go on.
    [[nodiscard]] virtual std::optional<LinkTransfer> transfer(AccountId account) const = 0;
    /// An interrupted one that receives: go on. Also after Kith was started anew.
    virtual void continueTransfer(AccountId account) = 0;
    /// Stops it for good; what has been received stays.
    virtual void cancelTransfer(AccountId account) = 0;

    /// For a device that was lost (L50).
    [[nodiscard]] virtual PasswordChange &passwords() = 0;

Q_SIGNALS:
    void transferChanged(model::AccountId account);
};

} // namespace model
