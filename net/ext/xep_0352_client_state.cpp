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

void ClientState::onLive(Session &session, Resumed resumed)
{
    // A new session begins active at the server. So should a resumed one (§5: the state is not kept), but Prosody keeps what was said before, and lets everything wait: mod_csi_simple stops what
    // leaves and has forgotten how to let it go on. And it takes the state that rode in <bind/> but does not act on it.
    if (!m_active || resumed == Resumed::Yes)
        tell(session);
}

void ClientState::tell(Session &session) const
{
    if (session.features().csi)
        session.sendNonza(m_active ? active() : inactive());
}

} // namespace net::xep0352
