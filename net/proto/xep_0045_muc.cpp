// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0045_muc.h"

#include "net/proto/xep_0082_datetime.h"

using namespace Qt::StringLiterals;

namespace net::xep0045 {

xml::Element join(const QDateTime &historySince)
{
    xml::Element x(u"x", kNs);
    if (historySince.isValid()) {
        xml::Element history(u"history", kNs);
        history.set(u"since", xep0082::formatDateTime(historySince));
        x.add(history);
    }
    return x;
}

bool isJoin(const xml::Element &presence)
{
    return presence.name() == u"presence" && presence.attribute(u"type").isEmpty() && presence.child(u"x", kNs);
}

std::optional<User> parseUser(const xml::Element &x)
{
    if (!x.is(u"x", kUserNs))
        return {};
    User user;
    if (const xml::Element *item = x.child(u"item", kUserNs)) {
        user.role = item->attribute(u"role");
        user.affiliation = item->attribute(u"affiliation");
        user.newNick = item->attribute(u"nick");
        user.jid = Jid::fromString(item->attribute(u"jid"));
    }
    for (const xml::Element *status : x.children(u"status", kUserNs))
        user.codes.insert(status->attribute(u"code").toInt());
    return user;
}

QString newSubject(const xml::Element &message)
{
    const xml::Element *subject = message.child(u"subject", message.ns());
    if (!subject || message.child(u"body", message.ns()) || message.child(u"thread", message.ns()))
        return {};
    const QString text = subject->text();
    return text.isNull() ? u""_s : text; // an empty one takes the subject away
}

} // namespace net::xep0045
