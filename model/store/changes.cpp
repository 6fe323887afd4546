// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/changes.h"

#include "model/store/chat_summary.h"
#include "model/store/statement.h"
#include "model/store/store_session.h"

#include <iterator>

namespace model {

void Changes::message(ChatId chat, MessageId id)
{
    m_messages[chat].upserted.insert(id);
    m_stale.insert(chat);
}

void Changes::messageRemoved(ChatId chat, MessageId id)
{
    auto &touched = m_messages[chat];
    touched.upserted.erase(id);
    touched.removed.insert(id);
    m_stale.insert(chat);
}

void Changes::chatRemoved(ChatId id)
{
    m_chats.erase(id);
    m_stale.erase(id);
    m_messages.erase(id);
    m_removedChats.insert(id);
}

void Changes::gaps(AccountId account, ChatId chat)
{
    m_gaps.insert({account, chat});
}

StoreChange Changes::collect(Database &db, const StoreSession &session)
{
    StoreChange change;
    for (const auto account : m_accounts) {
        (session.accounts.find(account) ? change.accounts : change.removedAccounts).push_back(account);
    }
    for (const auto chat : m_stale) {
        if (summarise(db, chat))
            m_chats.insert(chat);
    }
    for (const auto &[account, jid] : m_contacts) {
        if (const auto chat = session.chats.idOf(account, jid); chat != ChatId{})
            m_chats.insert(chat); // its title and picture come from the contact
        if (auto contact = session.contacts.find(account, jid))
            change.contacts.push_back(std::move(*contact));
        else
            change.removedContacts.emplace_back(account, jid);
    }
    for (const auto &[account, only] : m_gaps) {
        Statement rows(db, "SELECT id FROM chat WHERE account = ? AND unread > 0 AND (? = 0 OR id = ?)", account, only, only); // how sure the count is
        while (rows.next())
            m_chats.insert(rows.as<ChatId>(0));
    }
    for (const auto id : m_chats) {
        if (auto chat = session.chats.find(id))
            change.chats.push_back(std::move(*chat));
    }
    change.removedChats.assign(m_removedChats.begin(), m_removedChats.end());
    for (const auto &[chat, touched] : m_messages) {
        StoreChange::Messages messages{chat, session.messages.find(std::vector(touched.upserted.begin(), touched.upserted.end())), {}};
        messages.removed.assign(touched.removed.begin(), touched.removed.end());
        if (!messages.upserted.empty() || !messages.removed.empty())
            change.messages.push_back(std::move(messages));
    }
    for (const auto &[account, chat] : m_gaps)
        change.gaps.push_back({account, chat});
    change.devices.assign(m_devices.begin(), m_devices.end());
    clear();
    return change;
}

} // namespace model
