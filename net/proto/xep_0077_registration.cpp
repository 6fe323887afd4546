// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0077_registration.h"

namespace net::xep0077 {

xml::Element changePassword(const QString &user, const QString &password)
{
    return xml::Element(u"query", kNs).add(u"username", kNs, user).add(u"password", kNs, password);
}

Refusal refusalOf(QStringView condition)
{
    for (const QStringView refused : {u"bad-request", u"not-acceptable", u"conflict", u"policy-violation"}) {
        if (condition == refused)
            return Refusal::NotAccepted;
    }
    for (const QStringView trouble : {u"internal-server-error", u"resource-constraint", u"remote-server-timeout", u"recipient-unavailable"}) {
        if (condition == trouble)
            return Refusal::Trouble;
    }
    return Refusal::NotOffered; // not-allowed, forbidden, feature-not-implemented, service-unavailable, unexpected-request, …
}

} // namespace net::xep0077
