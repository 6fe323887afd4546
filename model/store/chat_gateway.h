// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"

#include <optional>
#include <vector>

namespace model {

class Changes;
class Database;

/// Rows of `chat`. Last line and unread count are kept in the row; they are brought up to date once, before the transaction commits. On failure: see StoreSession.
class ChatGateway
{
public:
    ChatGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    /// Every chat of the signed-in accounts, also archived ones and requests, in no particular order.
    [[nodiscard]] std::vector<Chat> all() const;
    [[nodiscard]] std::optional<Chat> find(ChatId id) const;
    [[nodiscard]] std::optional<Chat> find(AccountId account, const net::Jid &bare) const;
    [[nodiscard]] ChatId idOf(AccountId account, const net::Jid &bare) const; ///< zero: there is none

    /// The chat with this person, made when there is none. `request` only matters for a new one: it waits in "Requests". An own message, a contact-list entry or
    /// acceptRequest() ends that. Strangers have kMaxRequests places in an account: one that holds nothing makes way for the next; when all hold messages, zero.
    static constexpr int kMaxRequests = 500;
    ChatId ensure(AccountId account, const net::Jid &bare, const QDateTime &now, bool request = false);
    void setDraft(ChatId id, const QString &text);
    void suggestDraft(ChatId id, const QString &text); ///< only where there is none
    void setPinned(ChatId id, bool on);
    void setMuted(ChatId id, bool on);
    void setArchived(ChatId id, bool on);
    void acceptRequest(ChatId id);
    void remove(ChatId id); ///< with its messages

private:
    [[nodiscard]] bool makeRoomForRequest(AccountId account, const QDateTime &now);

    Database &m_db;
    Changes &m_changes;
};

} // namespace model
