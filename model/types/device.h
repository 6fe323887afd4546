// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "model/types/service_filter.h"

#include <QDateTime>
#include <QString>

namespace model {

/// Who says so. The links node and the program's own name are claims: any of the user's devices may write them. Presence and the server's list are the truth (L41).
enum class FactSource { OwnRecord, LinksNode, Presence, ClientList };

/// One thing known of a device, by whom and when. Value type.
template<class T>
struct Fact {
    T value{};
    FactSource source = FactSource::OwnRecord;
    QDateTime at{}; ///< UTC, when it was learned; invalid: not known at all
    [[nodiscard]] bool isKnown() const { return at.isValid(); }
    bool operator==(const Fact &) const = default;
};

enum class DeviceKind { Unknown, Computer, Phone, Tablet, Web, Service };

enum class DeviceState {
    Unknown, ///< nobody can say: this Kith is not connected
    Connected,
    Detached, ///< nobody is at it, its session is kept and takes messages in
    Gone, ///< no session that we are told of
};

enum class SignsInWith { Unknown, Password, Token };

enum class LinkRole { Unknown, CatchAll, Filtered };

enum class UnlinkHow {
    NotNow, ///< why says it
    SelfSignOut, ///< this device: its token is made worthless, then it signs out
    RevokedByServer, ///< the server cuts it, at once and for good
    AsksDevice, ///< it is a Kith: it signs itself out as soon as it is online. Certain is only a new password
    OnlyPasswordChange, ///< nothing here reaches it
};

/// Why something is possible only so, or not.
enum class DeviceReason {
    None,
    NotConnected, ///< this Kith has no connection
    NotLinked, ///< another program: it has no entry that could be changed
    ServerHasNoClientList, ///< it can neither list nor cut programs
    PasswordWasUsedThere, ///< who knows the password comes back (L50)
    AlreadyUnlinked, ///< asked to leave, and has not been here since
};

/// One device of the account as the user sees it: merged from all that is known. Value type.
struct Device {
    QString key; ///< of this row, stable: the device id if there is one
    AccountId account{};
    QString id; ///< public device id (L40); empty: not a Kith
    bool isThis = false;

    Fact<QString> name; ///< "Anna's desk"
    Fact<QString> software; ///< "Kith"
    Fact<QString> version; ///< "0.1"
    Fact<QString> system; ///< "Debian"
    Fact<DeviceKind> kind;
    Fact<SignsInWith> signsInWith;
    Fact<ServiceFilter> receives;
    Fact<LinkRole> role;

    // The claim
    Fact<QDateTime> linkedSince; ///< not known: it never linked itself
    // The truth
    Fact<DeviceState> state;
    QDateTime detachedSince; ///< UTC, when Detached
    Fact<QDateTime> lastSeen;

    bool wasUnlinked = false; ///< it was asked to leave and has not confirmed it
    bool offerRemoval = false; ///< linked, and not seen for 90 days (L41)

    DeviceReason canRename = DeviceReason::None; ///< None: it can be
    DeviceReason canChooseReceives = DeviceReason::None;
    UnlinkHow unlink = UnlinkHow::NotNow;
    DeviceReason unlinkReason = DeviceReason::None;
    bool canWipe = false; ///< a Kith: it can be asked to delete its data

    [[nodiscard]] bool isLinked() const { return linkedSince.isKnown(); }
    [[nodiscard]] bool isConnected() const { return state.value == DeviceState::Connected; }
    bool operator==(const Device &) const = default;
};

/// What became of a command on a device.
enum class DeviceOutcome {
    Done,
    Asked, ///< UnlinkHow::AsksDevice; or it is written down here, and will be said when there is a connection
    NeedsPasswordChange, ///< only that cuts the device
    NotConnected, ///< nothing was changed
    Refused, ///< by the server
    NoSuchDevice,
};
struct DeviceAnswer {
    DeviceOutcome outcome = DeviceOutcome::Done;
    QString detail{}; ///< the server's words, when Refused
    bool operator==(const DeviceAnswer &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::Device)
Q_DECLARE_METATYPE(model::DeviceAnswer)
