// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/marker_gateway.h"

#include "model/store/changes.h"
#include "model/store/message_gateway.h"
#include "model/store/message_rows.h"
#include "model/store/statement.h"

namespace model {

namespace {
// A contact can name as many unknown messages as they like; what is kept of that is bounded.
constexpr int kMaxKept = 256;
}

bool MarkerGateway::markRead(ChatId chat, MessageId upTo)
{
    bool moved = false;
    {
        Statement update(m_db,
            "UPDATE chat SET read_message = m.id, read_position = m.position FROM message m WHERE chat.id = ? AND m.id = ? AND m.chat = chat.id AND chat.read_position < m.position",
            chat, upTo);
        moved = update.changes() > 0;
    }
    const bool unmarked = Statement(m_db, "UPDATE chat SET marked_unread = 0 WHERE id = ? AND marked_unread", chat).changes() > 0;
    if (moved || unmarked) {
        m_changes.chat(chat);
        m_changes.messagesOf(chat);
    }
    return moved;
}

void MarkerGateway::markReadById(ChatId chat, const QString &id)
{
    MessageId found{};
    {
        Statement row(m_db, "SELECT m.id FROM chat c JOIN message m ON m.account = c.account AND m.archive_id = ? AND m.archive_id <> '' WHERE c.id = ? AND m.chat = c.id", id, chat);
        if (row.next())
            found = row.as<MessageId>(0);
    }
    if (found == MessageId{}) {
        Statement row(m_db, "SELECT id FROM message WHERE chat = ? AND stanza_id = ? AND stanza_id <> '' AND direction = 0 ORDER BY position DESC LIMIT 1", chat, id);
        if (row.next())
            found = row.as<MessageId>(0);
    }
    if (found == MessageId{})
        keep(chat, id, Kind::Read);
    else
        markRead(chat, found);
}

void MarkerGateway::markUnread(ChatId chat)
{
    Statement(m_db, "UPDATE chat SET marked_unread = 1 WHERE id = ?", chat);
    m_changes.messagesOf(chat);
}

void MarkerGateway::markDisplayed(ChatId chat, const QString &id)
{
    if (const auto message = MessageGateway(m_db, m_changes).ownByStanzaId(chat, id))
        displayed(*message);
    else
        keep(chat, id, Kind::Displayed);
}

void MarkerGateway::markDelivered(ChatId chat, const QString &id)
{
    MessageGateway messages(m_db, m_changes);
    if (const auto message = messages.ownByStanzaId(chat, id))
        messages.advance(message->id, MessageState::Delivered);
    else
        keep(chat, id, Kind::Delivered);
}

void MarkerGateway::messageCame(MessageId id)
{
    const auto message = MessageGateway(m_db, m_changes).find(id);
    if (!message)
        return;
    std::vector<std::pair<Kind, QString>> waiting;
    {
        Statement rows(m_db, "DELETE FROM marker WHERE chat = ? AND ref IN (?, ?, ?) RETURNING kind, ref", message->chat, message->stanzaId, message->originId, message->archiveId);
        while (rows.next())
            waiting.emplace_back(rows.as<Kind>(0), rows.text(1));
    }
    for (const auto &[kind, ref] : waiting) {
        switch (kind) {
        case Kind::Read:
            if (message->direction == Direction::Incoming || ref == message->archiveId)
                markRead(message->chat, id);
            break;
        case Kind::Displayed:
            if (message->direction == Direction::Outgoing)
                displayed(*message);
            break;
        case Kind::Delivered:
            if (message->direction == Direction::Outgoing)
                MessageGateway(m_db, m_changes).advance(id, MessageState::Delivered);
            break;
        }
    }
    if (message->direction == Direction::Outgoing && message->state == MessageState::Accepted) {
        // Older than something they have seen: an archive read newest first brings it late.
        const Statement seen(m_db,
            "UPDATE message SET state = 4 WHERE id = ? AND state IN (2, 3) AND position <= (SELECT displayed_position FROM chat WHERE id = message.chat)", id);
        if (seen.changes() > 0)
            m_changes.message(message->chat, id);
    }
}

void MarkerGateway::keep(ChatId chat, const QString &id, Kind kind)
{
    if (id.isEmpty())
        return;
    Statement(m_db, "INSERT INTO marker (chat, ref, kind) SELECT ?, ?, ? WHERE (SELECT count(*) FROM marker WHERE chat = ? AND kind = ?) < ? ON CONFLICT DO NOTHING", chat, id,
        kind, chat, kind, kMaxKept);
}

void MarkerGateway::displayed(const Message &message)
{
    const ChatId chat = message.chat;
    Statement(m_db, "UPDATE chat SET displayed_position = ? WHERE id = ? AND displayed_position < ?", message.position, chat, message.position);
    // What they name has arrived. Of those above it only what the server has: a row that still waits must be sent, whatever stands below it.
    MessageGateway(m_db, m_changes).advance(message.id, MessageState::Displayed);
    // The first condition is the index's.
    Statement rows(m_db, "UPDATE message SET state = 4 WHERE chat = ? AND direction = 1 AND state IN (1, 2, 3) AND state <> 1 AND position <= ? RETURNING id", chat, message.position);
    while (rows.next())
        m_changes.message(chat, rows.as<MessageId>(0));
}

} // namespace model
