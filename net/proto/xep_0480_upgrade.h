// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0480 SASL Upgrade Tasks 0.2.0
#include "net/xml/element.h"

#include <QByteArray>

#include <optional>

namespace net::xep0480 {

inline constexpr QStringView kNs = u"urn:xmpp:sasl:upgrade:0";
inline constexpr QStringView kScramNs = u"urn:xmpp:scram-upgrade:0";

/// In <authenticate/>: this task, please.
[[nodiscard]] xml::Element request(const QString &task);

/// What the server gives for a SCRAM upgrade.
struct Salt {
    QByteArray salt;
    int iterations = 0;
    bool operator==(const Salt &) const = default;
};
/// Of <task-data/>; nullopt: no salt, an empty one, or no number of iterations above zero.
[[nodiscard]] std::optional<Salt> parseSalt(const xml::Element &taskData);
/// The answer, for <task-data/>. As secret as the password.
[[nodiscard]] xml::Element hash(const QByteArray &saltedPassword);

} // namespace net::xep0480
