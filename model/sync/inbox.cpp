// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/inbox.h"

#include "model/store/settings.h"
#include "model/sync/message_writer.h"
#include "model/sync/presence_board.h"
#include "model/sync/read_markers.h"
#include "model/sync/roster_sync.h"

namespace model {

Inbox::Inbox(const SyncContext &context, InboundBatch &batch, PresenceBoard &board, ReadMarkers &markers, const RosterSync &roster, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
    , m_board(board)
    , m_markers(markers)
    , m_roster(roster)
{
}

ReadContext Inbox::readContext() const
{
    return {m_context.own, m_context.clock.now(), m_believeStanzaIds};
}

void Inbox::onMessage(quint64 seq, const net::xml::Element &stanza)
{
    take(seq, readLive(stanza, readContext()));
}

void Inbox::onCarbon(quint64 seq, net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay)
{
    take(seq, readCarbon(direction, message, delay, readContext()));
}

void Inbox::take(quint64 seq, std::optional<IncomingMessage> message)
{
    if (!message)
        return m_batch.skip(seq);
    // The archive's hole ends before what this session brought, by this machine's clock: a stamp of the server's clock must not put into it what comes after that.
    message->delayedByServer = message->delayedByServer && !m_resumed;
    message->isEdge = !m_opening;
    notePresence(*message);
    if (!message->hasEffect())
        return m_batch.skip(seq);
    const auto effects = std::make_shared<InboxEffects>();
    m_batch.addInTurn(
        seq,
        [effects, message = *message, account = m_context.account, own = m_context.own, now = m_context.clock.now()](StoreSession &session) {
            InboxWriter writer(session, account, own, now);
            writer.live(message);
            *effects = writer.takeEffects();
        },
        [this, effects] { carryOut(*effects); });
}

void Inbox::notePresence(const IncomingMessage &message)
{
    if (message.direction == Direction::Outgoing || message.error)
        return;
    if (message.body.isEmpty() && (!message.chatState || message.delayed))
        return;
    // Anybody could fill the memory with people who write or type: only those with a place in the window count.
    if (!m_roster.isContact(message.peer) && m_context.store.read().chats.idOf(m_context.account, message.peer) == ChatId{})
        return;
    if (!message.body.isEmpty()) {
        if (!message.delayed)
            m_board.wrote(message.from, message.sentAt);
        if (!message.markable && !message.id.isEmpty())
            m_markers.noteUnmarkable(message.peer, message.id);
    } else {
        m_board.setTyping(message.from, *message.chatState == net::xep0085::ChatState::Composing);
    }
}

void Inbox::carryOut(const InboxEffects &effects)
{
    if (m_context.settings && !m_context.settings->get<bool>(Setting::SendReceipts))
        return;
    for (const InboxEffects::Receipt &receipt : effects.receipts)
        m_context.session.send(writeReceipt(receipt.to, receipt.id, m_context.ids.newId()));
}

} // namespace model
