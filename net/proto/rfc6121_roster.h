// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6121 §2: the contact list, with versioning (§2.6).
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QStringList>

#include <optional>

namespace net::rfc6121 {

inline constexpr QStringView kRosterNs = u"jabber:iq:roster";

enum class Subscription { None, To, From, Both, Remove };

struct RosterItem {
    Jid jid; ///< bare
    QString name; ///< as the user calls them, maybe empty
    Subscription subscription = Subscription::None;
    bool isAsking = false; ///< ask='subscribe': we asked and wait
    bool isApproved = false; ///< pre-approved (§3.4)
    QStringList groups; ///< no duplicates, none empty
    bool operator==(const RosterItem &) const = default;
};
/// nullopt: not an item, or its address is none.
[[nodiscard]] std::optional<RosterItem> parseRosterItem(const xml::Element &item);
[[nodiscard]] xml::Element toElement(const RosterItem &);

struct Roster {
    QString version; ///< null: the server has no versions
    std::vector<RosterItem> items;
    bool operator==(const Roster &) const = default;
};
/// Of the <query/>. Items that are malformed are left out: one bad line must not hide all contacts.
[[nodiscard]] std::optional<Roster> parseRoster(const xml::Element &query);
[[nodiscard]] xml::Element toElement(const Roster &);

/// Asks for the roster. `version`: null where the server has none; empty to ask for all of it; else what we know: then an iq result without <query/>
/// means that pushes will bring what changed.
[[nodiscard]] xml::Element rosterQuery(const QString &version);
/// §2.3, §2.4: adds or changes an item. Subscription and ask are the server's and are not sent.
[[nodiscard]] xml::Element rosterSet(const RosterItem &);
[[nodiscard]] xml::Element rosterRemove(const Jid &);

struct RosterPush {
    QString version;
    RosterItem item;
    bool operator==(const RosterPush &) const = default;
};
/// §2.1.6: an iq set of the own account with exactly one item. Anybody else's is nullopt, so that nobody can write into our roster.
[[nodiscard]] std::optional<RosterPush> parseRosterPush(const xml::Element &iq, const Jid &ownBare);

} // namespace net::rfc6121
