// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0045 Multi-User Chat 1.35.1: which rooms the session is in, over the end of connections and processes.
#include "net/session/extension.h"
#include "net/session/joined_room.h"

#include <QObject>

namespace net::xep0045 {

/// Keeps account of the rooms that the session is in (D41). A room is joined and left with a directed presence through Session::send(); this sees it go, and what the room answers.
/// When the session is taken up, each room is asked whether it still has us (D53, XEP-0410): a room or its server may have been restarted meanwhile. Where it has not, and in a session that
/// begins anew (D56), the room is joined again from the last line on. Main thread.
class Rooms final : public QObject, public Extension
{
    Q_OBJECT
public:
    static constexpr size_t kMaxOccupants = 5000; ///< of one room that are kept
    explicit Rooms(Session &session, QObject *parent = nullptr);

    [[nodiscard]] const std::vector<JoinedRoom> &all() const { return m_rooms; }
    [[nodiscard]] const JoinedRoom *find(const Jid &room) const; ///< until the next change

    void onLive(Session &session, Resumed resumed) override;
    void onSend(xml::Element &stanza) override;
    Handled onStanza(Session &session, const xml::Element &stanza) override;
    void keep(ResumeState &state) const override;
    void restore(const ResumeState &state) override;

Q_SIGNALS:
    void changed(const net::Jid &room);
    /// The room lost us and is joined again, with its history since room.lastAt. What the room's archive has after room.lastId is whole, its history may not be.
    void rejoining(const net::JoinedRoom &room);

private:
    [[nodiscard]] JoinedRoom *known(const Jid &room);
    void onPresence(JoinedRoom &room, const Jid &from, const xml::Element &presence);
    void onLine(JoinedRoom &room, const xml::Element &message);
    void forget(const Jid &room);
    void ask(const JoinedRoom &room);
    void rejoin(const Jid &room);
    void scheduleNote();
    void note();

    Session &m_session;
    std::vector<JoinedRoom> m_rooms;
    std::vector<quint64> m_unwritten; ///< numbers of stanzas whose effect is not written down yet
    bool m_noteScheduled = false;
};

} // namespace net::xep0045
