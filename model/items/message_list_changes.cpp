// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a StoreChange becomes the fewest row operations of a MessageListModel.
#include "model/items/message_list_private.h"

#include "model/store/store.h"

#include <algorithm>
#include <set>

namespace model {

void MessageListModel::apply(const StoreChange &change)
{
    if (m_chat == ChatId{})
        return;
    if (std::find(change.removedChats.begin(), change.removedChats.end(), m_chat) != change.removedChats.end()) {
        setChat({});
        return;
    }
    for (const auto &chat : change.chats) {
        if (chat.id != m_chat)
            continue;
        const auto old = std::exchange(d->chat, chat);
        if ((old.title != chat.title || old.avatarHash != chat.avatarHash) && rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {SenderNameRole, SenderAvatarRole, Qt::AccessibleTextRole});
    }
    if (std::find(change.accounts.begin(), change.accounts.end(), d->chat.account) != change.accounts.end()) {
        readOwner();
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {SenderNameRole, SenderAvatarRole, Qt::AccessibleTextRole});
    }
    for (const auto &messages : change.messages) {
        if (messages.chat == m_chat)
            applyMessages(messages);
    }
    if (std::any_of(change.gaps.begin(), change.gaps.end(),
            [&](const StoreChange::Gaps &gaps) { return gaps.chat == m_chat || (gaps.chat == ChatId{} && gaps.account == d->chat.account); }))
        applyGaps();
}

void MessageListModel::applyGaps()
{
    auto &window = d->window;
    std::vector<qint64> gaps;
    for (const auto &gap : m_store.read().archive.gaps(d->chat.account, m_chat))
        gaps.push_back(gap.afterPosition);
    std::vector<bool> before;
    for (int row = 0; row < rowCount(); ++row)
        before.push_back(window.gapAbove(row));
    window.gaps = std::move(gaps);
    for (int row = 0; row < rowCount(); ++row) {
        if (before[size_t(row)] != window.gapAbove(row)) {
            touch(row);
            touch(row - 1); // its group may end here now
        }
    }
}

void MessageListModel::applyMessages(const StoreChange::Messages &messages)
{
    auto &window = d->window;
    removeRows(messages.removed);
    insertRows(update(messages));
    trim();
    if (window.rows.empty() && (window.olderInStore || window.newerInStore))
        loadNewest(); // everything that was on screen is gone, other rows are not
    moveUnreadLine();
}

// Rows that are here already: their new content. Returns what has to be put in: rows that are new, and rows that have changed places (which are taken out).
std::vector<Message> MessageListModel::update(const StoreChange::Messages &messages)
{
    auto &window = d->window;
    std::vector<Message> fresh;
    std::vector<std::pair<int, const Message *>> known;
    for (const auto &message : messages.upserted) {
        if (const int row = window.rowOf(message.id); row >= 0)
            known.emplace_back(row, &message);
        else
            fresh.push_back(message);
    }
    // Places that moved all alike (room was made between others) leave the order as it is.
    std::vector<qint64> places;
    for (const auto &row : window.rows)
        places.push_back(row.position);
    for (const auto &[row, message] : known)
        places[size_t(row)] = message->position;
    const bool sameOrder = std::is_sorted(places.begin(), places.end());
    std::vector<MessageId> moved;
    for (const auto &[row, message] : known) {
        auto &current = window.rows[size_t(row)];
        if (!sameOrder && current.position != message->position) {
            moved.push_back(message->id);
            fresh.push_back(*message);
            continue;
        }
        if (current == *message)
            continue;
        const bool timeChanged = current.sentAt != message->sentAt;
        current = *message;
        Q_EMIT dataChanged(index(row), index(row), timeChanged ? kContentRoles + kNeighbourRoles : kContentRoles);
        if (timeChanged) {
            touch(row - 1);
            touch(row + 1);
        }
    }
    removeRows(std::move(moved));
    return fresh;
}

void MessageListModel::removeRows(std::vector<MessageId> ids)
{
    auto &rows = d->window.rows;
    std::vector<int> gone;
    for (const auto id : ids) {
        if (const int row = d->window.rowOf(id); row >= 0)
            gone.push_back(row);
    }
    std::sort(gone.begin(), gone.end());
    while (!gone.empty()) { // from the end, whole runs
        const int last = gone.back();
        int first = last;
        for (gone.pop_back(); !gone.empty() && gone.back() == first - 1; gone.pop_back())
            --first;
        beginRemoveRows({}, first, last);
        rows.erase(rows.begin() + first, rows.begin() + last + 1);
        endRemoveRows();
        touch(first - 1);
        touch(first);
    }
}

// New rows where the window shows them: between its rows, and beyond an end that is the end of the conversation. The others are only known to be there.
void MessageListModel::insertRows(std::vector<Message> fresh)
{
    auto &window = d->window;
    std::sort(fresh.begin(), fresh.end(), [](const Message &a, const Message &b) { return a.position < b.position; });
    if (!window.rows.empty()) {
        const auto front = window.rows.front().position;
        const auto back = window.rows.back().position;
        std::erase_if(fresh, [&](const Message &m) {
            const bool older = m.position < front && window.olderInStore;
            if (older)
                window.previousPosition = std::max(window.previousPosition, m.position);
            return older || (m.position > back && window.newerInStore);
        });
        // History that the archive brings: as much as fits, the nearest.
        const auto room = size_t(std::max(0, kMaxRows - rowCount()));
        const auto older = size_t(std::count_if(fresh.begin(), fresh.end(), [&](const Message &m) { return m.position < front; }));
        if (older > room) {
            window.olderInStore = true;
            window.previousPosition = fresh[older - room - 1].position;
            fresh.erase(fresh.begin(), fresh.begin() + qsizetype(older - room));
        }
    }
    for (size_t i = 0; i < fresh.size();) {
        const int at = window.lowerBound(fresh[i].position);
        size_t end = i + 1;
        while (end < fresh.size() && window.lowerBound(fresh[end].position) == at)
            ++end;
        insertRun({fresh.begin() + qsizetype(i), fresh.begin() + qsizetype(end)});
        i = end;
    }
}

// Neighbours in the window as well as among themselves.
void MessageListModel::insertRun(std::vector<Message> run)
{
    auto &window = d->window;
    std::erase_if(run, [&](const Message &m) { return window.rowOf(m.id) >= 0; }); // read from the store before its change was told
    if (run.empty())
        return;
    const int first = window.lowerBound(run.front().position);
    const int last = first + int(run.size()) - 1;
    beginInsertRows({}, first, last);
    window.rows.insert(window.rows.begin() + first, run.begin(), run.end());
    endInsertRows();
    touch(first - 1);
    touch(last + 1);
}

// The end that is not being read goes.
void MessageListModel::trim()
{
    auto &window = d->window;
    const int excess = rowCount() - kMaxRows;
    if (excess <= 0)
        return;
    if (d->readingOlder) {
        beginRemoveRows({}, kMaxRows, rowCount() - 1);
        window.rows.resize(kMaxRows);
        window.newerInStore = true;
        endRemoveRows();
        touch(kMaxRows - 1);
        return;
    }
    beginRemoveRows({}, 0, excess - 1);
    window.previousPosition = window.rows[size_t(excess - 1)].position;
    window.olderInStore = true;
    window.rows.erase(window.rows.begin(), window.rows.begin() + excess);
    endRemoveRows();
    touch(0);
}

} // namespace model
