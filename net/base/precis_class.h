// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/precis.h"

#include <string>

namespace net::precis {

/// String classes of RFC 8264 §4.
enum class StringClass { Identifier, Freeform };

/// Does every code point belong to the class, contextual rules of RFC 5892 appendix A included?
[[nodiscard]] bool isAllowed(const std::u32string &points, StringClass wanted, Unassigned unassigned);

} // namespace net::precis
