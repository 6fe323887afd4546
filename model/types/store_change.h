// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/contact.h"

#include <vector>

namespace model {

/// What one committed transaction changed in the rows that the user sees. Sent from the store thread to the main thread as a copied value, once per batch, after the commit.
/// Models apply it as the fewest row operations.
struct StoreChange {
    struct Messages {
        ChatId chat{};
        std::vector<Message> upserted; ///< in the order of the conversation
        std::vector<MessageId> removed;
    };
    /// Holes of the archive appeared, shrank or closed: of one chat, or (chat zero) of any chat of the account.
    struct Gaps {
        AccountId account{};
        ChatId chat{};
    };
    std::vector<Chat> chats; ///< inserted or updated, whole rows
    std::vector<ChatId> removedChats;
    std::vector<Messages> messages; ///< at most one per chat
    std::vector<Gaps> gaps;
    std::vector<Contact> contacts;
    std::vector<std::pair<AccountId, net::Jid>> removedContacts;
    std::vector<AccountId> accounts; ///< own name or picture changed
    std::vector<AccountId> removedAccounts; ///< their chats and contacts are listed in removedChats and removedContacts as well
    std::vector<AccountId> devices; ///< what is known of the account's devices is different
    [[nodiscard]] bool isEmpty() const
    {
        return chats.empty() && removedChats.empty() && messages.empty() && gaps.empty() && contacts.empty() && removedContacts.empty() && accounts.empty()
            && removedAccounts.empty() && devices.empty();
    }
};

} // namespace model
Q_DECLARE_METATYPE(model::StoreChange)
