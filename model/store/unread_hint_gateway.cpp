// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/unread_hint_gateway.h"

#include "model/store/archive_gateway.h"
#include "model/store/changes.h"
#include "model/store/chat_gateway.h"
#include "model/store/contact_gateway.h"
#include "model/store/displayed_gateway.h"
#include "model/store/statement.h"

#include <chrono>
#include <set>

namespace model {

namespace {

/// A conversation that the server does not list has nothing unread, or only what has left its archive: servers keep it a week, some a day.
constexpr std::chrono::hours kSurelyArchived{24};
/// More are not counted: no badge shows them.
constexpr int kMaxCount = 10'000;

} // namespace

int UnreadHintGateway::effective(ChatId chat, const UnreadHint &hint) const
{
    const int count = std::min(hint.count, kMaxCount);
    qint64 readPlace = 0;
    if (!hint.readId.isEmpty()) {
        Statement row(m_db, "SELECT m.position FROM message m JOIN chat c ON c.id = m.chat AND c.account = m.account WHERE m.chat = ? AND m.archive_id = ? AND m.archive_id <> ''", chat,
            hint.readId);
        if (!row.next())
            return count; // read further than anything here
        readPlace = row.number(0);
    }
    // Those among the server's that are here, and those of them that are unread here too.
    int missing = count, unreadHere = 0;
    Statement rows(m_db,
        "SELECT position > (SELECT read_position FROM chat WHERE id = ?) FROM message WHERE chat = ? AND position > ? AND direction = 0 AND archive_id <> '' "
        "ORDER BY position DESC LIMIT ?",
        chat, chat, readPlace, count);
    for (; rows.next(); --missing)
        unreadHere += rows.flag(0) ? 1 : 0;
    return missing + unreadHere;
}

void UnreadHintGateway::set(AccountId account, const std::vector<UnreadHint> &hints, const QDateTime &now)
{
    drop(account);
    const bool isFirstReading = ArchiveGateway(m_db, m_changes).head(account).isFirst;
    std::set<ChatId> listed;
    const auto put = [&](ChatId chat, int count) {
        Statement(m_db, "UPDATE chat SET hinted_unread = ? WHERE id = ? AND unread <> ?", count, chat, count);
        m_changes.messagesOf(chat);
    };
    ChatGateway chats(m_db, m_changes);
    for (const UnreadHint &hint : hints) {
        // What the archive held before this device first read it, and nobody marked, is history and not news.
        if (isFirstReading && hint.readId.isEmpty())
            continue;
        const bool stranger = !ContactGateway(m_db, m_changes).find(account, hint.peer);
        const ChatId chat = chats.ensure(account, hint.peer, now, stranger);
        if (chat == ChatId{})
            continue;
        listed.insert(chat);
        put(chat, effective(chat, hint));
    }
    std::vector<ChatId> readElsewhere;
    {
        Statement rows(m_db,
            "SELECT c.id FROM chat c JOIN message m ON m.chat = c.id AND m.position = (SELECT max(position) FROM message WHERE chat = c.id) "
            "WHERE c.account = ? AND c.unread > 0 AND m.archive_id <> '' AND m.sent_at > ?",
            account, now.addSecs(-std::chrono::seconds(kSurelyArchived).count()));
        while (rows.next())
            readElsewhere.push_back(rows.as<ChatId>(0));
    }
    for (const ChatId chat : readElsewhere) {
        if (!listed.contains(chat))
            put(chat, 0);
    }
}

void UnreadHintGateway::drop(AccountId account)
{
    Statement rows(m_db, "UPDATE chat SET hinted_unread = NULL WHERE account = ? AND hinted_unread IS NOT NULL RETURNING id", account);
    while (rows.next())
        m_changes.messagesOf(rows.as<ChatId>(0));
}

void UnreadHintGateway::drop(ChatId chat)
{
    if (Statement(m_db, "UPDATE chat SET hinted_unread = NULL WHERE id = ? AND hinted_unread IS NOT NULL", chat).changes() > 0)
        m_changes.messagesOf(chat);
}

void UnreadHintGateway::dropIfKnown(AccountId account)
{
    if (DisplayedGateway(m_db, m_changes).isKnown(account) && !ArchiveGateway(m_db, m_changes).isCatchingUp(account))
        drop(account);
}

void UnreadHintGateway::oneMore(ChatId chat)
{
    if (Statement(m_db, "UPDATE chat SET hinted_unread = hinted_unread + 1 WHERE id = ? AND hinted_unread IS NOT NULL", chat).changes() > 0)
        m_changes.messagesOf(chat);
}

} // namespace model
