// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/inbox_writer.h"

#include "model/sync/message_writer.h"

#include <algorithm>

namespace model {

InboxWriter::InboxWriter(StoreSession &session, AccountId account, const net::Jid &own, const QDateTime &now)
    : m_session(session)
    , m_account(account)
    , m_own(own)
    , m_now(now)
{
}

ChatId InboxWriter::chatOf(const IncomingMessage &message)
{
    // A stranger: not in the contact list, and the user never wrote to them. Their chat waits in "Requests".
    const bool stranger = message.direction == Direction::Incoming && message.peer.toString() != m_own.domain()
        && !m_session.contacts.find(m_account, message.peer);
    return m_session.chats.ensure(m_account, message.peer, m_now, stranger);
}

NewMessage InboxWriter::toNewMessage(const IncomingMessage &message, ChatId chat) const
{
    NewMessage row;
    row.account = m_account;
    row.chat = chat;
    row.direction = message.direction;
    row.sender = message.from.bare();
    row.body = message.body;
    row.sentAt = message.sentAt;
    row.delayed = message.delayed;
    row.delayedByServer = message.delayedByServer;
    row.isEdge = message.isEdge;
    row.type = message.type;
    row.stanzaId = message.id;
    row.originId = message.originId;
    row.archiveId = message.archiveId;
    return row;
}

void InboxWriter::live(const IncomingMessage &message)
{
    if (message.body.isEmpty()) {
        advanceHead(message);
        passed(message);
        return notes(message);
    }
    const ChatId chat = chatOf(message);
    if (chat == ChatId{})
        return advanceHead(message); // too many strangers: the archive keeps it
    const NewMessage row = toNewMessage(message, chat);
    bool isLine = true;
    if (!message.replaces.isEmpty()) {
        // A correction of what is not theirs is shown as the line it is, not hidden.
        isLine = m_session.messages.correct(row, message.replaces) == CorrectionOutcome::Refused;
        if (!isLine) {
            advanceHead(message);
            passed(message);
        }
    }
    if (isLine) {
        // XEP-0280: the device it was meant for answers, a device that got a carbon does not.
        inserted(message, chat, m_session.messages.insertIncoming(row), message.source == MessageSource::Live);
        m_session.displayed.messageCame(m_account, {message.peer, message.archiveId});
    }
    notes(message);
}

void InboxWriter::advanceHead(const IncomingMessage &message)
{
    // What the server kept while we were away leaves holes between it and what was known.
    if (!message.archiveId.isEmpty() && !message.delayed && message.isEdge)
        m_session.archive.advanceHead(m_account, message.archiveId, message.sentAt);
}

void InboxWriter::passed(const IncomingMessage &message)
{
    if (message.archiveId.isEmpty())
        return;
    m_session.displayed.passed(m_account, {message.peer, message.archiveId}, message.sentAt);
    if (message.source != MessageSource::Archive) // the page looks once, at its end
        m_session.displayed.messageCame(m_account, {message.peer, message.archiveId});
}

void InboxWriter::inserted(const IncomingMessage &message, ChatId chat, const Inserted &row, bool wantsReceipt)
{
    if (message.direction == Direction::Outgoing) {
        // Whoever answers has seen what was there.
        if (!row.duplicate)
            m_session.markers.markRead(chat, row.id);
        return;
    }
    if (!wantsReceipt || !message.wantsReceipt)
        return;
    const auto found = m_session.chats.find(chat);
    if (found && !found->request)
        m_effects.receipts.push_back({message.from, message.id});
}

void InboxWriter::notes(const IncomingMessage &message)
{
    const bool theirs = message.direction == Direction::Incoming;
    const ChatId chat = m_session.chats.idOf(m_account, message.peer);
    if (chat == ChatId{})
        return;
    // Only of contacts: a stranger could call himself by a friend's name, and the name is what the window shows.
    if (theirs && !message.nick.isEmpty() && m_session.contacts.find(m_account, message.peer))
        m_session.contacts.setNick(m_account, message.peer, message.nick);
    if (message.error) {
        if (const auto row = m_session.messages.ownByStanzaId(chat, message.id))
            m_session.messages.fail(row->id, bounceSentence(*message.error));
        return;
    }
    if (theirs) {
        for (const QString &id : message.delivered)
            m_session.markers.markDelivered(chat, id);
    }
    if (message.displayed.isEmpty())
        return;
    if (theirs)
        m_session.markers.markDisplayed(chat, message.displayed);
    else
        m_session.markers.markReadById(chat, message.displayed); // read on another device
}

InboxWriter::PageContent InboxWriter::read(const net::xep0313::Page &page, const QString &afterId, qint64 afterPosition)
{
    PageContent content;
    ArchivePage &fill = content.fill;
    fill.oldestId = page.first;
    fill.newestId = page.last;
    fill.complete = page.complete || page.items.empty();
    if (!page.items.empty()) {
        fill.oldestAt = std::min(page.items.front().stamp, m_now.addSecs(kClockTolerance.count()));
        if (fill.oldestId.isEmpty())
            fill.oldestId = page.items.front().id;
        if (fill.newestId.isEmpty())
            fill.newestId = page.items.back().id;
        fill.newestAt = page.items.back().stamp;
    }
    // The older edge of the hole: everything up to here is known.
    const auto lastKnown = std::find_if(page.items.rbegin(), page.items.rend(), [&](const net::xep0313::ArchivedItem &item) {
        if (!afterId.isEmpty() && item.id == afterId)
            return true;
        return afterPosition > 0 && m_session.archive.isBehind(m_account, item.id, afterPosition);
    });
    if (lastKnown != page.items.rend())
        fill.complete = true;

    for (auto item = lastKnown.base(); item != page.items.end(); ++item) {
        auto message = readArchived(*item, {m_own, m_now, false});
        if (!message)
            continue;
        if (message->body.isEmpty()) {
            passed(*message);
            content.others.push_back(std::move(*message));
            continue;
        }
        const ChatId chat = chatOf(*message);
        if (chat == ChatId{})
            continue;
        const NewMessage row = toNewMessage(*message, chat);
        // Before its original is here a correction is kept, and takes effect when the page (or a later one) brings it.
        if (!message->replaces.isEmpty() && m_session.messages.correct(row, message->replaces) != CorrectionOutcome::Refused) {
            passed(*message);
            continue;
        }
        fill.messages.push_back(row);
        content.lines.push_back(std::move(*message));
    }
    return content;
}

void InboxWriter::settle(const PageContent &content, const std::vector<Inserted> &rows, bool wantsReceipts)
{
    for (size_t i = 0; i < rows.size() && i < content.lines.size(); ++i)
        inserted(content.lines[i], content.fill.messages[i].chat, rows[i], wantsReceipts && !rows[i].duplicate);
    for (const IncomingMessage &message : content.others)
        notes(message);
    m_session.displayed.applyWaiting(m_account);
}

bool InboxWriter::page(GapId gapId, ChatId only, const net::xep0313::Page &page)
{
    const std::vector<ArchiveGap> gaps = m_session.archive.gaps(m_account);
    const auto gap = std::find_if(gaps.begin(), gaps.end(), [&](const ArchiveGap &candidate) { return candidate.id == gapId; });
    if (gap == gaps.end())
        return true; // somebody else filled it meanwhile
    const PageContent content = read(page, gap->afterId, gap->afterPosition);
    const std::vector<Inserted> rows = m_session.archive.fill(gap->id, only, content.fill);
    // A receipt for what was missed while away tells the sender that it has arrived; history from before this installation was acknowledged long ago.
    settle(content, rows, !gap->afterId.isEmpty());
    return content.fill.complete || std::any_of(rows.begin(), rows.end(), [](const Inserted &row) { return !row.duplicate; });
}

bool InboxWriter::confirm(const ArchiveGateway::Doubt &doubt, qint64 &beforePosition, const net::xep0313::Page &page)
{
    // Room may have been made since it was raised: what is missing lies behind the entry itself.
    const auto edge = m_session.messages.byArchiveId(m_account, doubt.afterId);
    const qint64 after = edge ? std::max(doubt.afterPosition, edge->position) : doubt.afterPosition;
    const PageContent content = read(page, doubt.afterId, after);
    settle(content, m_session.archive.fillBetween(m_account, after, beforePosition, content.fill), true);
    return content.fill.complete;
}

} // namespace model
