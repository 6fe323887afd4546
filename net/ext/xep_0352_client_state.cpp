// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0352_client_state.h"

#include "net/proto/xep_0352_csi.h"

namespace net::xep0352 {

void ClientState::setActive(Session &session, bool active)
{
    if (std::exchange(m_active, active) != active)
        tell(session);
}

void ClientState::onLive(Session &session, Resumed)
{
    // A new session begins active at the server. A resumed one too (§5: the state is not kept). And Prosody takes the state that rode in <bind/> but does not act on it.
    if (!m_active)
        tell(session);
}

void ClientState::tell(Session &session) const
{
    if (session.features().csi)
        session.sendNonza(m_active ? active() : inactive());
}

} // namespace net::xep0352
