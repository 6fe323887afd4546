// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chat_gateway.h"

#include "model/store/changes.h"
#include "model/store/statement.h"
#include "model/types/display_text.h"

namespace model {

// A stranger's nickname is not shown while the chat is a request: anybody can call themselves what they like.
#define KITH_CHAT_ROWS \
    "SELECT c.id, c.account, c.peer, coalesce(nullif(p.name, ''), CASE WHEN c.request THEN '' ELSE p.nick END, ''), coalesce(p.avatar_hash, ''), c.last_body, c.last_at, " \
    "c.last_direction, c.last_state, c.unread, c.read_message, c.read_position, c.created_at, c.draft, c.pinned, c.muted, c.archived, c.request, " \
    "c.unread > 0 AND c.hinted_unread IS NULL AND EXISTS (SELECT 1 FROM archive_gap g WHERE g.account = c.account AND g.before_id <> '' AND g.before_position > c.read_position " \
    "AND NOT EXISTS (SELECT 1 FROM archive_gap_chat f WHERE f.gap = g.id AND f.chat = c.id AND f.closed)) FROM chat c " \
    "JOIN account a ON a.id = c.account AND a.signed_in LEFT JOIN contact p ON p.account = c.account AND p.jid = c.peer "

namespace {

Chat chatFrom(const Statement &row)
{
    Chat chat;
    chat.id = row.as<ChatId>(0);
    chat.account = row.as<AccountId>(1);
    chat.peer = row.jid(2);
    chat.title = withoutDirectionControls(row.text(3));
    if (chat.title.isEmpty())
        chat.title = chat.peer.local().isEmpty() ? chat.peer.domain() : chat.peer.local();
    chat.avatarHash = row.text(4);
    chat.lastBody = withoutDirectionControls(row.text(5));
    chat.lastAt = row.time(6);
    chat.lastDirection = row.as<Direction>(7);
    chat.lastState = row.as<MessageState>(8);
    chat.unread = int(row.number(9));
    chat.readUpTo = row.as<MessageId>(10);
    chat.readPosition = row.number(11);
    chat.createdAt = row.time(12);
    chat.draft = row.text(13);
    chat.pinned = row.flag(14);
    chat.muted = row.flag(15);
    chat.archived = row.flag(16);
    chat.request = row.flag(17);
    chat.unreadIsAtLeast = row.flag(18);
    return chat;
}

} // namespace

std::vector<Chat> ChatGateway::all() const
{
    Statement rows(m_db, KITH_CHAT_ROWS);
    std::vector<Chat> chats;
    while (rows.next())
        chats.push_back(chatFrom(rows));
    return chats;
}

std::optional<Chat> ChatGateway::find(ChatId id) const
{
    Statement row(m_db, KITH_CHAT_ROWS "WHERE c.id = ?", id);
    return row.next() ? std::optional(chatFrom(row)) : std::nullopt;
}

std::optional<Chat> ChatGateway::find(AccountId account, const net::Jid &bare) const
{
    Statement row(m_db, KITH_CHAT_ROWS "WHERE c.account = ? AND c.peer = ?", account, bare);
    return row.next() ? std::optional(chatFrom(row)) : std::nullopt;
}

ChatId ChatGateway::idOf(AccountId account, const net::Jid &bare) const
{
    Statement row(m_db, "SELECT id FROM chat WHERE account = ? AND peer = ?", account, bare);
    return row.next() ? row.as<ChatId>(0) : ChatId{};
}

ChatId ChatGateway::ensure(AccountId account, const net::Jid &bare, const QDateTime &now, bool request)
{
    if (const auto id = idOf(account, bare); id != ChatId{})
        return id;
    if (request && !makeRoomForRequest(account, now))
        return ChatId{};
    Statement(m_db, "INSERT INTO chat (account, peer, created_at, request) VALUES (?, ?, ?, ?)", account, bare, now, request);
    const auto id = idOf(account, bare);
    m_changes.chat(id);
    return id;
}

bool ChatGateway::makeRoomForRequest(AccountId account, const QDateTime &now)
{
    {
        Statement row(m_db, "SELECT count(*) FROM chat WHERE account = ? AND request", account);
        if (row.next() && row.number(0) < kMaxRequests)
            return true;
    }
    // Not one of this very moment: its message is about to follow in the same transaction.
    ChatId oldest{};
    {
        Statement row(m_db,
            "SELECT id FROM chat WHERE account = ? AND request AND created_at < ? AND draft = '' AND NOT pinned AND NOT EXISTS (SELECT 1 FROM message m WHERE m.chat = chat.id) ORDER BY id LIMIT 1",
            account, now);
        if (!row.next())
            return false;
        oldest = row.as<ChatId>(0);
    }
    remove(oldest);
    return true;
}

void ChatGateway::setDraft(ChatId id, const QString &text)
{
    if (Statement(m_db, "UPDATE chat SET draft = ? WHERE id = ? AND draft <> ?", text, id, text).changes() > 0)
        m_changes.chat(id);
}

void ChatGateway::suggestDraft(ChatId id, const QString &text)
{
    if (Statement(m_db, "UPDATE chat SET draft = ? WHERE id = ? AND draft = '' AND draft <> ?", text, id, text).changes() > 0)
        m_changes.chat(id);
}

void ChatGateway::setPinned(ChatId id, bool on)
{
    Statement(m_db, "UPDATE chat SET pinned = ? WHERE id = ?", on, id);
    m_changes.chat(id);
}

void ChatGateway::setMuted(ChatId id, bool on)
{
    Statement(m_db, "UPDATE chat SET muted = ? WHERE id = ?", on, id);
    m_changes.chat(id);
}

void ChatGateway::setArchived(ChatId id, bool on)
{
    Statement(m_db, "UPDATE chat SET archived = ? WHERE id = ?", on, id);
    m_changes.chat(id);
}

void ChatGateway::acceptRequest(ChatId id)
{
    if (Statement(m_db, "UPDATE chat SET request = 0 WHERE id = ? AND request", id).changes() > 0)
        m_changes.chat(id);
}

void ChatGateway::remove(ChatId id)
{
    if (Statement(m_db, "DELETE FROM chat WHERE id = ?", id).changes() > 0)
        m_changes.chatRemoved(id);
}

} // namespace model
