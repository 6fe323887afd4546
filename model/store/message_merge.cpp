// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/message_merge.h"

#include "model/store/changes.h"
#include "model/store/marker_gateway.h"
#include "model/store/message_gateway.h"
#include "model/store/message_order.h"
#include "model/store/message_rows.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <chrono>
#include <cstdlib>

namespace model {

namespace {

constexpr qint64 kSameWithin = std::chrono::milliseconds(std::chrono::hours(7 * 24)).count(); // O36
constexpr qint64 kStampPrecision = 1000; // ms: many archives stamp in whole seconds

// Third part of the duplicate key. Not a matter of security: who can choose ids and texts can only collide with himself.
qint64 payloadHash(const NewMessage &message)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(message.type.toUtf8());
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(message.body.toUtf8());
    return qFromLittleEndian<qint64>(hash.result().constData());
}

} // namespace

std::optional<Message> findDuplicate(Database &db, const NewMessage &copy, std::optional<qint64> payload)
{
    if (!copy.archiveId.isEmpty()) {
        Statement row(db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE account = ? AND archive_id = ? AND archive_id <> ''", copy.account, copy.archiveId);
        if (auto found = messageIf(row))
            return found;
    }
    if (!copy.originId.isEmpty()) {
        Statement row(db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND origin_id = ? AND origin_id <> '' AND sender = ? ORDER BY id LIMIT 1", copy.chat,
            copy.originId, copy.sender);
        if (auto found = messageIf(row))
            return found;
    }
    if (!copy.stanzaId.isEmpty()) {
        const auto at = copy.sentAt.toMSecsSinceEpoch();
        Statement row(db,
            "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND stanza_id = ? AND stanza_id <> '' AND sender = ? AND payload_hash = ? "
            "AND (archive_id = '' OR ? = '') AND (origin_id = '' OR ? = '') AND sent_at BETWEEN ? AND ? ORDER BY id LIMIT 1",
            copy.chat, copy.stanzaId, copy.sender, payload ? *payload : payloadHash(copy), copy.archiveId, copy.originId, at - kSameWithin, at + kSameWithin);
        if (auto found = messageIf(row))
            return found;
    }
    return std::nullopt;
}

void learn(Database &db, Changes &changes, const Message &row, const NewMessage &copy, bool archived)
{
    auto better = row;
    if (better.archiveId.isEmpty())
        better.archiveId = copy.archiveId;
    if (better.originId.isEmpty())
        better.originId = copy.originId;
    if (better.stanzaId.isEmpty())
        better.stanzaId = copy.stanzaId;
    if (archived && std::abs(row.sentAt.msecsTo(copy.sentAt)) >= kStampPrecision)
        better.sentAt = copy.sentAt;
    if (better != row) {
        Statement(db, "UPDATE message SET archive_id = ?, origin_id = ?, stanza_id = ?, sent_at = ? WHERE id = ?", better.archiveId, better.originId, better.stanzaId,
            better.sentAt, row.id);
        changes.message(row.chat, row.id);
    }
    if (row.direction == Direction::Outgoing)
        MessageGateway(db, changes).advance(row.id, MessageState::Accepted);
}

bool isFree(Database &db, ChatId chat, qint64 position)
{
    return !Statement(db, "SELECT 1 FROM message WHERE chat = ? AND position = ?", chat, position).next();
}

void makeRoom(Database &db, Changes &changes, AccountId account, qint64 from)
{
    std::vector<ChatId> chats;
    {
        Statement rows(db, "SELECT id FROM chat WHERE account = ?", account);
        while (rows.next())
            chats.push_back(rows.as<ChatId>(0));
    }
    for (const auto chat : chats) {
        // In two steps: a single one would meet its neighbours under the unique index.
        Statement(db, "UPDATE message SET position = -position WHERE chat = ? AND position >= ?", chat, from);
        Statement rows(db, "UPDATE message SET position = ? - position WHERE chat = ? AND position < 0 RETURNING id", order::kRoom, chat);
        while (rows.next())
            changes.message(chat, rows.as<MessageId>(0));
    }
    Statement(db,
        "UPDATE chat SET read_position = read_position + iif(read_position >= ?, ?, 0), displayed_position = displayed_position + iif(displayed_position >= ?, ?, 0) "
        "WHERE account = ?",
        from, order::kRoom, from, order::kRoom, account);
    Statement(db,
        "UPDATE archive_gap SET after_position = after_position + iif(after_position >= ?, ?, 0), "
        "before_position = before_position + iif(before_position >= ? AND before_id <> '', ?, 0) WHERE account = ?",
        from, order::kRoom, from, order::kRoom, account);
    Statement(db, "UPDATE archive_gap_chat SET before_position = before_position + ? WHERE before_position >= ? AND gap IN (SELECT id FROM archive_gap WHERE account = ?)",
        order::kRoom, from, account);
    Statement(db, "UPDATE archive_doubt SET after_position = after_position + ? WHERE account = ? AND after_position >= ?", order::kRoom, account, from);
}

MessageId insertRow(Database &db, Changes &changes, const NewMessage &message, qint64 position, MessageState state, std::optional<qint64> payload, bool told)
{
    MessageId id{};
    {
        Statement insert(db,
            "INSERT INTO message (account, chat, position, direction, sender, body, sent_at, state, stanza_id, origin_id, archive_id, payload_hash, told) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            message.account, message.chat, position, message.direction, message.sender, message.body, message.sentAt, state, message.stanzaId, message.originId,
            message.archiveId, payload ? *payload : payloadHash(message), told);
        if (!insert.next())
            return id;
        id = insert.as<MessageId>(0);
    }
    changes.message(message.chat, id);

    if (!message.stanzaId.isEmpty()) {
        const Statement waiting(db, "UPDATE correction SET message = ? WHERE chat = ? AND target_id = ? AND message IS NULL AND sender = ?", id, message.chat, message.stanzaId,
            message.sender);
        if (waiting.changes() > 0)
            applyCorrections(db, changes, id);
    }
    MarkerGateway(db, changes).messageCame(id);
    return id;
}

void moveRow(Database &db, Changes &changes, const Message &row, qint64 position)
{
    Statement(db, "UPDATE message SET position = ? WHERE id = ?", position, row.id);
    // What was read up to it stays read up to what is the last of that now; and what comes next comes behind it.
    Statement(db,
        "UPDATE chat SET read_message = coalesce(l.id, 0), read_position = coalesce(l.position, 0) FROM (SELECT c.id AS chat, m.id, m.position FROM chat c LEFT JOIN message m ON m.id = "
        "(SELECT x.id FROM message x WHERE x.chat = c.id AND x.position <= ? ORDER BY x.position DESC LIMIT 1)) l WHERE chat.id = ? AND l.chat = chat.id AND read_position = ?",
        row.position, row.chat, row.position);
    Statement(db, "UPDATE chat SET displayed_position = coalesce((SELECT max(position) FROM message WHERE chat = chat.id AND position <= ?), 0) WHERE id = ? AND displayed_position = ?",
        row.position, row.chat, row.position);
    changes.message(row.chat, row.id);
}

void applyCorrections(Database &db, Changes &changes, MessageId message)
{
    Statement(db,
        "INSERT INTO correction (chat, message, original, sender, target_id, body, sent_at, stanza_id) "
        "SELECT chat, id, 1, sender, stanza_id, body, sent_at, '' FROM message WHERE id = ? AND NOT edited",
        message);
    QString body;
    {
        Statement newest(db, "SELECT body FROM correction WHERE message = ? AND NOT original ORDER BY sent_at DESC, id DESC LIMIT 1", message);
        if (!newest.next())
            return;
        body = newest.text(0);
    }
    Statement row(db, "UPDATE message SET body = ?, edited = 1 WHERE id = ? RETURNING chat", body, message);
    if (row.next())
        changes.message(row.as<ChatId>(0), message);
}

} // namespace model
