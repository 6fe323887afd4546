// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/login/login_table.h"

namespace bench {

/// One login as plain text to read: each flight with its time, round and octets on the wire, and the XML in it, secrets masked, with its length.
[[nodiscard]] QString toStory(const LoginRow &row, const LoginSample &sample);

} // namespace bench
