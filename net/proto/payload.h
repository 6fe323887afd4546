// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

#include <optional>
#include <vector>

namespace net {

/// First child of a stanza that `parse` takes: firstPayload(message, xep0203::parseDelay). A child that is malformed counts as absent.
template<class Parse>
[[nodiscard]] auto firstPayload(const xml::Element &parent, Parse parse) -> decltype(parse(parent))
{
    for (const auto &node : parent.nodes()) {
        if (const auto *child = std::get_if<xml::Element>(&node)) {
            if (auto value = parse(*child))
                return value;
        }
    }
    return std::nullopt;
}

/// All children that `parse` takes, in order.
template<class Parse>
[[nodiscard]] auto allPayloads(const xml::Element &parent, Parse parse)
{
    std::vector<typename decltype(parse(parent))::value_type> values;
    for (const auto &node : parent.nodes()) {
        if (const auto *child = std::get_if<xml::Element>(&node)) {
            if (auto value = parse(*child))
                values.push_back(std::move(*value));
        }
    }
    return values;
}

} // namespace net
