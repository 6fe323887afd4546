// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/stream/flight.h"

namespace net {

/// The same XML with everything secret replaced: SASL payloads, tokens, passwords, HTTP authorisation. For the console and the log. Any thread.
[[nodiscard]] xml::Element masked(const xml::Element &element);
[[nodiscard]] QByteArray maskedBytes(const FlightPiece &piece);

} // namespace net
