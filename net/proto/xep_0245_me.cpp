// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0245_me.h"

namespace net::xep0245 {

std::optional<QString> meAction(QStringView body)
{
    constexpr QStringView command = u"/me ";
    return body.startsWith(command) ? std::optional(body.sliced(command.size()).toString()) : std::nullopt;
}

} // namespace net::xep0245
