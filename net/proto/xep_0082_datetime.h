// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0082 XMPP Date and Time Profiles 1.1.1
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace net::xep0082 {

/// §3.2 DateTime, as UTC with milliseconds (finer digits are cut off). nullopt: not of this form, or no such moment.
[[nodiscard]] std::optional<QDateTime> parseDateTime(QStringView text);
/// In UTC, milliseconds only when there are any.
[[nodiscard]] QString formatDateTime(const QDateTime &);

/// §3.2 TZD: "Z", "+01:00".
[[nodiscard]] std::optional<std::chrono::minutes> parseOffset(QStringView text);
[[nodiscard]] QString formatOffset(std::chrono::minutes);

} // namespace net::xep0082
