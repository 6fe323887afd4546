// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0245 The /me Command 1.0

#include <QString>

#include <optional>

namespace net::xep0245 {

/// What the sender does, when the text is "/me does it": the text behind the command. Exactly these four characters at the very beginning (§2), nothing else.
[[nodiscard]] std::optional<QString> meAction(QStringView body);

} // namespace net::xep0245
