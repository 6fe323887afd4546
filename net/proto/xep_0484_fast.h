// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0484 Fast Authentication Streamlining Tokens 0.2.0
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

#include <optional>

namespace net::xep0484 {

inline constexpr QStringView kNs = u"urn:xmpp:fast:0";

/// What SASL2's <inline/> says.
struct Offer {
    QStringList mechanisms;
    bool zeroRtt = false; ///< tls-0rtt (B121)
    bool operator==(const Offer &) const = default;
};
[[nodiscard]] std::optional<Offer> parseOffer(const xml::Element &fast);

[[nodiscard]] xml::Element requestToken(const QString &mechanism);

enum class Invalidate { No, Yes }; ///< Yes: the token dies with this use (B126)
/// Beside an HT mechanism. `count`: of uses of this token, rising, demanded where the server takes TLS early data (§3.4, B121); it must be stored before it is used.
[[nodiscard]] xml::Element fast(Invalidate invalidate, std::optional<quint32> count = {});

struct Token {
    QString token;
    QDateTime expiry; ///< UTC; invalid when not said
    bool operator==(const Token &) const = default;
};
[[nodiscard]] std::optional<Token> parseToken(const xml::Element &);

} // namespace net::xep0484
