// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/session.h"
#include "net/stream/bind_request.h"

namespace net {

enum class Handled {
    No, ///< not mine
    Yes, ///< consumed, and nothing of it waits to be committed
    Later, ///< consumed; the extension (or who listens to it) calls Session::handled() with the number Session::currentSeq() gave, once the effect is committed
};

/// Behaviour of one specification on a live session (STYLE §6): carbons, ping, discovery, client state. The session knows only this interface. Main thread.
class Extension
{
public:
    virtual ~Extension() = default;
    /// Namespaces that service discovery announces for us (XEP-0030), in any order.
    [[nodiscard]] virtual QStringList discoFeatures() const { return {}; }
    /// Rides in the first flight: no extra round trip. Called while the flight is composed.
    virtual void inlineInto(BindRequest &) { }
    /// Stream is usable. Resumed::Yes: the state on the server survived, ask for nothing.
    virtual void onLive(Session &, Resumed) { }
    /// About to be sent for the first time (not when it is written again after a resume): add what belongs on every such stanza, e.g. caps on presence.
    virtual void onSend(xml::Element &) { }
    /// The connection is gone; the session may come back.
    virtual void onDisconnected() { }
    /// An incoming message, presence or IQ get/set (IQ results go to their asker). Handled::Yes: nobody else sees it. Its sender is not yet trusted: check `from`.
    virtual Handled onStanza(Session &, const xml::Element &) { return Handled::No; }
    /// The session is being written down: put in what the server would not tell a resumed session again (D41). See Session::noteState().
    virtual void keep(ResumeState &) const { }
    /// The session that is taken up is this one. Before the first connection.
    virtual void restore(const ResumeState &) { }
};

} // namespace net
