// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/store_change.h"

#include <map>
#include <set>

namespace model {

struct StoreSession;
class Database;

/// What the gateways have touched in the running transaction. Belongs to the thread of its connection.
class Changes
{
public:
    void chat(ChatId id) { m_chats.insert(id); } ///< its own fields
    void messagesOf(ChatId id) { m_stale.insert(id); } ///< its last line or unread count may be different
    void message(ChatId chat, MessageId id);
    void messageRemoved(ChatId chat, MessageId id);
    void chatRemoved(ChatId id);
    void gaps(AccountId account, ChatId chat);
    void contact(AccountId account, const net::Jid &jid) { m_contacts.insert({account, jid}); }
    void account(AccountId id) { m_accounts.insert(id); } ///< its own name or picture, or everything of it disappears
    void devices(AccountId account) { m_devices.insert(account); } ///< one of them, or what is known of them
    void clear() { *this = Changes(); }

    /// Before the commit: brings the derived columns of chats up to date, then reads what is to be told. Empties itself.
    [[nodiscard]] StoreChange collect(Database &db, const StoreSession &session);

private:
    struct Touched {
        std::set<MessageId> upserted, removed;
    };
    std::set<ChatId> m_chats, m_stale, m_removedChats;
    std::map<ChatId, Touched> m_messages;
    std::set<std::pair<AccountId, ChatId>> m_gaps;
    std::set<std::pair<AccountId, net::Jid>> m_contacts;
    std::set<AccountId> m_accounts, m_devices;
};

} // namespace model
