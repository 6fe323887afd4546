// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/resume_state.h"

#include <functional>
#include <vector>

namespace net {

/// Where a session has everything written down that another process needs to take it up again (D40, D43, D44). The session tells it before the octets leave; the owner implements
/// it over a store. Calls are carried out in their order. Main thread; outlives the session.
class SessionLedger
{
public:
    virtual ~SessionLedger() = default;

    /// What is about to be said. A stanza keeps its number when it is written again after a resume.
    struct Entry {
        quint32 inbound = 0; ///< the next <a h=> says this
        quint32 acked = 0; ///< of ours, what the server has
        quint32 firstNumber = 0; ///< of `outbound`
        std::vector<OutboundStanza> outbound;
    };
    /// false: it could not be written down, so nothing is said and the connection ends.
    using Written = std::function<void(bool)>;

    /// A session that can be resumed began; counters are at zero, and what was kept of the one before is void.
    virtual void began(const ResumeState &state) = 0;
    /// `done` once, from the event loop.
    virtual void write(const Entry &entry, Written done) = 0;
    /// What the session is taken up by is another from now on: a ticket came, or is about to be shown. `done` once, from the event loop, when it is on the disk whatever happens to the machine:
    /// a ticket that is shown twice ends the session.
    virtual void changed(const ResumeState &state, Written done) = 0;
    /// The connection is gone, on purpose or not: `state` says when, and by which ticket the session is taken up.
    virtual void left(const ResumeState &state) = 0;
    /// Nothing can be resumed any more.
    virtual void ended() = 0;
};

} // namespace net
