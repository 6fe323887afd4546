// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0199_ping.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0199_ping.h"

namespace net::xep0199 {

QStringList PingResponder::discoFeatures() const
{
    return {kNs.toString()};
}

Handled PingResponder::onStanza(Session &session, const xml::Element &stanza)
{
    if (!isPing(stanza))
        return Handled::No;
    session.reply(rfc6120::resultReply(stanza));
    return Handled::Yes;
}

} // namespace net::xep0199
