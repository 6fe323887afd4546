// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/session/joined_room.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

#include <chrono>
#include <deque>
#include <optional>

namespace net {

/// A stanza that was written and not yet acknowledged, or waits to be written.
struct OutboundStanza {
    quint64 token = 0; ///< given by Session::send(); 0: nobody asks for its fate
    xml::Element stanza;
    QDateTime firstSent; ///< UTC, invalid while never written (a resend carries it as <delay/>, D54)
    bool operator==(const OutboundStanza &) const = default;
};

/// What is needed to take a session up again (D40). Survives the connection; whether it survives the process is the owner's choice: it is a plain value.
struct ResumeState {
    QString smId; ///< previd
    QString location; ///< "host:port" to try first, as <enabled location=> said
    Jid fullJid;
    quint32 inbound = 0; ///< h: stanzas handled, modulo 2^32 (D46)
    quint32 outbound = 0; ///< stanzas written, modulo 2^32
    std::deque<OutboundStanza> unacked; ///< in order
    std::chrono::seconds max{0}; ///< as <enabled max=> said, 0: not told
    QDateTime lostAt; ///< UTC, when the connection went away; invalid: it did not, or nobody was there to see it
    xml::Element bound; ///< Session::bound()
    QStringList inlined; ///< Session::wasInlined()
    QString detachTicket; ///< proves with the device's key that a deliberately detached session is ours (D15); empty: the server asks for none
    std::chrono::seconds detachMax{0}; ///< for so long the server keeps a session that it has given a ticket for and that is left on purpose; 0: until it stops
    bool proving = false; ///< the ticket was shown, or is about to be, and no answer is known: it must not be shown again before the server has said that it is still good
    bool detached = false; ///< left on purpose, with a farewell: others were told that nobody is here
    std::vector<JoinedRoom> rooms; ///< D41
    bool operator==(const ResumeState &) const = default;

    /// All but the counters and the queue, which change with every stanza and are kept beside it.
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static std::optional<ResumeState> fromJson(const QByteArray &json);
};

} // namespace net
