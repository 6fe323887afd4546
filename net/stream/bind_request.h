// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/element.h"

namespace net {

/// What rides inside <bind xmlns='urn:xmpp:bind:0'> of the first flight (XEP-0386). Extensions add to it.
struct BindRequest {
    QString tag; ///< B114: program name only
    bool enableSm = true;
    bool enableCarbons = false;
    bool inactive = false; ///< XEP-0352: begin as inactive client
    /// B24: false, and nothing is asked for that makes the server drop its offline messages: neither kind of Bind 2, for today's drops them as the seed does. RFC 6120's is left.
    bool readsArchive = true;
    std::vector<xml::Element> more; ///< any further inline elements
};

} // namespace net
