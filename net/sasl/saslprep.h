// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace net::sasl {

/// RFC 4013 for SCRAM's user names and passwords (RFC 5802 §5.1). nullopt: the text holds a character that is forbidden there; what to do then is the
/// caller's: a password may be one that the server accepted unprepared, so it is used as typed.
[[nodiscard]] std::optional<QString> saslprep(const QString &text);

/// Password as the octets that go into PBKDF2: prepared, or as typed where preparation refuses.
[[nodiscard]] QByteArray preparedPassword(const QString &password);

} // namespace net::sasl
