// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/contact.h"

#include <optional>
#include <vector>

namespace model {

class Changes;
class Database;

/// Rows of `contact`: the contact list, and what is known of people who are not in it (nickname, picture). On failure: see StoreSession.
class ContactGateway
{
public:
    ContactGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    /// Contact-list entries of all signed-in accounts, in no particular order.
    [[nodiscard]] std::vector<Contact> all() const;
    [[nodiscard]] std::vector<Contact> all(AccountId account) const;
    [[nodiscard]] std::optional<Contact> find(AccountId account, const net::Jid &bare) const; ///< only a contact-list entry
    [[nodiscard]] QString avatarOf(AccountId account, const net::Jid &bare) const; ///< anybody's hash; empty: none

    /// A contact-list entry as the server says it: nick and avatarHash of `contact` are ignored, what is known stays. A chat with them is no request any more.
    void upsert(const Contact &contact);
    void remove(AccountId account, const net::Jid &bare);
    /// The whole list (RFC 6121 §2.1.4): entries that are not in it go.
    void replaceAll(AccountId account, const std::vector<Contact> &contacts);
    /// Anybody, in the list or not. True: it was something new.
    bool setNick(AccountId account, const net::Jid &bare, const QString &nick);
    bool setAvatar(AccountId account, const net::Jid &bare, const QString &hash);

private:
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
