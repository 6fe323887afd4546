// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/session_settings_from.h"

#include "model/store/settings.h"
#include "model/types/host_port.h"

#include <QNetworkProxy>

using namespace Qt::StringLiterals;

namespace model {

static std::optional<HostPort> pinnedServer(const AccountRecord &record)
{
    return record.server.isEmpty() ? std::nullopt : parseServer(record.server, record.startTls ? 5222 : 5223);
}

QNetworkProxy proxyFor(const AccountRecord &record, const Settings &settings)
{
    const QString kind = settings.get<QString>(Setting::ProxyKind);
    const QString host = settings.get<QString>(Setting::ProxyHost);
    const auto port = quint16(settings.get<int>(Setting::ProxyPort));
    if (kind == u"socks5")
        return {QNetworkProxy::Socks5Proxy, host, port};
    if (kind == u"http")
        return {QNetworkProxy::HttpProxy, host, port};
    if (kind == u"system") {
        const HostPort target = pinnedServer(record).value_or(HostPort{QString::fromLatin1(record.jid.asciiDomain()), 5223});
        const QList<QNetworkProxy> proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(target.host, target.port, u"xmpp"_s));
        // Only SOCKS: a system's HTTP proxy is meant for the web and mostly refuses other ports. Who wants one can name it.
        if (!proxies.isEmpty() && proxies.front().type() == QNetworkProxy::Socks5Proxy)
            return proxies.front();
    }
    return QNetworkProxy(QNetworkProxy::NoProxy);
}

net::SessionSettings sessionSettingsFrom(const AccountRecord &record, const Settings *settings)
{
    net::SessionSettings result;
    result.jid = record.jid;
    result.userAgentId = record.userAgentId;
    result.software = u"Kith"_s;
    result.device = record.deviceName;
    result.passwordIsPlainAllowed = !record.plainForbidden;
    result.dial.domain = record.jid.asciiDomain();
    result.dial.caFile = record.caFile;
    if (const auto pinned = pinnedServer(record)) {
        result.dial.fixedHost = pinned->host;
        result.dial.fixedPort = pinned->port;
        result.dial.fixedKind = record.startTls ? net::TlsKind::StartTls : net::TlsKind::Direct;
    }
    if (settings)
        result.dial.proxy = proxyFor(record, *settings);
    return result;
}

std::optional<net::ServerFeatures> cachedFeatures(const StoreSession &session, const AccountRecord &record)
{
    std::optional<net::ServerFeatures> newest;
    for (const net::TlsKind kind : {net::TlsKind::Direct, net::TlsKind::StartTls}) {
        const auto json = session.features.find(record.id, record.jid.domain(), int(kind));
        const auto features = json ? net::ServerFeatures::fromJson(*json) : std::nullopt;
        if (features && (!newest || features->seenAt > newest->seenAt))
            newest = features;
    }
    return newest;
}

} // namespace model
