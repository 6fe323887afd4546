// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/history_merge.h"

#include "model/store/archive_gateway.h"
#include "model/store/message_gateway.h"
#include "model/store/message_merge.h"
#include "model/store/message_order.h"
#include "model/store/statement.h"

#include <algorithm>
#include <set>

namespace model {

namespace {

qint64 positionOf(Database &db, MessageId id, qint64 otherwise)
{
    if (id == MessageId{})
        return otherwise;
    Statement row(db, "SELECT position FROM message WHERE id = ?", id);
    return row.next() ? row.number(0) : otherwise;
}

const HistoryText *originalOf(const HistoryLine &line)
{
    const auto found = std::find_if(line.texts.begin(), line.texts.end(), [](const HistoryText &text) { return text.isOriginal; });
    return found == line.texts.end() ? nullptr : &*found;
}

} // namespace

HistoryMerge::HistoryMerge(Database &db, Changes &changes, AccountId account, ChatId chat) : m_db(db), m_changes(changes), m_account(account), m_chat(chat) { }

HistoryMerge::Slot HistoryMerge::slotOf(const HistoryLine &line, const Known &known)
{
    Slot slot;
    slot.copy.account = m_account;
    slot.copy.chat = m_chat;
    slot.copy.direction = line.direction;
    slot.copy.sender = m_db.jid(line.sender);
    const HistoryText *original = originalOf(line);
    slot.copy.body = original ? original->body : line.body;
    slot.copy.sentAt = line.sentAt;
    slot.copy.stanzaId = line.stanzaId;
    slot.copy.originId = line.originId;
    slot.copy.archiveId = line.archiveId;
    const auto row = known.isMapped ? MessageGateway(m_db, m_changes).find(known.message) : findDuplicate(m_db, slot.copy, line.payloadHash);
    if (row) {
        slot.message = row->id;
        slot.position = row->position;
        slot.isHere = row->chat == m_chat; // else an archive id that is in use twice: the row we have stays what it is
    }
    return slot;
}

// Of the lines that are here the longest series whose places fall, as the run is from the newest on.
void HistoryMerge::chooseBounds()
{
    std::vector<size_t> tails; // of the series of each length the one that ends highest
    std::vector<qsizetype> before(m_slots.size(), -1);
    for (size_t i = 0; i < m_slots.size(); ++i) {
        if (!m_slots[i].isHere || m_slots[i].position >= m_upper)
            continue;
        const auto at = std::lower_bound(tails.begin(), tails.end(), m_slots[i].position, [&](size_t tail, qint64 position) { return m_slots[tail].position > position; });
        if (at != tails.begin())
            before[i] = qsizetype(*std::prev(at));
        if (at == tails.end())
            tails.push_back(i);
        else
            *at = i;
    }
    for (qsizetype i = tails.empty() ? -1 : qsizetype(tails.back()); i >= 0; i = before[size_t(i)])
        m_slots[size_t(i)].isBound = true;
}

void HistoryMerge::reload()
{
    for (Slot &slot : m_slots) {
        if (slot.isHere)
            slot.position = positionOf(m_db, slot.message, slot.position);
    }
    m_upper = positionOf(m_db, m_newer, order::kEnd);
    m_holes = ArchiveGateway(m_db, m_changes).gaps(m_account, m_chat);
}

qint64 HistoryMerge::place(size_t index, qint64 wanted, bool isArchived)
{
    const auto older = std::find_if(m_slots.begin() + qptrdiff(index) + 1, m_slots.end(), [](const Slot &slot) { return slot.isBound; });
    qint64 lower = older == m_slots.end() ? order::kBeginning : older->position, upper = m_upper;
    if (isArchived) {
        // By its number where that is in a hole, else in the nearest one that its neighbours allow. With wrong clocks, or after room was made there, numbers say little.
        qint64 nearest = order::kEnd;
        const qint64 from = lower, to = upper;
        for (const ArchiveGap &hole : m_holes) {
            const qint64 low = std::max(from, hole.afterPosition), high = std::min(to, hole.beforePosition);
            const qint64 distance = wanted <= low ? low - wanted : wanted >= high ? wanted - high : 0;
            if (high - low < 2 || distance >= nearest)
                continue;
            nearest = distance;
            lower = low;
            upper = high;
        }
    }
    // Where it does not fit, directly before its successor, or behind its predecessor: that leaves the most numbers to those that follow.
    if (wanted <= lower || wanted >= upper)
        wanted = upper == order::kEnd ? lower + 1 : upper - 1;
    for (qint64 free = wanted; free > lower; --free) {
        if (isFree(m_db, m_chat, free))
            return free;
    }
    for (qint64 free = wanted + 1; free < upper; ++free) {
        if (isFree(m_db, m_chat, free))
            return free;
    }
    makeRoom(m_db, m_changes, m_account, upper == order::kEnd ? lower + 1 : upper);
    reload();
    return place(index, wanted, isArchived);
}

void HistoryMerge::addTexts(const HistoryLine &line, MessageId message)
{
    bool anyNew = false;
    for (const HistoryText &text : line.texts) {
        if (text.isOriginal || Statement(m_db, "SELECT 1 FROM correction WHERE chat = ? AND target_id = ? AND sender = ? AND stanza_id = ? AND body = ? AND NOT original AND message = ?",
                                     m_chat, text.targetId, line.sender, text.stanzaId, text.body, message).next())
            continue;
        Statement(m_db, "INSERT INTO correction (chat, message, sender, target_id, body, sent_at, stanza_id) VALUES (?, ?, ?, ?, ?, ?, ?)", m_chat, message, line.sender, text.targetId,
            text.body, text.sentAt, text.stanzaId);
        anyNew = true;
    }
    if (anyNew)
        applyCorrections(m_db, m_changes, message);
}

void HistoryMerge::learnFrom(const HistoryLine &line, const Slot &slot)
{
    MessageGateway messages(m_db, m_changes);
    const auto row = messages.find(slot.message);
    if (!row)
        return;
    NewMessage copy = slot.copy;
    if (row->archiveId != copy.archiveId && messages.byArchiveId(m_account, copy.archiveId))
        copy.archiveId.clear(); // it has come here as a line of its own
    if (line.state != MessageState::Failed || row->state != MessageState::Failed)
        learn(m_db, m_changes, *row, copy, false);
    if (line.direction == Direction::Outgoing && row->direction == Direction::Outgoing) {
        if (line.state == MessageState::Failed)
            messages.fail(slot.message, line.failure);
        else
            messages.advance(slot.message, line.state);
    }
}

void HistoryMerge::insert(const HistoryLine &line, Slot &slot, qint64 position)
{
    slot.message = insertRow(m_db, m_changes, slot.copy, position, line.state, line.payloadHash, true);
    slot.position = position;
    slot.isHere = true;
    const bool hasLostTexts = line.edited && line.texts.empty(); // they did not fit into a page
    if (hasLostTexts || !line.failure.isEmpty())
        Statement(m_db, "UPDATE message SET failure = ?, edited = max(edited, ?) WHERE id = ?", line.failure, hasLostTexts, slot.message);
}

std::vector<MessageId> HistoryMerge::put(const HistoryStretch &run, const std::vector<Known> &known, MessageId newer)
{
    std::vector<MessageId> result(run.lines.size());
    m_newer = newer;
    m_slots.clear();
    std::set<MessageId> seen; // what are two rows there can be one here
    for (size_t i = 0; i < run.lines.size(); ++i) {
        Slot slot = slotOf(run.lines[i], known[i]);
        slot.isHere = slot.isHere && slot.message != newer && seen.insert(slot.message).second;
        m_slots.push_back(std::move(slot));
    }
    reload();
    chooseBounds();
    for (size_t i = 0; i < m_slots.size(); ++i) {
        const HistoryLine &line = run.lines[i];
        Slot &slot = m_slots[i];
        const bool isNew = slot.message == MessageId{};
        if (isNew && known[i].isMapped)
            continue; // the user did not want to keep it
        result[i] = slot.message;
        if (!isNew && !slot.isHere)
            continue;
        if (isNew)
            insert(line, slot, place(i, line.place, !line.archiveId.isEmpty()));
        else
            learnFrom(line, slot);
        addTexts(line, slot.message);
        result[i] = slot.message;
        if (isNew || slot.isBound) {
            m_upper = slot.position;
            m_newer = slot.message;
        }
    }
    return result;
}

} // namespace model
