// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0203 Delayed Delivery 2.0
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QDateTime>

#include <optional>

namespace net::xep0203 {

inline constexpr QStringView kNs = u"urn:xmpp:delay";

struct Delay {
    QDateTime stamp; ///< UTC
    Jid from; ///< who kept it; empty: not said
    QString reason;
    bool operator==(const Delay &) const = default;
};
/// nullopt also without a valid stamp.
[[nodiscard]] std::optional<Delay> parseDelay(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Delay &);

} // namespace net::xep0203
