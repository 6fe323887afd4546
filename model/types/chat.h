// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

namespace model {

/// One row of the chat list: who, the last line, and how many are unread. Value type.
struct Chat {
    ChatId id{};
    AccountId account{};
    net::Jid peer; ///< bare
    QString title; ///< the name to show: own roster name, else the contact's nickname, else the local part
    QString avatarHash; ///< SHA-1 hex of the picture, empty: initials
    QString lastBody; ///< first line of the newest message
    QDateTime lastAt; ///< UTC; invalid: nothing written yet
    Direction lastDirection = Direction::Incoming;
    MessageState lastState = MessageState::Received;
    int unread = 0;
    bool unreadIsAtLeast = false; ///< more of them may be in a part of the archive that is still on its way
    MessageId readUpTo{}; ///< last message the user has seen; zero: none
    qint64 readPosition = 0; ///< its place (Message::position): incoming messages behind it are unread
    QDateTime createdAt; ///< UTC; sorts a chat in which nothing was written yet
    QString draft;
    bool pinned = false;
    bool muted = false;
    bool archived = false;
    bool request = false; ///< a stranger wrote; waits in "Requests" until accepted
    bool operator==(const Chat &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::Chat)
