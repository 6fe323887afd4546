// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/peer_status.h"
#include "net/base/clock.h"
#include "net/base/jid.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <map>

namespace model {

/// Who is there right now, for every address that told us: the devices' presences summed up per person, who is typing, when they were last here. In memory only. Main thread.
class PresenceBoard : public QObject
{
    Q_OBJECT
public:
    /// A "composing" nobody ends (their connection broke) is forgotten after this long.
    static constexpr std::chrono::seconds kTypingEnds{30};
    /// Bounds on what one contact can make us keep. Devices beyond are not shown; a person has a handful.
    static constexpr size_t kMaxDevices = 64;
    static constexpr qsizetype kMaxText = 1000;
    /// How far the clock of whoever sets a stamp may be ahead.
    static constexpr std::chrono::seconds kClockTolerance{60};
    explicit PresenceBoard(net::Clock &clock, QObject *parent = nullptr);

    struct DevicePresence {
        Availability availability = Availability::Online; ///< Offline: unavailable
        QString text;
        QDateTime detachedSince{}; ///< UTC; valid: the device left, its session stays
    };
    /// `stamp`: when it was said, if the presence carried a delay. False: one device too many, not kept.
    bool setPresence(const net::Jid &from, const DevicePresence &presence, const QDateTime &stamp = {});
    void setTyping(const net::Jid &from, bool typing);
    /// A message arrived: whoever wrote it is here, and no longer typing it.
    void wrote(const net::Jid &from, const QDateTime &at);
    /// The server's session is gone and with it what we were told (D56).
    void clear();
    /// False while there is no connection: what was told is kept for a resumed session, which is not told again, but nobody can say whether it still holds. True from the start.
    void setCurrent(bool current);

    [[nodiscard]] PeerStatus status(const net::Jid &bare) const;

Q_SIGNALS:
    void changed(const net::Jid &bare);

private:
    struct Person {
        std::map<QString, DevicePresence> devices; ///< by resource
        bool told = false; ///< any presence at all, also "unavailable"
        QDateTime lastSeen;
        net::Jid typingDevice;
        std::chrono::nanoseconds typingUntil{0}; ///< zero: not typing
    };
    void seen(Person &person, const QDateTime &at) const;
    [[nodiscard]] PeerStatus summarize(const Person &person) const;
    void update(const net::Jid &bare, const std::function<void(Person &)> &change);
    void expireTyping(const net::Jid &bare);

    net::Clock &m_clock;
    QHash<net::Jid, Person> m_people;
    bool m_current = true;
};

} // namespace model
