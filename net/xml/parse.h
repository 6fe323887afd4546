// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

#include <optional>

namespace net::xml {

/// One element on its own, as serialize() writes it and we kept it; under the reader's limits. nullopt: anything else.
[[nodiscard]] std::optional<Element> parse(const QByteArray &bytes);

} // namespace net::xml
