// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0045 Multi-User Chat 1.35.1: what being in a room takes.
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QSet>

#include <optional>

namespace net::xep0045 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/muc";
inline constexpr QStringView kUserNs = u"http://jabber.org/protocol/muc#user";

/// §7.2, in presence to room/nick: the wish to come in. `historySince` (§7.2.15): only lines after this moment, UTC; invalid: as many as the room likes to show.
[[nodiscard]] xml::Element join(const QDateTime &historySince = {});
/// This presence asks a room to let us in.
[[nodiscard]] bool isJoin(const xml::Element &presence);

/// §15.6.2, the ones that matter for being in a room.
enum Status { kSelf = 110, kBanned = 301, kNickChanged = 303, kKicked = 307, kServiceStops = 332, kServiceFailed = 333 };

/// What a room says of an occupant, in the presence from room/nick.
struct User {
    QString role, affiliation;
    QString newNick; ///< with kNickChanged
    Jid jid{}; ///< who it is, where the room tells us; full as a rule
    QSet<int> codes;
    bool operator==(const User &) const = default;
};
[[nodiscard]] std::optional<User> parseUser(const xml::Element &);

/// §8.1: a message with a subject and nothing to read sets it. A null string: not one of these.
[[nodiscard]] QString newSubject(const xml::Element &message);

} // namespace net::xep0045
