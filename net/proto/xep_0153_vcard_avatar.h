// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0153 vCard-Based Avatars 1.1.1
#include "net/xml/element.h"

#include <optional>

namespace net::xep0153 {

inline constexpr QStringView kNs = u"vcard-temp:x:update";

/// In presence: which photo is in the sender's vCard.
struct VCardUpdate {
    std::optional<QString> photo; ///< SHA-1 in lower-case hex; empty: no photo; nullopt: the sender does not know yet (§4.1), keep what there is
    bool operator==(const VCardUpdate &) const = default;
};
[[nodiscard]] std::optional<VCardUpdate> parseVCardUpdate(const xml::Element &);
[[nodiscard]] xml::Element toElement(const VCardUpdate &);

} // namespace net::xep0153
