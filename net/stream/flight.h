// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QByteArray>

#include <variant>
#include <vector>

namespace net {

/// Opening tag of our stream.
struct StreamHead {
    Jid from; ///< empty: left out
    QString to;
    bool declaration = true; ///< <?xml?>: only as the very first octets of a connection or of its TLS layer, never inside a chunk
    bool operator==(const StreamHead &) const = default;
};
/// </stream:stream>
struct StreamEnd {
    bool operator==(const StreamEnd &) const = default;
};

/// What leaves in one write: pieces, not yet octets, so that tests and the console can read it.
using FlightPiece = std::variant<StreamHead, xml::Element, StreamEnd>;
using Flight = std::vector<FlightPiece>;

[[nodiscard]] QByteArray toBytes(const FlightPiece &piece);
[[nodiscard]] QByteArray toBytes(const Flight &flight);

} // namespace net
