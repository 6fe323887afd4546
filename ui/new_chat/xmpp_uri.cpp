// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/xmpp_uri.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr qsizetype kMaxBody = 8000; // a draft, not a document

QString decoded(QStringView text)
{
    return QUrl::fromPercentEncoding(text.toUtf8());
}

} // namespace

std::optional<XmppUri> parseXmppUri(const QString &text)
{
    QStringView rest = QStringView(text).trimmed();
    if (!rest.startsWith("xmpp:"_L1, Qt::CaseInsensitive))
        return {};
    rest = rest.mid(5);
    if (const auto fragment = rest.indexOf(u'#'); fragment >= 0)
        rest.truncate(fragment);
    QStringView query;
    if (const auto mark = rest.indexOf(u'?'); mark >= 0) {
        query = rest.mid(mark + 1);
        rest.truncate(mark);
    }
    // RFC 5122 §2.3: "//who@where/" names the account to use. Kith asks the user instead.
    if (rest.startsWith("//"_L1)) {
        const auto slash = rest.indexOf(u'/', 2);
        if (slash < 0)
            return {};
        rest = rest.mid(slash + 1);
    }
    const auto jid = net::Jid::parse(decoded(rest));
    if (!jid || jid->local().isEmpty())
        return {};

    XmppUri uri;
    uri.address = jid->bare();
    const auto parts = query.split(u';');
    const QStringView action = parts.isEmpty() ? QStringView() : parts.constFirst();
    const auto value = [&](QLatin1StringView key) {
        for (const QStringView part : parts.mid(1)) {
            const auto equals = part.indexOf(u'=');
            if (equals >= 0 && part.first(equals) == key)
                return decoded(part.mid(equals + 1));
        }
        return QString();
    };
    if (action.isEmpty() || action == "message"_L1) {
        uri.body = value("body"_L1).left(kMaxBody);
    } else if (action == "roster"_L1 || action == "subscribe"_L1) {
        uri.action = XmppUri::Action::AddContact;
        uri.name = value("name"_L1).simplified();
    } else {
        uri.action = XmppUri::Action::NotKnown;
    }
    return uri;
}

} // namespace ui
