// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/local_addresses.h"

#include <QNetworkInterface>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {

namespace {

bool isPrivate(const QHostAddress &address) // RFC 1918
{
    static const QList<QPair<QHostAddress, int>> kNets{QHostAddress::parseSubnet(u"10.0.0.0/8"_s), QHostAddress::parseSubnet(u"172.16.0.0/12"_s),
                                                       QHostAddress::parseSubnet(u"192.168.0.0/16"_s)};
    return std::any_of(kNets.begin(), kNets.end(), [&](const auto &net) { return address.isInSubnet(net); });
}

// Lower is likelier.
int rank(const LocalAddress &local)
{
    const QHostAddress &address = local.address;
    const bool v4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    int rank = 2;
    if (v4 && isPrivate(address))
        rank = 0;
    else if (!v4 && address.isUniqueLocalUnicast())
        rank = 1;
    else if (address.isLinkLocal())
        rank = 3; // a cable between two machines
    static const QStringList kVirtual{u"docker"_s, u"br-"_s, u"virbr"_s, u"veth"_s, u"lxc"_s, u"vmnet"_s};
    const bool isVirtual = std::any_of(kVirtual.begin(), kVirtual.end(), [&](const QString &prefix) { return local.card.startsWith(prefix); });
    return rank + (local.isPointToPoint ? 10 : 0) + (isVirtual ? 20 : 0);
}

bool isUsable(const LocalAddress &local)
{
    const bool needsScope = local.address.protocol() == QAbstractSocket::IPv6Protocol && local.address.isLinkLocal();
    return !local.address.isNull() && !local.address.isMulticast() && !local.address.isBroadcast() && !needsScope;
}

} // namespace

QList<LocalAddress> localAddresses()
{
    QList<LocalAddress> found;
    for (const QNetworkInterface &card : QNetworkInterface::allInterfaces()) {
        const auto flags = card.flags();
        if (!flags.testFlag(QNetworkInterface::IsUp) || !flags.testFlag(QNetworkInterface::IsRunning))
            continue;
        for (const QNetworkAddressEntry &entry : card.addressEntries())
            found.append({entry.ip(), card.name(), flags.testFlag(QNetworkInterface::IsLoopBack), flags.testFlag(QNetworkInterface::IsPointToPoint)});
    }
    return found;
}

QList<LinkAddress> reachable(const QList<LocalAddress> &addresses, quint16 port)
{
    QList<LocalAddress> chosen, loopback;
    for (const LocalAddress &local : addresses) {
        if (isUsable(local))
            (local.isLoopback ? loopback : chosen).append(local);
    }
    if (chosen.isEmpty())
        chosen = loopback;
    std::stable_sort(chosen.begin(), chosen.end(), [](const LocalAddress &a, const LocalAddress &b) { return rank(a) < rank(b); });
    QList<LinkAddress> result;
    for (LocalAddress &local : chosen) {
        local.address.setScopeId({});
        if (const LinkAddress address{local.address, port}; !result.contains(address) && result.size() < LinkInvitation::kMaxAddresses)
            result.append(address);
    }
    return result;
}

} // namespace net
