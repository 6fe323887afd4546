// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/types/host_port.h"

#include "net/base/jid.h"

using namespace Qt::StringLiterals;

namespace model {

std::optional<HostPort> parseServer(const QString &text, quint16 defaultPort)
{
    QString host = text;
    QString port;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 0)
            return std::nullopt;
        host = text.mid(1, end - 1);
        const QString rest = text.mid(end + 1);
        if (!rest.isEmpty() && !rest.startsWith(u':'))
            return std::nullopt;
        port = rest.mid(1);
        if (!rest.isEmpty() && port.isEmpty())
            return std::nullopt;
        if (!host.contains(u':'))
            return std::nullopt;
    } else if (const qsizetype colon = text.indexOf(u':'); colon >= 0) {
        host = text.left(colon);
        port = text.mid(colon + 1);
        if (port.isEmpty() || port.contains(u':'))
            return std::nullopt;
    }
    // The address parser knows what a host name or IP literal may look like.
    const bool v6 = host.contains(u':');
    if (!net::Jid::parse(v6 ? u"[%1]"_s.arg(host) : host) || host.contains(u'@') || host.contains(u'/'))
        return std::nullopt;
    if (port.isEmpty())
        return HostPort{host, defaultPort};
    bool isNumber = false;
    const int number = port.toInt(&isNumber);
    if (!isNumber || number < 1 || number > 65535)
        return std::nullopt;
    return HostPort{host, quint16(number)};
}

} // namespace model
