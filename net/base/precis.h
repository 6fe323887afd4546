// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace net::precis {

/// PRECIS profiles of RFC 8265 on ICU's Unicode tables. Each returns the prepared text, nullopt when the text is not allowed (also when it is empty).
/// Pure functions, any thread.

/// UsernameCaseMapped (§3.3): width mapping, IdentifierClass, lower case, NFC, Bidi Rule of RFC 5893.
[[nodiscard]] std::optional<QString> usernameCaseMapped(QStringView text);

enum class Unassigned {
    Refuse, ///< as RFC 8264 §8 has it
    /// Code points that the ICU at hand does not know yet pass unchanged. For texts that a server has already accepted: an old machine must be able to
    /// read an address with this year's emoji.
    Keep,
};
/// OpaqueString (§4.2): spaces become U+0020, FreeformClass, NFC; case is kept.
[[nodiscard]] std::optional<QString> opaqueString(QStringView text, Unassigned unassigned = Unassigned::Refuse);

} // namespace net::precis
