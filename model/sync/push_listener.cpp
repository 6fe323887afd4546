// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/push_listener.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0191_blocking.h"

namespace model {

net::Handled PushListener::onStanza(net::Session &session, const net::xml::Element &stanza)
{
    if (net::rfc6120::stanzaKind(stanza) != net::rfc6120::StanzaKind::Iq)
        return net::Handled::No;
    const net::Jid own = session.settings().jid;
    if (const auto push = net::rfc6121::parseRosterPush(stanza, own)) {
        session.reply(net::rfc6120::resultReply(stanza));
        m_rosterPushed(session.currentSeq(), *push);
        return net::Handled::Later;
    }
    if (net::xep0191::parsePush(stanza, own)) {
        session.reply(net::rfc6120::resultReply(stanza));
        return net::Handled::Yes;
    }
    return net::Handled::No; // a forged push is an unknown IQ: the session says so
}

} // namespace model
