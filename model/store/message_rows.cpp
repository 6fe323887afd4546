// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/message_rows.h"

namespace model {

Message messageFrom(const Statement &row)
{
    Message message;
    message.id = row.as<MessageId>(0);
    message.chat = row.as<ChatId>(1);
    message.position = row.number(2);
    message.direction = row.as<Direction>(3);
    message.sender = row.jid(4);
    message.body = row.text(5);
    message.sentAt = row.time(6);
    message.state = row.as<MessageState>(7);
    message.failure = row.text(8);
    message.edited = row.flag(9);
    message.stanzaId = row.text(10);
    message.originId = row.text(11);
    message.archiveId = row.text(12);
    return message;
}

std::vector<Message> messagesFrom(Statement &rows)
{
    std::vector<Message> messages;
    while (rows.next())
        messages.push_back(messageFrom(rows));
    return messages;
}

std::optional<Message> messageIf(Statement &row)
{
    return row.next() ? std::optional(messageFrom(row)) : std::nullopt;
}

} // namespace model
