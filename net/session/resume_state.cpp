// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/resume_state.h"

#include "net/xml/parse.h"
#include "net/xml/writer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace net {

QByteArray ResumeState::toJson() const
{
    QJsonObject json;
    json[u"smId"] = smId;
    json[u"location"] = location;
    json[u"jid"] = fullJid.toString();
    json[u"max"] = qint64(max.count());
    if (lostAt.isValid())
        json[u"lostAt"] = lostAt.toMSecsSinceEpoch();
    if (!bound.isNull())
        json[u"bound"] = QString::fromUtf8(xml::serialize(bound));
    json[u"inlined"] = QJsonArray::fromStringList(inlined);
    json[u"ticket"] = detachTicket;
    json[u"detachMax"] = qint64(detachMax.count());
    json[u"proving"] = proving;
    json[u"detached"] = detached;
    QJsonArray inRooms;
    for (const JoinedRoom &room : rooms)
        inRooms.append(room.toJson());
    json[u"rooms"] = inRooms;
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<ResumeState> ResumeState::fromJson(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    ResumeState state;
    state.smId = json[u"smId"].toString();
    state.fullJid = Jid::fromString(json[u"jid"].toString());
    if (state.smId.isEmpty() || state.fullJid.isEmpty() || state.fullJid.isBare())
        return {};
    state.location = json[u"location"].toString();
    state.max = std::chrono::seconds(json[u"max"].toInteger());
    if (json[u"lostAt"].isDouble())
        state.lostAt = QDateTime::fromMSecsSinceEpoch(json[u"lostAt"].toInteger(), Qt::UTC);
    if (const auto bound = xml::parse(json[u"bound"].toString().toUtf8()))
        state.bound = *bound;
    for (const auto &ns : json[u"inlined"].toArray())
        state.inlined << ns.toString();
    state.detachTicket = json[u"ticket"].toString();
    state.detachMax = std::chrono::seconds(json[u"detachMax"].toInteger());
    state.proving = json[u"proving"].toBool();
    state.detached = json[u"detached"].toBool();
    for (const auto &room : json[u"rooms"].toArray()) {
        if (auto known = JoinedRoom::fromJson(room.toObject()))
            state.rooms.push_back(std::move(*known));
    }
    return state;
}

} // namespace net
