// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/presence_board.h"

namespace model {

PresenceBoard::PresenceBoard(net::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

void PresenceBoard::update(const net::Jid &bare, const std::function<void(Person &)> &change)
{
    Person &person = m_people[bare];
    const PeerStatus before = summarize(person);
    change(person);
    if (summarize(person) != before)
        Q_EMIT changed(bare);
}

bool PresenceBoard::setPresence(const net::Jid &from, const DevicePresence &presence, const QDateTime &stamp)
{
    bool kept = true;
    update(from.bare(), [&](Person &person) {
        person.told = true;
        if (presence.availability != Availability::Offline) {
            kept = person.devices.size() < kMaxDevices || person.devices.contains(from.resource());
            if (kept)
                person.devices[from.resource()] = {presence.availability, presence.text.left(kMaxText), presence.detachedSince};
            return;
        }
        const bool wasHere = person.devices.erase(from.resource()) > 0;
        if (from.isBare())
            person.devices.clear(); // RFC 6121 §4.5.4: the account as a whole went away
        if (person.typingDevice == from || person.devices.empty())
            person.typingUntil = {};
        seen(person, stamp.isValid() ? stamp : wasHere ? m_clock.now() : QDateTime());
    });
    return kept;
}

void PresenceBoard::setTyping(const net::Jid &from, bool typing)
{
    update(from.bare(), [&](Person &person) {
        person.typingUntil = typing ? m_clock.monotonic() + kTypingEnds : std::chrono::nanoseconds{0};
        person.typingDevice = typing ? from : net::Jid();
    });
    if (typing)
        m_clock.callAfter(kTypingEnds, this, [this, bare = from.bare()] { expireTyping(bare); });
}

void PresenceBoard::wrote(const net::Jid &from, const QDateTime &at)
{
    update(from.bare(), [&](Person &person) {
        person.typingUntil = {};
        seen(person, at);
    });
}

void PresenceBoard::seen(Person &person, const QDateTime &at) const
{
    // Somebody else's clock: a stamp of a far future would never be replaced.
    const QDateTime stamp = std::min(at, m_clock.now().addSecs(kClockTolerance.count()));
    if (at.isValid() && (!person.lastSeen.isValid() || stamp > person.lastSeen))
        person.lastSeen = stamp;
}

void PresenceBoard::expireTyping(const net::Jid &bare)
{
    // Said again meanwhile: that one's own timer is running.
    update(bare, [this](Person &person) {
        if (person.typingUntil <= m_clock.monotonic())
            person.typingUntil = {};
    });
}

void PresenceBoard::clear()
{
    const QList<net::Jid> all = m_people.keys();
    for (const net::Jid &bare : all) {
        update(bare, [](Person &person) {
            const QDateTime lastSeen = person.lastSeen;
            person = {};
            person.lastSeen = lastSeen;
        });
    }
}

void PresenceBoard::setCurrent(bool current)
{
    if (m_current == current)
        return;
    QHash<net::Jid, PeerStatus> before;
    for (auto it = m_people.cbegin(); it != m_people.cend(); ++it)
        before.insert(it.key(), summarize(*it));
    m_current = current;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (status(it.key()) != *it)
            Q_EMIT changed(it.key());
    }
}

PeerStatus PresenceBoard::status(const net::Jid &bare) const
{
    const auto it = m_people.constFind(bare);
    return it == m_people.constEnd() ? PeerStatus() : summarize(*it);
}

PeerStatus PresenceBoard::summarize(const Person &person) const
{
    if (!m_current) {
        PeerStatus unknown;
        unknown.lastSeen = person.lastSeen;
        return unknown;
    }
    // The most reachable device speaks for the person; priorities say where messages go, not how someone is.
    static constexpr auto rank = [](Availability availability) {
        switch (availability) {
        case Availability::Online:
            return 6;
        case Availability::DoNotDisturb:
            return 5;
        case Availability::Away:
            return 4;
        case Availability::LongAway:
            return 3;
        case Availability::Offline:
            return 1;
        case Availability::Unknown:
            return 0;
        }
        return 0;
    };
    // A session without anybody at it: below every device that somebody uses, however long ago.
    const auto reach = [](Availability availability, const QDateTime &detachedSince) { return detachedSince.isValid() ? 2 : rank(availability); };
    PeerStatus status;
    status.availability = person.told ? Availability::Offline : Availability::Unknown;
    for (const auto &[resource, presence] : person.devices) {
        if (reach(presence.availability, presence.detachedSince) > reach(status.availability, status.detachedSince)) {
            status.availability = presence.availability;
            status.text = presence.text;
            status.detachedSince = presence.detachedSince;
        }
    }
    status.typing = person.typingUntil.count() != 0;
    status.lastSeen = person.lastSeen;
    return status;
}

} // namespace model
