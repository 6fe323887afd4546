// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kith's own protocol for the devices of one identity: a private personal node, one item for each device (linking.md L40-L47), and the words of what a device receives (L22, §3)
#include "net/proto/xep_0060_pubsub.h"

#include <QDateTime>
#include <QStringList>

#include <tuple>

namespace net::links {

inline constexpr QStringView kNs = u"urn:kith:links:0"; ///< also the node

inline constexpr qsizetype kLongestText = 128; ///< of any text of an item
inline constexpr qsizetype kMostServices = 8; ///< linking.md §3
inline constexpr quint64 kHighestRevision = 1'000'000'000'000;

/// Which of two values that devices wrote at the same time stays: the one with more changes behind it, else the one of the greater device id.
struct Stamp {
    quint64 revision = 0; ///< 0: never written
    QString by; ///< device id
    bool operator==(const Stamp &) const = default;
    friend bool operator<(const Stamp &a, const Stamp &b) { return std::tie(a.revision, a.by) < std::tie(b.revision, b.by); }
};

/// A device has been asked to leave, by another one. For good: it comes back only with a new id.
struct Unlinked {
    QDateTime at; ///< UTC
    QString by; ///< device id
    bool wipe = false; ///< and to delete what it has stored
    bool operator==(const Unlinked &) const = default;
};

/// What a device says of itself, and what the user has set for it on any device.
struct Link {
    QString device; ///< random id of the installation (L40)

    // Only the device itself writes these; the higher entry is the newer.
    quint64 entry = 0; ///< counts how often it entered
    QDateTime since; ///< UTC, when it linked first
    QString resource; ///< of its session
    QString software, version, system;
    QString kind; ///< "computer", "phone", …; empty: not said

    // Any device may write these.
    QString name;
    Stamp nameStamp;
    QStringList services; ///< empty: everything, a catch-all (L24)
    Stamp servicesStamp;
    std::optional<Unlinked> unlinked;

    bool operator==(const Link &) const = default;
};
/// nullopt: no id, no <link/>, or no time since when. Texts are cut to their greatest length, services that are no words are left out.
[[nodiscard]] std::optional<Link> parseItem(const xep0060::Item &item);
[[nodiscard]] xep0060::Item toItem(const Link &link);

/// What both say together, whoever said it first: commutative, associative, and the same again with either. So devices that have seen the same items, in any order, know the same (L42).
[[nodiscard]] Link merged(const Link &a, const Link &b);

/// Private, kept, told when it is taken away. `maxItems` empty: as many as the server likes.
[[nodiscard]] xep0060::Options publishOptions(const QString &maxItems);
/// The same as a node's configuration, for one that was made differently.
[[nodiscard]] xml::Element configure(const QString &maxItems);

/// "_message_private": one keyword or more of ASCII letters and digits, each behind a '_'.
[[nodiscard]] bool isWord(QStringView text);
/// §3: both split at '_'; the keywords of `word` stand in `method` one behind the other. Case-sensitive. Contains inheritance: "_message" is in "_message_private", not in "_messages".
[[nodiscard]] bool matches(QStringView method, QStringView word);

} // namespace net::links
