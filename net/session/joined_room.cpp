// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/joined_room.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace net {

QJsonObject JoinedRoom::toJson() const
{
    QJsonArray people;
    for (const RoomOccupant &occupant : occupants) {
        QJsonArray person{occupant.nick, occupant.role, occupant.affiliation};
        if (!occupant.jid.isEmpty())
            person.append(occupant.jid.toString());
        people.append(person);
    }
    QJsonObject json{{u"room"_s, address.toString()}, {u"nick"_s, nick}, {u"joined"_s, joined}, {u"subject"_s, subject}, {u"lastId"_s, lastId}, {u"occupants"_s, people}};
    if (lastAt.isValid())
        json[u"lastAt"] = lastAt.toMSecsSinceEpoch();
    return json;
}

std::optional<JoinedRoom> JoinedRoom::fromJson(const QJsonObject &json)
{
    JoinedRoom room;
    room.address = Jid::fromString(json[u"room"].toString()).bare();
    room.nick = json[u"nick"].toString();
    if (room.address.isEmpty() || !room.address.withResource(room.nick))
        return {};
    room.joined = json[u"joined"].toBool();
    room.subject = json[u"subject"].toString();
    room.lastId = json[u"lastId"].toString();
    if (json[u"lastAt"].isDouble())
        room.lastAt = QDateTime::fromMSecsSinceEpoch(json[u"lastAt"].toInteger(), Qt::UTC);
    for (const auto &person : json[u"occupants"].toArray()) {
        const QJsonArray texts = person.toArray();
        room.occupants.push_back({texts.at(0).toString(), texts.at(1).toString(), texts.at(2).toString(), Jid::fromString(texts.at(3).toString())});
    }
    return room;
}

} // namespace net
