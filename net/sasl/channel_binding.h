// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace net::sasl {

/// The names of the IANA registry: "tls-exporter", "tls-server-end-point", "tls-unique".
[[nodiscard]] QString channelBindingName(ChannelBinding);
[[nodiscard]] std::optional<ChannelBinding> channelBindingFromName(QStringView name);

/// What the connection can give, best first (B117). tls-unique does not exist in TLS 1.3, tls-exporter needs 1.3 or the extended master secret:
/// the transport knows and answers nullopt.
[[nodiscard]] std::vector<ChannelBinding> availableBindings(const Transport &transport);

} // namespace net::sasl
