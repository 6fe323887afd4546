// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/message_gateway.h"

#include "model/store/archive_gateway.h"
#include "model/store/changes.h"
#include "model/store/message_merge.h"
#include "model/store/message_order.h"
#include "model/store/message_rows.h"
#include "model/store/unread_hint_gateway.h"
#include "model/types/message_state.h"

#include <algorithm>

namespace model {

namespace {

qint64 lastPosition(Database &db, ChatId chat)
{
    Statement row(db, "SELECT position FROM message WHERE chat = ? ORDER BY position DESC LIMIT 1", chat);
    return row.next() ? row.number(0) : order::kBeginning;
}

// Of what the server has: own messages that wait here may still slip behind.
qint64 lastSettledPosition(Database &db, ChatId chat)
{
    Statement row(db, "SELECT position FROM message WHERE chat = ? AND state NOT IN (0, 1, 5) ORDER BY position DESC LIMIT 1", chat);
    return row.next() ? row.number(0) : order::kBeginning;
}

// Behind every hole of the archive: what is in a hole is older than what arrives now.
qint64 behindHoles(Database &db, AccountId account)
{
    Statement row(db, "SELECT max(CASE WHEN before_id = '' THEN after_position ELSE before_position END) FROM archive_gap WHERE account = ?", account);
    return row.next() ? row.number(0) : order::kBeginning;
}

// A free place for a delayed copy in the hole of the archive that was open at the time of its stamp; nothing: there is none. Those of one millisecond keep the order
// in which they come, but none leaves the hole. The page that fills the hole will find it there and put it right. Only for what our own server kept: whoever else delays
// a message could otherwise choose its place. And never among what was read: nobody would look there (the name of the server can be forged).
std::optional<qint64> placeInHole(Database &db, const NewMessage &message)
{
    if (!message.delayed || !message.delayedByServer || message.archiveId.isEmpty())
        return std::nullopt;
    const auto slot = order::slot(message.sentAt);
    // The edge itself may have had to make way: archives stamp whole seconds, so its own stamp counts as well as its place.
    Statement row(db,
        "SELECT max(after_position, coalesce((SELECT read_position FROM chat WHERE id = ? AND ? = 0), 0)), before_position FROM archive_gap g "
        "WHERE account = ? AND after_position < ? AND (before_position >= ? OR "
        "(SELECT m.sent_at FROM message m WHERE m.account = g.account AND m.archive_id = g.before_id AND m.archive_id <> '') >= ?)",
        message.chat, message.direction, message.account, slot, slot, message.sentAt);
    if (!row.next())
        return std::nullopt;
    const auto after = row.number(0), before = row.number(1);
    // One question each way, however many share the stamp.
    const auto end = std::min(slot + order::kStampSpan, before);
    if (slot > after && slot < end) {
        Statement last(db, "SELECT max(position) FROM message WHERE chat = ? AND position >= ? AND position < ?", message.chat, slot, end);
        const auto place = last.next() ? std::max(slot, last.number(0) + 1) : slot;
        if (place < end)
            return place;
    }
    const auto begin = std::max(after, end - 2 * order::kStampSpan);
    Statement first(db, "SELECT coalesce(min(position), ?) FROM message WHERE chat = ? AND position > ? AND position < ?", end, message.chat, begin, end);
    const auto place = (first.next() ? first.number(0) : end) - 1;
    return place > begin ? std::optional(place) : std::nullopt;
}

} // namespace

std::optional<Message> MessageGateway::find(MessageId id) const
{
    Statement row(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE id = ?", id);
    return messageIf(row);
}

std::vector<Message> MessageGateway::find(const std::vector<MessageId> &ids) const
{
    std::vector<Message> messages;
    messages.reserve(ids.size());
    for (const auto id : ids) {
        if (auto message = find(id))
            messages.push_back(std::move(*message));
    }
    std::sort(messages.begin(), messages.end(), [](const Message &a, const Message &b) { return a.position < b.position; });
    return messages;
}

std::vector<Message> MessageGateway::before(ChatId chat, qint64 position, int limit) const
{
    Statement rows(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND position < ? ORDER BY position DESC LIMIT ?", chat, position, limit);
    auto messages = messagesFrom(rows);
    std::reverse(messages.begin(), messages.end());
    return messages;
}

std::vector<Message> MessageGateway::from(ChatId chat, qint64 position, int limit) const
{
    Statement rows(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND position >= ? ORDER BY position LIMIT ?", chat, position, limit);
    return messagesFrom(rows);
}

std::vector<Message> MessageGateway::newest(ChatId chat, int limit) const
{
    return before(chat, order::kEnd, limit);
}

int MessageGateway::unreadAfter(ChatId chat, qint64 position, int limit) const
{
    Statement row(m_db, "SELECT count(*) FROM (SELECT 1 FROM message WHERE chat = ? AND position > ? AND direction = 0 LIMIT ?)", chat, position, limit);
    return row.next() ? int(row.number(0)) : 0;
}

std::optional<Message> MessageGateway::firstUnread(ChatId chat) const
{
    Statement row(m_db,
        "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND position > (SELECT read_position FROM chat WHERE id = ?) AND direction = 0 ORDER BY position LIMIT 1", chat,
        chat);
    return messageIf(row);
}

std::optional<Message> MessageGateway::ownByStanzaId(ChatId chat, const QString &id) const
{
    if (id.isEmpty())
        return std::nullopt;
    {
        Statement row(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND stanza_id = ? AND stanza_id <> '' AND direction = 1 ORDER BY position DESC LIMIT 1",
            chat, id);
        if (auto message = messageIf(row))
            return message;
    }
    Statement row(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE chat = ? AND origin_id = ? AND origin_id <> '' AND direction = 1 ORDER BY position DESC LIMIT 1", chat, id);
    return messageIf(row);
}

std::optional<Message> MessageGateway::byArchiveId(AccountId account, const QString &archiveId) const
{
    Statement row(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE account = ? AND archive_id = ? AND archive_id <> ''", account, archiveId);
    return messageIf(row);
}

QString MessageGateway::archivedBefore(const Message &own) const
{
    // Rows are numbered as they come here; their positions follow the archive.
    Statement row(m_db, "SELECT archive_id FROM message WHERE chat = ? AND id < ? AND direction = 0 AND archive_id <> '' ORDER BY position DESC LIMIT 1", own.chat, own.id);
    return row.next() ? row.text(0) : QString();
}

std::vector<QString> MessageGateway::earlierBodies(MessageId id) const
{
    Statement rows(m_db, "SELECT body FROM correction WHERE message = ? ORDER BY original DESC, sent_at, id", id);
    std::vector<QString> bodies;
    while (rows.next())
        bodies.push_back(rows.text(0));
    if (!bodies.empty())
        bodies.pop_back(); // the newest is the body
    return bodies;
}

std::vector<Message> MessageGateway::search(const QString &text, ChatId chat, int limit) const
{
    const auto words = text.simplified();
    if (words.isEmpty())
        return {};
    if (words.size() < 3) { // shorter than a trigram: read
        auto pattern = words;
        pattern.replace(u'\\', QLatin1StringView("\\\\")).replace(u'%', QLatin1StringView("\\%")).replace(u'_', QLatin1StringView("\\_"));
        pattern = u'%' + pattern + u'%';
        Statement rows(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE body LIKE ? ESCAPE '\\' AND (? = 0 OR chat = ?) ORDER BY sent_at DESC LIMIT ?", pattern, chat, chat,
            limit);
        return messagesFrom(rows);
    }
    auto phrase = words;
    phrase.replace(u'"', QLatin1StringView("\"\"")); // a phrase of FTS5: nothing inside it is an operator
    phrase = u'"' + phrase + u'"';
    Statement rows(m_db,
        "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE id IN (SELECT rowid FROM message_fts WHERE message_fts MATCH ?) AND (? = 0 OR chat = ?) ORDER BY sent_at DESC LIMIT ?",
        phrase, chat, chat, limit);
    return messagesFrom(rows);
}

MessageId MessageGateway::insertOutgoing(const NewMessage &message)
{
    const auto position = std::max({order::slot(message.sentAt), lastPosition(m_db, message.chat) + 1, behindHoles(m_db, message.account) + 1});
    const auto id = insertRow(m_db, m_changes, message, position, MessageState::Queued);
    Statement(m_db, "UPDATE message SET written_here = 1 WHERE id = ?", id);
    if (Statement(m_db, "UPDATE chat SET request = 0, archived = 0 WHERE id = ? AND (request OR archived)", message.chat).changes() > 0)
        m_changes.chat(message.chat);
    return id;
}

std::vector<Message> MessageGateway::waiting(AccountId account) const
{
    Statement rows(m_db, "SELECT " KITH_MESSAGE_COLUMNS " FROM message WHERE account = ? AND state IN (0, 1) ORDER BY id", account);
    return messagesFrom(rows);
}

int MessageGateway::waitingCount(AccountId account) const
{
    Statement row(m_db, "SELECT count(*) FROM message WHERE account = ? AND state IN (0, 1)", account);
    return row.next() ? int(row.number(0)) : 0;
}

int MessageGateway::requeueWritten(AccountId account)
{
    Statement rows(m_db, "UPDATE message SET state = 0 WHERE account = ? AND state IN (0, 1) AND state = 1 RETURNING chat, id", account);
    int count = 0;
    for (; rows.next(); ++count)
        m_changes.message(rows.as<ChatId>(0), rows.as<MessageId>(1));
    return count;
}

bool MessageGateway::advance(MessageId id, MessageState state)
{
    const auto message = find(id);
    if (!message || state == MessageState::Failed || !canAdvance(message->state, state))
        return false;
    // Taken by the server after the contact has seen what stands below it: a marker covers everything above (XEP-0333 §4), and does not come again.
    Statement(m_db,
        "UPDATE message SET failure = '', state = iif(? IN (2, 3) AND position <= (SELECT displayed_position FROM chat WHERE id = message.chat), 4, ?) WHERE id = ?", state, state, id);
    m_changes.message(message->chat, id);
    return true;
}

bool MessageGateway::fail(MessageId id, const QString &reason)
{
    const auto message = find(id);
    if (!message || !canAdvance(message->state, MessageState::Failed))
        return false;
    Statement(m_db, "UPDATE message SET state = ?, failure = ? WHERE id = ?", MessageState::Failed, reason, id);
    m_changes.message(message->chat, id);
    return true;
}

bool MessageGateway::retry(MessageId id)
{
    Statement row(m_db, "UPDATE message SET state = 0, failure = '' WHERE id = ? AND state = 5 RETURNING chat", id);
    if (!row.next())
        return false;
    m_changes.message(row.as<ChatId>(0), id);
    return true;
}

void MessageGateway::remove(MessageId id)
{
    Statement row(m_db, "DELETE FROM message WHERE id = ? RETURNING chat", id);
    if (row.next())
        m_changes.messageRemoved(row.as<ChatId>(0), id);
}

Inserted MessageGateway::insertIncoming(const NewMessage &message)
{
    Inserted result;
    if (const auto row = findDuplicate(m_db, message)) {
        learn(m_db, m_changes, *row, message, false);
        result = {row->id, true};
    } else {
        const auto last = message.delayed ? lastSettledPosition(m_db, message.chat) : lastPosition(m_db, message.chat);
        const auto behindAll = std::max({order::slot(message.sentAt), last + 1, behindHoles(m_db, message.account) + 1});
        auto position = placeInHole(m_db, message).value_or(behindAll);
        while (!isFree(m_db, message.chat, position))
            ++position;
        result.id = insertRow(m_db, m_changes, message, position, message.direction == Direction::Outgoing ? MessageState::Accepted : MessageState::Received);
        if (message.direction == Direction::Incoming && !message.delayed)
            UnreadHintGateway(m_db, m_changes).oneMore(message.chat);
    }
    if (!message.archiveId.isEmpty() && !message.delayed && message.isEdge)
        ArchiveGateway(m_db, m_changes).advanceHead(message.account, message.archiveId, message.sentAt);
    return result;
}

CorrectionOutcome MessageGateway::correct(const NewMessage &correction, const QString &replaces)
{
    if (replaces.isEmpty())
        return CorrectionOutcome::Refused;
    {
        Statement known(m_db, "SELECT 1 FROM correction WHERE chat = ? AND target_id = ? AND sender = ? AND stanza_id = ? AND body = ? AND NOT original", correction.chat, replaces,
            correction.sender, correction.stanzaId, correction.body);
        if (known.next())
            return CorrectionOutcome::Known;
    }
    std::optional<MessageId> target;
    bool othersOnly = false;
    {
        Statement rows(m_db, "SELECT id, sender FROM message WHERE chat = ? AND stanza_id = ? AND stanza_id <> '' ORDER BY position", correction.chat, replaces);
        while (rows.next()) {
            if (rows.jid(1) == correction.sender)
                target = rows.as<MessageId>(0); // ids that were used twice: the newest
            else
                othersOnly = true;
        }
    }
    if (!target && othersOnly)
        return CorrectionOutcome::Refused;
    const auto kept = [&] {
        constexpr int kMaxKept = 64; // for messages that may never come
        Statement row(m_db, "SELECT count(*) FROM correction WHERE chat = ? AND message IS NULL", correction.chat);
        return row.next() && row.number(0) < kMaxKept;
    };
    // Kept out of sight only as long as the archive can still bring the original.
    if (!target && (ArchiveGateway(m_db, m_changes).gaps(correction.account, correction.chat).empty() || !kept()))
        return CorrectionOutcome::Refused;
    Statement(m_db, "INSERT INTO correction (chat, message, sender, target_id, body, sent_at, stanza_id) VALUES (?, ?, ?, ?, ?, ?, ?)", correction.chat, target, correction.sender,
        replaces, correction.body, correction.sentAt, correction.stanzaId);
    if (!target)
        return CorrectionOutcome::Pending;
    applyCorrections(m_db, m_changes, *target);
    return CorrectionOutcome::Applied;
}

} // namespace model
