// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0313 Message Archive Management 1.1.3
#include "net/base/jid.h"
#include "net/proto/xep_0059_rsm.h"
#include "net/proto/xep_0297_forward.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace net::xep0313 {

inline constexpr QStringView kNs = u"urn:xmpp:mam:2";
/// Feature of archives that know beforeId, afterId, ids, flipPage and metadata (§7).
inline constexpr QStringView kExtendedNs = u"urn:xmpp:mam:2#extended";

/// §4: what is asked for
struct Query {
    QString queryId; ///< comes back in each result
    QString node; ///< of a pubsub archive; empty for messages
    Jid with;
    QDateTime start, end; ///< UTC; invalid: open
    QString beforeId, afterId; ///< extended archives only
    QStringList ids; ///< extended archives only
    xep0059::PageRequest page;
    bool flipPage = false; ///< newest of the page first; extended archives only
    bool operator==(const Query &) const = default;
};
[[nodiscard]] std::optional<Query> parseQuery(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Query &);

/// One archived message (§4.2).
struct Result {
    QString queryId;
    QString id; ///< archive id, the same as the stanza-id of the live message
    xep0297::Forwarded forwarded; ///< with a delay: when the archive got it
    bool operator==(const Result &) const = default;
};
/// Of the <result/> in a message. The message is to be believed only when it comes from the archive that was asked and its queryId is an open one (§8).
[[nodiscard]] std::optional<Result> parseResult(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Result &);

/// End of a page (§4.3), in the iq result.
struct Fin {
    bool isComplete = false; ///< nothing beyond this page in the direction it was asked for
    bool isStable = true; ///< false: the page may look different when it is asked for again
    xep0059::Page page;
    bool operator==(const Fin &) const = default;
};
[[nodiscard]] std::optional<Fin> parseFin(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Fin &);

/// What an account has archived (§8): by default, and of whom otherwise.
struct Prefs {
    enum class Default { Always, Never, Roster };
    Default byDefault = Default::Always;
    std::vector<Jid> always, never;
    /// Are the messages of this conversation archived? `isContact`: it is in the contact list, with a subscription.
    [[nodiscard]] bool keeps(const Jid &peer, bool isContact) const;
    bool operator==(const Prefs &) const = default;
};
[[nodiscard]] std::optional<Prefs> parsePrefs(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Prefs &);

} // namespace net::xep0313
