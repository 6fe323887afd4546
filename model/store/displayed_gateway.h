// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

#include <vector>

namespace model {

class Changes;
class Database;

/// How far one conversation was read: XEP-0490's item, of a contact's chat.
struct ReadMarker {
    net::Jid peer; ///< bare
    QString id; ///< of our archive
    bool operator==(const ReadMarker &) const = default;
};

/// The read markers that the devices of an account share, as far as this device knows them (displayed_merge.h has the rules). A marker that names a message which is not here is
/// kept, for conversations that are not here as well, and takes effect when the message comes (B133). On failure: see StoreSession.
class DisplayedGateway
{
public:
    DisplayedGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    /// What the server's node says: all that it holds, or what has changed. A conversation that is not among its items says nothing: it may only have dropped out of a full node.
    void heard(AccountId account, const std::vector<ReadMarker> &markers);
    /// The user has read up to here, on this device: other devices are to know.
    void claim(ChatId chat, MessageId upTo);
    /// Archive entries that are no lines of a conversation (receipts, calls): a marker may name one of them.
    void passed(AccountId account, const ReadMarker &entry, const QDateTime &at);
    /// More of the archive is here: markers that waited take effect.
    void applyWaiting(AccountId account);
    /// The same for one message.
    void messageCame(AccountId account, const ReadMarker &message);

    /// What the node ought to be told now; conversations with the newest messages last, so that they are the ones a full node keeps.
    [[nodiscard]] std::vector<ReadMarker> due(AccountId account);
    void published(AccountId account, const ReadMarker &marker);

    /// The items of the node are in the store, or there are none, for this session at the server. It outlives the process.
    [[nodiscard]] bool isKnown(AccountId account) const;
    void setKnown(AccountId account, bool known);
    /// What is known may lack something that was said meanwhile; setKnown() ends it.
    [[nodiscard]] bool isDoubted(AccountId account) const;
    void raiseDoubt(AccountId account);
    /// Items that the node is known to have held.
    [[nodiscard]] int nodeCount(AccountId account) const;
    /// How many of these it is known to hold just so.
    [[nodiscard]] int countKnown(AccountId account, const std::vector<ReadMarker> &markers) const;
    /// Some marker names this chat: what was read in it is known better than by guessing.
    [[nodiscard]] bool hasMarker(ChatId chat) const;

private:
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
