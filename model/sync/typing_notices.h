// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/sync_context.h"

#include <QObject>
#include <QSet>

namespace model {

class RosterSync;

/// Tells the other side that the user is typing (XEP-0085): once when it begins, once when it ends, never to strangers, never later than now. Main thread.
class TypingNotices : public QObject
{
    Q_OBJECT
public:
    TypingNotices(const SyncContext &context, const RosterSync &roster, QObject *parent = nullptr);

    void setTyping(ChatId chat, bool typing);
    /// The message went out: it says by itself that the typing has ended.
    void sent(ChatId chat) { m_typing.remove(chat); }

private:
    SyncContext m_context;
    const RosterSync &m_roster;
    QSet<ChatId> m_typing; ///< where the other side was told so
};

} // namespace model
