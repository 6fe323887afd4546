// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/psyc_packet.h"

#include <QByteArray>

namespace net {

inline constexpr qsizetype kMaxPageOctets = 256 * 1024;

/// One side asks for what comes behind a place; the other answers with a page of at most kMaxPageOctets. What a cursor and a page are made of only the model knows. Who asks sets the
/// pace: it may have a few requests under way (kPageWindow), so that neither waits for the other, and nobody is sent more than it can store. Values, any thread.
inline constexpr int kPageWindow = 4;

struct PageRequest {
    QString tag; ///< L13
    QString cursor; ///< empty: from the beginning
    bool operator==(const PageRequest &) const = default;
};
struct Page {
    QString relay; ///< the request's tag
    QString next; ///< cursor of the page behind it; empty: this is the last
    QByteArray octets;
    bool operator==(const Page &) const = default;
};

[[nodiscard]] psyc::Packet toPacket(const PageRequest &);
[[nodiscard]] psyc::Packet toPacket(const Page &); ///< with the SHA-256 of its octets
[[nodiscard]] std::optional<PageRequest> parsePageRequest(const psyc::Packet &);
/// nullopt also where the octets are not those that the hash was made of: a page is stored whole and right, or not at all.
[[nodiscard]] std::optional<Page> parsePage(const psyc::Packet &);

} // namespace net
