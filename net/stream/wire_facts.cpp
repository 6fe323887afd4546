// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/wire_facts.h"

#include "net/sasl/channel_binding.h"

namespace net {

WireFacts wireFacts(const Transport &transport)
{
    WireFacts facts;
    facts.encrypted = transport.isEncrypted();
    facts.tls = transport.tls();
    if (!facts.encrypted)
        return facts;
    facts.bindings = sasl::availableBindings(transport);
    for (const ChannelBinding binding : facts.bindings) {
        if (const auto data = transport.channelBinding(binding))
            facts.bindingData[binding] = *data;
    }
    return facts;
}

} // namespace net
