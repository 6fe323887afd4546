// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0410_self_ping.h"

namespace net::xep0410 {

Membership membership(const Expected<xml::Element, IqError> &answer)
{
    if (answer)
        return Membership::Joined;
    if (answer.error().kind != IqErrorKind::Answered)
        return Membership::Unknown;
    const QString &condition = answer.error().condition;
    // Inside, but the client that was reached does not know ping, or the nick has just changed.
    if (condition == u"service-unavailable" || condition == u"feature-not-implemented" || condition == u"item-not-found")
        return Membership::Joined;
    if (condition == u"remote-server-not-found" || condition == u"remote-server-timeout")
        return Membership::Unknown;
    return Membership::Gone;
}

} // namespace net::xep0410
