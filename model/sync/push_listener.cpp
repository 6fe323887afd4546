// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/push_listener.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0163_pep.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0191_blocking.h"

namespace model {

QStringList PushListener::discoFeatures() const
{
    return {net::xep0163::notifyFeature(net::xep0084::kMetadataNs), net::xep0163::notifyFeature(net::xep0172::kNs),
        net::xep0172::kNs.toString()};
}

net::Handled PushListener::onStanza(net::Session &session, const net::xml::Element &stanza)
{
    if (net::rfc6120::stanzaKind(stanza) != net::rfc6120::StanzaKind::Iq)
        return net::Handled::No;
    const net::Jid own = session.settings().jid;
    if (const auto push = net::rfc6121::parseRosterPush(stanza, own)) {
        session.reply(net::rfc6120::resultReply(stanza));
        m_rosterPushed(*push);
        return net::Handled::Yes;
    }
    if (net::xep0191::parsePush(stanza, own)) {
        session.reply(net::rfc6120::resultReply(stanza));
        return net::Handled::Yes;
    }
    return net::Handled::No; // a forged push is an unknown IQ: the session says so
}

} // namespace model
