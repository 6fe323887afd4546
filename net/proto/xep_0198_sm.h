// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0198 Stream Management 1.6.3
#include "net/xml/element.h"

#include <chrono>
#include <optional>

namespace net::xep0198 {

inline constexpr QStringView kNs = u"urn:xmpp:sm:3";

[[nodiscard]] xml::Element enable(); ///< with resume='true': without it the session cannot be resumed (B111)
[[nodiscard]] xml::Element resume(const QString &previd, quint32 h);
[[nodiscard]] xml::Element request(); ///< <r/>
[[nodiscard]] xml::Element ack(quint32 h); ///< <a/>

struct Enabled {
    QString id; ///< empty: not resumable
    bool resume = false;
    std::chrono::seconds max{0}; ///< 0: not said
    QString location;
    bool operator==(const Enabled &) const = default;
};
[[nodiscard]] std::optional<Enabled> parseEnabled(const xml::Element &);

struct Resumed {
    QString previd;
    quint32 h = 0;
    bool operator==(const Resumed &) const = default;
};
/// nullopt also when `h` is missing or no number: nothing can be settled then.
[[nodiscard]] std::optional<Resumed> parseResumed(const xml::Element &);

struct Failed {
    std::optional<quint32> h; ///< of a failed resume: what the old session had handled (D54, D55)
    QString condition; ///< stanza error condition, wherever below the server put it (Prosody nests it in <error/>)
    bool operator==(const Failed &) const = default;
};
[[nodiscard]] std::optional<Failed> parseFailed(const xml::Element &);

/// h of <a/>
[[nodiscard]] std::optional<quint32> parseAck(const xml::Element &);

} // namespace net::xep0198
