// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/server_info_cache.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace model {

namespace {

QJsonObject toObject(const net::xep0030::Info &info)
{
    QJsonArray identities;
    for (const net::xep0030::Identity &identity : info.identities)
        identities.append(QJsonArray{identity.category, identity.type, identity.name});
    return {{u"identities"_s, identities}, {u"features"_s, QJsonArray::fromStringList(info.features)}};
}

net::xep0030::Info infoFrom(const QJsonObject &object)
{
    net::xep0030::Info info;
    for (const QJsonValue &identity : object[u"identities"_s].toArray())
        info.identities.push_back({identity[0].toString(), identity[1].toString(), {}, identity[2].toString()});
    for (const QJsonValue &feature : object[u"features"_s].toArray())
        info.features << feature.toString();
    return info;
}

} // namespace

QByteArray toJson(const net::xep0030::ServerInfo &info)
{
    return QJsonDocument(QJsonObject{{u"account"_s, toObject(info.account)}, {u"server"_s, toObject(info.server)}}).toJson(QJsonDocument::Compact);
}

std::optional<net::xep0030::ServerInfo> serverInfoFromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.isEmpty())
        return {};
    return net::xep0030::ServerInfo{infoFrom(object[u"account"_s].toObject()), infoFrom(object[u"server"_s].toObject()), true};
}

} // namespace model
