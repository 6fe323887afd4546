// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

namespace model {

class Changes;
class Database;

/// How far a conversation was read, by the user and by the other side. Markers only move forward. One that names a message which is not here yet is kept, and takes
/// effect when the message comes: an archive read newest first shows the marker before its message. On failure: see StoreSession.
class MarkerGateway
{
public:
    MarkerGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    /// The user has seen everything up to and including `upTo`, here. True: the marker moved.
    bool markRead(ChatId chat, MessageId upTo);
    /// The same, told by another device: `id` is an archive id (XEP-0490) or the id of an incoming message (carbon of XEP-0333).
    void markReadById(ChatId chat, const QString &id);
    /// The user wants to come back to it: counts as at least one unread until the next markRead(). The marker does not move.
    void markUnread(ChatId chat);
    /// XEP-0333 displayed: this own message and all before it have been seen. `id` is its stanza or origin id.
    void markDisplayed(ChatId chat, const QString &id);
    /// XEP-0184: this own message has reached a device.
    void markDelivered(ChatId chat, const QString &id);

    /// Inside the store: a row is new, what waited for it takes effect.
    void messageCame(MessageId id);

private:
    enum class Kind { Read, Displayed, Delivered };
    void keep(ChatId chat, const QString &id, Kind kind);
    void displayed(const Message &message);
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
