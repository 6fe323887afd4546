// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace model {

enum class Availability { Unknown, Offline, Online, Away, LongAway, DoNotDisturb };

/// What is known right now about the other side of a chat. Lives in memory only.
struct PeerStatus {
    Availability availability = Availability::Unknown;
    QString text; ///< their status message
    QDateTime detachedSince{}; ///< UTC, valid: no device of theirs is here, but one has a session that takes messages in
    bool typing = false;
    QDateTime lastSeen; ///< UTC, invalid: unknown
    bool operator==(const PeerStatus &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::PeerStatus)
