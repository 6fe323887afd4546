// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

#include <vector>

namespace model {

/// One copy of a message on its way into the store: typed here, or arrived over some route (live, carbon, archive, direct). Value type.
struct NewMessage {
    AccountId account{};
    ChatId chat{};
    Direction direction = Direction::Incoming;
    net::Jid sender; ///< bare for direct chats
    QString body;
    QDateTime sentAt; ///< UTC ms; the archive's or delay's stamp when there is one, else arrival
    bool delayed = false; ///< sentAt is a stamp that somebody else set, not the moment of arrival
    bool delayedByServer = false; ///< that somebody says to be our own server
    bool isEdge = true; ///< live: whatever comes to the archive behind it is told to this device as well
    QString type; ///< type= of the stanza: "chat", "normal"
    QString stanzaId; ///< id= of the stanza; may be empty
    QString originId; ///< XEP-0359; may be empty
    QString archiveId; ///< stanza-id set by our own archive (the caller has checked by=); may be empty
};

/// A stretch of the archive that the server has returned, in the archive's order (oldest first).
struct ArchivePage {
    std::vector<NewMessage> messages; ///< those that are lines of a conversation, each with archiveId; of any chat
    QString oldestId; ///< archive id of the first result, message or not; empty: the page has none
    QDateTime oldestAt; ///< its stamp
    QString newestId; ///< of the last result
    bool complete = false; ///< the hole's older edge was met, or the archive begins here: nothing is missing before the page
    QDateTime newestAt{}; ///< stamp of the last result
};

/// A hole: what lies in the archive between afterId and beforeId was never fetched.
struct ArchiveGap {
    GapId id{};
    AccountId account{};
    QString afterId; ///< newest archive id known before the hole; empty: the hole reaches back to the beginning
    QString beforeId; ///< oldest archive id known after the hole; empty: the hole is still open towards now
    qint64 afterPosition = 0, beforePosition = 0; ///< the same in terms of Message::position
    bool operator==(const ArchiveGap &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::NewMessage)
