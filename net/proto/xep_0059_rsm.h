// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0059 Result Set Management 1.0
#include "net/xml/element.h"

#include <optional>

namespace net::xep0059 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/rsm";

/// Which page is asked for.
struct PageRequest {
    std::optional<int> max; ///< items, 0: only the count
    QString before; ///< the page that ends just before this id; empty, not null: the last page; null: not asked
    QString after; ///< the page that begins just behind this id; null: not asked
    std::optional<int> index;
    bool operator==(const PageRequest &other) const;
};
[[nodiscard]] std::optional<PageRequest> parsePageRequest(const xml::Element &set);
[[nodiscard]] xml::Element toElement(const PageRequest &);

/// Which page was given.
struct Page {
    QString first, last; ///< ids; null: the page is empty
    std::optional<int> firstIndex;
    std::optional<int> count; ///< of the whole set, maybe a guess
    bool operator==(const Page &) const = default;
};
[[nodiscard]] std::optional<Page> parsePage(const xml::Element &set);
[[nodiscard]] xml::Element toElement(const Page &);

} // namespace net::xep0059
