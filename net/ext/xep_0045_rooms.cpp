// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0045_rooms.h"

#include "net/ext/xep_0410_self_ping.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/rfc6121_presence.h"
#include "net/proto/xep_0045_muc.h"
#include "net/proto/xep_0199_ping.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0359_stanza_ids.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace net::xep0045 {

Rooms::Rooms(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

const JoinedRoom *Rooms::find(const Jid &room) const
{
    const auto found = std::find_if(m_rooms.begin(), m_rooms.end(), [&room](const JoinedRoom &joined) { return joined.address == room; });
    return found == m_rooms.end() ? nullptr : &*found;
}

JoinedRoom *Rooms::known(const Jid &room)
{
    return const_cast<JoinedRoom *>(find(room));
}

void Rooms::onLive(Session &, Resumed resumed)
{
    if (!m_unwritten.empty())
        scheduleNote(); // could not be written down before
    const std::vector<JoinedRoom> rooms = m_rooms;
    for (const JoinedRoom &room : rooms) {
        if (resumed == Resumed::Yes)
            ask(room);
        else
            rejoin(room.address);
    }
}

void Rooms::ask(const JoinedRoom &room)
{
    const auto self = room.address.withResource(room.nick);
    if (!self)
        return;
    m_session.request(rfc6120::makeIq(rfc6120::IqType::Get, *self, xep0199::ping()), this, [this, address = room.address](const Expected<xml::Element, IqError> &answer) {
        if (xep0410::membership(answer) == xep0410::Membership::Gone)
            rejoin(address);
    });
}

void Rooms::rejoin(const Jid &address)
{
    JoinedRoom *room = known(address);
    const auto self = room ? room->address.withResource(room->nick) : net::unexpected(JidError::Empty);
    if (!self)
        return;
    room->joined = false;
    room->occupants.clear(); // will be told anew
    const JoinedRoom lost = *room;
    rfc6121::Presence presence;
    presence.to = *self;
    xml::Element stanza = toElement(presence);
    stanza.add(join(lost.lastAt));
    m_session.send(stanza);
    Q_EMIT rejoining(lost);
}

void Rooms::onSend(xml::Element &stanza)
{
    if (stanza.name() != u"presence")
        return;
    const Jid to = Jid::fromString(stanza.attribute(u"to"));
    if (isJoin(stanza) && !to.isEmpty() && !to.isBare()) {
        JoinedRoom *room = known(to.bare());
        if (!room)
            room = &m_rooms.emplace_back(JoinedRoom{to.bare(), {}, false, {}, {}, {}, {}});
        if (!room->joined)
            room->nick = to.resource();
        scheduleNote();
    } else if (stanza.attribute(u"type") == u"unavailable" && find(to.bare())) {
        forget(to.bare());
    }
}

Handled Rooms::onStanza(Session &session, const xml::Element &stanza)
{
    const auto addresses = rfc6120::parseAddresses(stanza);
    JoinedRoom *room = addresses && !addresses->from.isEmpty() ? known(addresses->from.bare()) : nullptr;
    if (!room)
        return Handled::No;
    const bool isLine = stanza.name() == u"message" && stanza.attribute(u"type") == u"groupchat";
    if (stanza.name() != u"presence" && !isLine)
        return Handled::No;
    m_unwritten.push_back(session.currentSeq());
    scheduleNote();
    if (isLine)
        onLine(*room, stanza);
    else
        onPresence(*room, addresses->from, stanza);
    Q_EMIT changed(addresses->from.bare());
    return Handled::Later;
}

void Rooms::onPresence(JoinedRoom &room, const Jid &from, const xml::Element &presence)
{
    const QString type = presence.attribute(u"type");
    const QString nick = from.resource();
    const User user = firstPayload(presence, parseUser).value_or(User());
    const bool isSelf = user.codes.contains(kSelf) || nick == room.nick;
    const auto occupant = std::find_if(room.occupants.begin(), room.occupants.end(), [&nick](const RoomOccupant &other) { return other.nick == nick; });
    if (type.isEmpty() && !nick.isEmpty()) {
        if (occupant != room.occupants.end())
            *occupant = {nick, user.role, user.affiliation, user.jid.bare()};
        else if (room.occupants.size() < kMaxOccupants)
            room.occupants.push_back({nick, user.role, user.affiliation, user.jid.bare()});
        if (user.codes.contains(kSelf)) { // §7.2.2: all others have been told before
            room.joined = true;
            room.nick = nick; // the room may have its own idea of it
        }
    } else if (type == u"unavailable") {
        if (occupant != room.occupants.end())
            room.occupants.erase(occupant);
        if (!isSelf)
            return;
        if (user.codes.contains(kNickChanged) && !user.newNick.isEmpty())
            room.nick = user.newNick; // the new one is told next
        else if (user.codes.contains(kServiceStops) || user.codes.contains(kServiceFailed))
            room.joined = false; // nobody put us out: the next resume finds out
        else
            forget(room.address);
    } else if (type == u"error" && !room.joined) {
        const auto error = rfc6120::parseStanzaError(presence);
        if (!error || (error->type != rfc6120::ErrorType::Wait && !error->condition.startsWith(u"remote-server")))
            forget(room.address); // not let in
    }
}

void Rooms::onLine(JoinedRoom &room, const xml::Element &message)
{
    if (const QString subject = newSubject(message); !subject.isNull())
        room.subject = subject;
    const auto delay = firstPayload(message, xep0203::parseDelay);
    room.lastAt = delay ? delay->stamp : m_session.clock().now();
    if (const QString id = xep0359::stanzaIdBy(message, room.address); !id.isEmpty())
        room.lastId = id;
}

void Rooms::forget(const Jid &room)
{
    std::erase_if(m_rooms, [&room](const JoinedRoom &joined) { return joined.address == room; });
    scheduleNote();
}

void Rooms::scheduleNote()
{
    if (!std::exchange(m_noteScheduled, true))
        QMetaObject::invokeMethod(this, &Rooms::note, Qt::QueuedConnection);
}

void Rooms::note()
{
    m_noteScheduled = false;
    // D43: what a stanza changed is written down, and only then is the stanza counted.
    m_session.noteState([this, self = QPointer<Rooms>(this), written = std::exchange(m_unwritten, {})](bool kept) {
        if (!self)
            return;
        if (!kept) { // with the next note
            m_unwritten.insert(m_unwritten.begin(), written.begin(), written.end());
            return;
        }
        for (const quint64 seq : written)
            m_session.settled(seq);
    });
}

void Rooms::keep(ResumeState &state) const
{
    state.rooms = m_rooms;
}

void Rooms::restore(const ResumeState &state)
{
    m_rooms = state.rooms;
}

} // namespace net::xep0045
