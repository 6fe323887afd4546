// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0484_fast.h"

using namespace Qt::StringLiterals;

namespace net::xep0484 {

std::optional<Offer> parseOffer(const xml::Element &fast)
{
    if (!fast.is(u"fast", kNs))
        return {};
    Offer offer;
    const QString zeroRtt = fast.attribute(u"tls-0rtt");
    offer.zeroRtt = zeroRtt == u"true" || zeroRtt == u"1";
    for (const xml::Element *mechanism : fast.children(u"mechanism", kNs))
        offer.mechanisms << mechanism->text().trimmed();
    return offer;
}

xml::Element requestToken(const QString &mechanism)
{
    xml::Element element(u"request-token", kNs);
    element.set(u"mechanism", mechanism);
    return element;
}

xml::Element fast(Invalidate invalidate, std::optional<quint32> count)
{
    xml::Element element(u"fast", kNs);
    if (count)
        element.set(u"count", QString::number(*count));
    if (invalidate == Invalidate::Yes)
        element.set(u"invalidate", u"true"_s);
    return element;
}

std::optional<Token> parseToken(const xml::Element &element)
{
    if (!element.is(u"token", kNs) || element.attribute(u"token").isEmpty())
        return {};
    return Token{element.attribute(u"token"), QDateTime::fromString(element.attribute(u"expiry"), Qt::ISODateWithMs).toUTC()};
}

} // namespace net::xep0484
