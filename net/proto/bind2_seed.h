// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0386 Bind 2.0 0.3.0 (the seed, B1–B24): an element of its own after authentication, whose answer carries the unread counts. The same unread list is asked for and
// given inside today's Bind 2 (xep_0386_bind2.h) by servers that name this namespace among its inline features.
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <optional>
#include <vector>

namespace net::xep0386seed {

inline constexpr QStringView kNs = u"urn:xmpp:bind2:0";

/// B3: empty, top-level.
[[nodiscard]] xml::Element bind();
/// What rides inside <bind xmlns='urn:xmpp:bind:0'/> to ask for the unread list there.
[[nodiscard]] xml::Element unreadRequest();

/// B13: one conversation with something unread.
struct Unread {
    Jid jid;
    QString readId; ///< archive id of the last read message; empty: none was ever read
    int count = 0; ///< a hint: upper bound or exact, as the server counts
    bool operator==(const Unread &) const = default;
};

/// What either kind of <bound/> says of the archive.
struct Unreads {
    QString latestId; ///< B12: archive id of the newest stanza, the cut between archive and live; empty: not told, or the archive is empty
    /// B23, three states: nullopt, the server has no such list; empty, nothing is unread; else every conversation with something unread.
    std::optional<std::vector<Unread>> unreads;
    bool operator==(const Unreads &) const = default;
};
/// Of <bound xmlns='urn:xmpp:bind2:0'/> or of <bound xmlns='urn:xmpp:bind:0'/>; entries without a valid bare address or with a count below one are left out.
[[nodiscard]] Unreads parseUnreads(const xml::Element &bound);
/// B11: of the seed's <bound/> only; nullopt when it is something else, or its address is no full JID.
[[nodiscard]] std::optional<Jid> parseBoundJid(const xml::Element &bound);

} // namespace net::xep0386seed
