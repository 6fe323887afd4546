// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kith's own protocol for the devices of one identity: a private personal node, one item for each device (linking.md L40-L47)
#include "net/proto/xep_0060_pubsub.h"

#include <QDateTime>
#include <QStringList>

namespace net::links {

inline constexpr QStringView kNs = u"urn:kith:links:0"; ///< also the node

inline constexpr qsizetype kLongestText = 128; ///< of any text of an item
inline constexpr qsizetype kMostServices = 8, kLongestService = 64; ///< linking.md §3
inline constexpr quint64 kHighestRevision = 1'000'000'000'000;

/// How often a value was changed, and by whom last.
struct Stamp {
    quint64 revision = 0; ///< 0: never written
    QString by; ///< device id
    bool operator==(const Stamp &) const = default;
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
    QDateTime entered; ///< UTC, when it entered last: in a session that it began
    QString resource; ///< of that session
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

/// Private, kept, told when it is taken away. `maxItems` empty: as many as the server likes.
[[nodiscard]] xep0060::Options publishOptions(const QString &maxItems);
/// The same as a node's configuration, for one that was made differently.
[[nodiscard]] xml::Element configure(const QString &maxItems);

} // namespace net::links
