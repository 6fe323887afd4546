// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0054 vcard-temp 1.3.0: the parts that Kith shows
#include "net/xml/element.h"

#include <QByteArray>

#include <optional>

namespace net::xep0054 {

inline constexpr QStringView kNs = u"vcard-temp";

struct VCard {
    QString fullName; ///< FN
    QString nickname; ///< NICKNAME
    QString photoType; ///< as said, maybe empty or wrong
    QByteArray photo; ///< empty: none, or no base64
    bool operator==(const VCard &) const = default;
};
[[nodiscard]] std::optional<VCard> parseVCard(const xml::Element &);
[[nodiscard]] xml::Element toElement(const VCard &);
[[nodiscard]] xml::Element vCardQuery();

} // namespace net::xep0054
