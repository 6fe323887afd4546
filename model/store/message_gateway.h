// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/new_message.h"

#include <optional>
#include <vector>

namespace model {

class Changes;
class Database;

/// What became of a copy that was put into the store.
struct Inserted {
    MessageId id{}; ///< the one row of this message
    bool duplicate = false; ///< the row was there before; the copy may have taught it its archive id and stamp
    bool operator==(const Inserted &) const = default;
};

enum class CorrectionOutcome {
    Applied,
    Known, ///< this very correction was applied or kept before
    Pending, ///< the message it replaces is not here (yet): kept, and applied when the archive brings it
    Refused, ///< an id that is somebody else's message (XEP-0308 §4), or of a message that nothing will bring
};

/// Rows of `message`.
///
/// The duplicate key (DESIGN.md "The ledger"): a copy is the same message as a row of its chat when
///  1. both have the same archiveId; else
///  2. both have the same sender and originId (also when their archive ids differ: the sender repeated it after a lost session); else
///  3. they have the same sender, stanzaId, type and body, not both have an archive id, not both an origin id, and they were sent within seven days (O36).
/// The row learns from every copy what it did not know. On failure: see StoreSession.
class MessageGateway
{
public:
    MessageGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    // Reading
    [[nodiscard]] std::optional<Message> find(MessageId id) const;
    [[nodiscard]] std::vector<Message> find(const std::vector<MessageId> &ids) const; ///< in the order of the conversation, those that exist
    [[nodiscard]] std::vector<Message> before(ChatId chat, qint64 position, int limit) const; ///< the `limit` rows with smaller position, oldest first
    [[nodiscard]] std::vector<Message> from(ChatId chat, qint64 position, int limit) const; ///< the first `limit` rows with position at or after, oldest first
    [[nodiscard]] std::vector<Message> newest(ChatId chat, int limit) const; ///< oldest first
    [[nodiscard]] int unreadAfter(ChatId chat, qint64 position, int limit) const; ///< incoming messages with greater position, at most `limit`
    [[nodiscard]] std::optional<Message> firstUnread(ChatId chat) const;
    /// An own message of this chat by the id= or origin-id that a receipt, marker or error names.
    [[nodiscard]] std::optional<Message> ownByStanzaId(ChatId chat, const QString &id) const;
    [[nodiscard]] std::optional<Message> byArchiveId(AccountId account, const QString &archiveId) const;
    /// What the archive calls the newest incoming line of this chat that was here before `own` was written, so that it lies before `own` in the archive, whatever the clocks say; empty: not known.
    [[nodiscard]] QString archivedBefore(const Message &own) const;
    /// Texts a corrected message had before, oldest first, the original included.
    [[nodiscard]] std::vector<QString> earlierBodies(MessageId id) const;
    /// Full-text search, newest first; chat zero: everywhere. Store thread only (Store::query): may read much.
    [[nodiscard]] std::vector<Message> search(const QString &text, ChatId chat, int limit) const;

    // Outbox
    /// A message written here: a Queued row, before it is bytes. Ends a request. stanzaId and originId must be set.
    MessageId insertOutgoing(const NewMessage &message);
    /// Own messages that the server does not have (Queued or Written), of one account, in the order they were written.
    [[nodiscard]] std::vector<Message> waiting(AccountId account) const;
    [[nodiscard]] int waitingCount(AccountId account) const;
    /// At start, or after a lost session: what was Written is Queued again. Returns how many.
    int requeueWritten(AccountId account);
    /// Moves an own message forward; a step back is ignored (message_state.h). True: the row changed.
    bool advance(MessageId id, MessageState state);
    /// The server or the contact refused it. `reason` is a sentence.
    bool fail(MessageId id, const QString &reason);
    /// Failed → Queued. It keeps its ids and its place.
    bool retry(MessageId id);
    void remove(MessageId id);

    // Inbox
    /// A copy that came over the wire and not from an archive page: live, carbon, direct; of either direction (own messages sent by another device are Accepted).
    /// Goes to the end of the conversation, unless it is a duplicate. With an archiveId and not delayed, it also advances the account's archive head.
    Inserted insertIncoming(const NewMessage &message);
    /// XEP-0308: replaces the text of the message with stanza id `replaces`, of the same sender. `correction` carries the new body and its own ids.
    CorrectionOutcome correct(const NewMessage &correction, const QString &replaces);

private:
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
