// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <map>
#include <vector>

namespace net {

/// What the login must know of the connection, taken from the Transport as a value.
struct WireFacts {
    bool encrypted = false;
    TlsInfo tls;
    std::vector<ChannelBinding> bindings; ///< that this connection has, best first
    std::map<ChannelBinding, QByteArray> bindingData;
};

[[nodiscard]] WireFacts wireFacts(const Transport &transport);

} // namespace net
