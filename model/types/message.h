// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "net/base/jid.h"

#include <QDateTime>

namespace model {

enum class Direction { Incoming, Outgoing };

/// How far an own message has come (the ledger, DESIGN.md). Only moves forward, except Failed → Queued by Retry. Incoming messages are always Received.
enum class MessageState {
    Queued, ///< a row, not yet bytes
    Written, ///< handed to a socket, the server has not confirmed
    Accepted, ///< the server has it
    Delivered, ///< a device of the contact has it (XEP-0184)
    Displayed, ///< the contact has seen it (XEP-0333)
    Failed, ///< see Message::failure
    Received,
};

/// One message of a chat as it is stored. Value type.
struct Message {
    MessageId id{};
    ChatId chat{};
    qint64 position = 0; ///< place in the conversation, unique within the chat, ascending. Only for comparing: see store/message_order.h
    Direction direction = Direction::Incoming;
    net::Jid sender; ///< bare for direct chats
    QString body; ///< after corrections
    QDateTime sentAt; ///< UTC ms; the archive's or delay's stamp when there is one, else arrival
    MessageState state = MessageState::Received;
    QString failure; ///< a sentence, only when Failed
    bool edited = false; ///< replaced by XEP-0308
    QString stanzaId; ///< id= of the stanza; receipts, markers and corrections refer to it
    QString originId; ///< XEP-0359, chosen by the sender
    QString archiveId; ///< XEP-0359 stanza-id of our own archive; empty: not (yet) known
    bool operator==(const Message &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::Message)
