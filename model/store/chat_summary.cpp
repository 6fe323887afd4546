// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chat_summary.h"

#include "model/store/statement.h"
#include "model/types/message.h"

namespace model {

namespace {

constexpr qsizetype kPreview = 200; // more than any row of the list can show

QString firstLine(const QString &body)
{
    const auto text = QStringView(body).trimmed();
    return text.left(text.indexOf(u'\n') < 0 ? text.size() : text.indexOf(u'\n')).left(kPreview).toString();
}

} // namespace

bool summarise(Database &db, ChatId chat)
{
    QString lastBody;
    QDateTime lastAt;
    auto direction = Direction::Incoming;
    auto state = MessageState::Received;
    {
        Statement last(db, "SELECT body, sent_at, direction, state FROM message WHERE chat = ? ORDER BY position DESC LIMIT 1", chat);
        if (last.next()) {
            lastBody = firstLine(last.text(0));
            lastAt = last.time(1);
            direction = last.as<Direction>(2);
            state = last.as<MessageState>(3);
        }
    }
    qint64 unread = 0;
    {
        Statement count(db,
            "SELECT max(c.marked_unread, coalesce(c.hinted_unread, (SELECT count(*) FROM message m WHERE m.chat = c.id AND m.position > c.read_position AND m.direction = 0))) "
            "FROM chat c WHERE c.id = ?", chat);
        if (!count.next())
            return false; // the chat is gone
        unread = count.number(0);
    }
    Statement update(db,
        "UPDATE chat SET last_body = v.body, last_at = v.at, last_direction = v.direction, last_state = v.state, archived = archived AND (muted OR chat.unread >= v.unread), "
        "unread = v.unread FROM (SELECT ? AS body, ? AS at, ? AS direction, ? AS state, ? AS unread) v "
        "WHERE id = ? AND (last_body, last_at, last_direction, last_state, chat.unread) IS NOT (v.body, v.at, v.direction, v.state, v.unread)",
        lastBody, lastAt, direction, state, unread, chat);
    return update.changes() > 0;
}

} // namespace model
