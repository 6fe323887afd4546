// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"

#include <QDateTime>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace net {

struct RoomOccupant {
    QString nick, role, affiliation; ///< in the words of XEP-0045
    Jid jid{}; ///< bare: who it is, where the room tells us
    bool operator==(const RoomOccupant &) const = default;
};

/// A room that a session is in: what the room will not tell again when the session is taken up (D41). Value type.
struct JoinedRoom {
    Jid address; ///< bare
    QString nick; ///< ours
    bool joined = false; ///< false: asked for, and the room has not answered yet
    QString subject;
    QString lastId; ///< the room's archive id of the last line; empty: none yet, or it gives none
    QDateTime lastAt; ///< UTC, of that line
    std::vector<RoomOccupant> occupants; ///< ourselves among them
    bool operator==(const JoinedRoom &) const = default;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static std::optional<JoinedRoom> fromJson(const QJsonObject &json);
};

} // namespace net
