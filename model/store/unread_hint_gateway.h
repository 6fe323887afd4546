// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "net/base/jid.h"

#include <QDateTime>

#include <vector>

namespace model {

class Changes;
class Database;

/// What the server said at login of one conversation (B13).
struct UnreadHint {
    net::Jid peer; ///< bare
    QString readId; ///< archive id of the last message that was read; empty: none ever was
    int count = 0; ///< of unread ones in the archive
};

/// Unread counts that the server gave at login: the badge shows them until this device has caught up, then local truth (DESIGN.md "Unread"). They change nothing but the number
/// on the badge, and a badge goes from hint to truth once. On failure: see StoreSession.
class UnreadHintGateway
{
public:
    UnreadHintGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    /// Everything that is unread, as the server sees it. What was read here and the server does not know yet is taken off. A chat that is not here yet is made, a stranger's as a
    /// request. Call it when the hole of this session is open.
    void set(AccountId account, const std::vector<UnreadHint> &hints, const QDateTime &now);
    /// Local truth for all of the account, or for one chat: the user has read in it.
    void drop(AccountId account);
    void drop(ChatId chat);
    /// drop(), when the archive has been read up to where it was at login, and the read markers of other devices are in.
    void dropIfKnown(AccountId account);
    /// Something new came that the server has not counted.
    void oneMore(ChatId chat);

private:
    [[nodiscard]] int effective(ChatId chat, const UnreadHint &hint) const;
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
