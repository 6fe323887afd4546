// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/typing_notices.h"

#include "model/store/settings.h"
#include "model/sync/message_writer.h"
#include "model/sync/roster_sync.h"

namespace model {

TypingNotices::TypingNotices(const SyncContext &context, const RosterSync &roster, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_roster(roster)
{
}

void TypingNotices::setTyping(ChatId chat, bool typing)
{
    if (m_typing.contains(chat) == typing || m_context.session.state() != net::SessionState::Live)
        return;
    // Switched off in the middle of a sentence: the other side still hears that it ended.
    if (typing && m_context.settings && !m_context.settings->get<bool>(Setting::SendTyping))
        return;
    const auto row = m_context.store.read().chats.find(chat);
    // It tells that somebody is here: only to those who may see that anyway.
    if (!row || row->request || !m_roster.seesOurPresence(row->peer))
        return;
    if (typing)
        m_typing.insert(chat);
    else
        m_typing.remove(chat);
    const auto state = typing ? net::xep0085::ChatState::Composing : net::xep0085::ChatState::Paused;
    m_context.session.send(writeChatState(row->peer, state, m_context.ids.newId()));
}

} // namespace model
