// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <tuple>

namespace model {

/// Which of two values that devices wrote at the same time stays: the one with more changes behind it, else the one of the greater device id.
struct EditStamp {
    qint64 revision = 0; ///< 0: never written
    QString by; ///< device id
    bool operator==(const EditStamp &) const = default;
    friend bool operator<(const EditStamp &a, const EditStamp &b) { return std::tie(a.revision, a.by) < std::tie(b.revision, b.by); }
};

/// A device was asked to leave by another one: for good, it comes back only with a new id.
struct UnlinkWish {
    QDateTime at; ///< UTC
    QString by; ///< device id
    bool wipe = false;
    bool operator==(const UnlinkWish &) const = default;
};

/// What the links node says of one device. Value type.
struct DeviceEntry {
    QString id; ///< L40

    // Only the device itself writes these.
    qint64 entry = 0; ///< rises with each entering (L42)
    QDateTime since; ///< UTC, when it linked first
    QDateTime entered; ///< UTC, when it entered last
    QString resource, software, version, system, kind;

    // Any device may write these.
    QString name;
    EditStamp nameStamp;
    QStringList services;
    EditStamp servicesStamp;
    std::optional<UnlinkWish> unlinked;

    bool operator==(const DeviceEntry &) const = default;
};

/// What both say together, whoever said it first: commutative, associative, and the same again with either. So devices that have read the same entries, in any order and however often, know
/// the same (L42), and what is older never replaces what is newer.
[[nodiscard]] DeviceEntry merged(const DeviceEntry &a, const DeviceEntry &b);

} // namespace model
