// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/channel_binding.h"

using namespace Qt::StringLiterals;

namespace net::sasl {

QString channelBindingName(ChannelBinding binding)
{
    switch (binding) {
    case ChannelBinding::TlsExporter:
        return u"tls-exporter"_s;
    case ChannelBinding::TlsServerEndPoint:
        return u"tls-server-end-point"_s;
    case ChannelBinding::TlsUnique:
        return u"tls-unique"_s;
    }
    Q_UNREACHABLE();
}

namespace {
// Best first. tls-unique last: it is bound to one handshake only and gone in TLS 1.3.
constexpr ChannelBinding kByStrength[] = {ChannelBinding::TlsExporter, ChannelBinding::TlsServerEndPoint, ChannelBinding::TlsUnique};
}

std::optional<ChannelBinding> channelBindingFromName(QStringView name)
{
    for (ChannelBinding binding : kByStrength) {
        if (channelBindingName(binding) == name)
            return binding;
    }
    return std::nullopt;
}

std::vector<ChannelBinding> availableBindings(const Transport &transport)
{
    std::vector<ChannelBinding> available;
    for (ChannelBinding binding : kByStrength) {
        if (transport.channelBinding(binding))
            available.push_back(binding);
    }
    return available;
}

} // namespace net::sasl
