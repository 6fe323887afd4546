// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace net::idna {

/// Host names of RFC 7622 §3.2 on libidn2. Pure functions, any thread.

/// The one form of a host name or IP literal that we keep: U-labels in lower case, no trailing dot; "[…]" around an IPv6 address. nullopt: no such name can exist.
[[nodiscard]] std::optional<QString> prepared(QStringView domain);

/// A-labels ("xn--…") of a prepared domain; of an IPv6 literal the address without brackets.
[[nodiscard]] QByteArray toAscii(const QString &prepared);

} // namespace net::idna
