// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0191 Blocking Command 1.3
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <optional>
#include <vector>

namespace net::xep0191 {

inline constexpr QStringView kNs = u"urn:xmpp:blocking";

inline constexpr QStringView kErrorsNs = u"urn:xmpp:blocking:errors";

struct BlockList {
    std::vector<Jid> jids;
    bool operator==(const BlockList &) const = default;
};
[[nodiscard]] std::optional<BlockList> parseBlockList(const xml::Element &);
[[nodiscard]] xml::Element toElement(const BlockList &);
[[nodiscard]] xml::Element blockListQuery();

/// Both what is asked of the server and what it pushes to all devices.
struct BlockChange {
    enum class Kind { Block, Unblock };
    Kind kind = Kind::Block;
    std::vector<Jid> jids; ///< none with Unblock: everybody
    bool operator==(const BlockChange &) const = default;
};
/// nullopt also for an empty block, and for one with an address that is none: with what is left it would say something else (unblock everybody).
[[nodiscard]] std::optional<BlockChange> parseBlockChange(const xml::Element &);
[[nodiscard]] xml::Element toElement(const BlockChange &);
/// An iq set of the own account. Anybody else's is nullopt.
[[nodiscard]] std::optional<BlockChange> parsePush(const xml::Element &iq, const Jid &ownBare);

/// Was this stanza refused because we block its recipient (§3.3)?
[[nodiscard]] bool isBlockedError(const xml::Element &stanza);

} // namespace net::xep0191
