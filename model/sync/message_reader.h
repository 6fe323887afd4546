// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"
#include "net/ext/xep_0313_archive.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0280_carbons.h"

#include <chrono>

namespace model {

/// Over which way a copy of a message came.
enum class MessageSource { Live, CarbonReceived, CarbonSent, Archive };

/// What a message stanza says, once it is clear who says it. Pure value; nothing of it has been stored.
struct IncomingMessage {
    MessageSource source = MessageSource::Live;
    Direction direction = Direction::Incoming; ///< Outgoing: written by the own account, on another device
    net::Jid peer; ///< bare: whose chat it belongs to
    net::Jid from; ///< full
    QString type; ///< "chat", "normal"
    QString body; ///< empty: no line of a conversation
    QDateTime sentAt;
    bool delayed = false;
    bool delayedByServer = false; ///< the delay names the own account or its server as the one who kept it
    bool isEdge = true; ///< see NewMessage
    QString id, originId;
    QString archiveId; ///< only when it can be believed (XEP-0359 §6)
    QString replaces; ///< XEP-0308
    QStringList delivered; ///< XEP-0184: ids of messages that arrived
    QString displayed; ///< XEP-0333
    std::optional<net::xep0085::ChatState> chatState;
    std::optional<net::rfc6120::StanzaError> error; ///< the message with this id came back
    bool wantsReceipt = false;
    bool markable = false;
    QString nick; ///< XEP-0172
    /// False: nothing to write down.
    [[nodiscard]] bool hasEffect() const
    {
        return !body.isEmpty() || !delivered.isEmpty() || !displayed.isEmpty() || error || !archiveId.isEmpty();
    }
};

/// How far a server's clock may be ahead: stamps beyond are no stamps of the past, and must not stay on top for ever.
inline constexpr std::chrono::seconds kClockTolerance{60};

struct ReadContext {
    net::Jid own; ///< bare
    QDateTime now;
    bool believeStanzaIds = false; ///< the own server announced that it sets, and strips foreign, stanza-ids
};

/// A message that came by itself. nullopt: not ours to show (forged carbon, groupchat, headline, malformed).
[[nodiscard]] std::optional<IncomingMessage> readLive(const net::xml::Element &stanza, const ReadContext &context);
/// The message inside a carbon whose sender xep0280::Carbons has checked. `delay`: when, invalid if not said.
[[nodiscard]] std::optional<IncomingMessage> readCarbon(
    net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay, const ReadContext &context);
/// One item of the own archive.
[[nodiscard]] std::optional<IncomingMessage> readArchived(const net::xep0313::ArchivedItem &item, const ReadContext &context);

} // namespace model
