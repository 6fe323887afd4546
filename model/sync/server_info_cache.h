// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ext/xep_0030_disco.h"

#include <chrono>

namespace model {

/// What a server said that it can do is good for this long.
inline constexpr std::chrono::hours kServerInfoLife{24};

/// What is kept of service discovery's answers: identities and features; forms are not used. For the store.
[[nodiscard]] QByteArray toJson(const net::xep0030::ServerInfo &info);
[[nodiscard]] std::optional<net::xep0030::ServerInfo> serverInfoFromJson(const QByteArray &json);

} // namespace model
