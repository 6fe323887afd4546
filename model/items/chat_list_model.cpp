// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/chat_list_model.h"

#include "model/items/spoken_time.h"
#include "model/store/store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

// Chats in which nothing was written stand where they were made.
bool comesBefore(const Chat &a, const Chat &b)
{
    if (a.pinned != b.pinned)
        return a.pinned;
    const auto &timeA = a.lastAt.isValid() ? a.lastAt : a.createdAt;
    const auto &timeB = b.lastAt.isValid() ? b.lastAt : b.createdAt;
    return timeA != timeB ? timeA > timeB : a.id > b.id;
}

} // namespace

QString chatSentence(const Chat &chat)
{
    QStringList parts{chat.title};
    if (chat.request)
        parts += ChatListModel::tr("wants to write to you");
    if (chat.unread > 0)
        parts += chat.unreadIsAtLeast ? ChatListModel::tr("at least %n unread", nullptr, chat.unread) : ChatListModel::tr("%n unread", nullptr, chat.unread);
    if (!chat.draft.isEmpty())
        parts += ChatListModel::tr("Draft: %1").arg(chat.draft.simplified());
    else if (!chat.lastBody.isEmpty())
        parts += chat.lastDirection == Direction::Outgoing ? ChatListModel::tr("You: %1").arg(chat.lastBody) : chat.lastBody;
    if (chat.lastAt.isValid())
        parts += spokenTime(chat.lastAt, QDateTime::currentDateTime());
    if (chat.pinned)
        parts += ChatListModel::tr("pinned");
    if (chat.muted)
        parts += ChatListModel::tr("muted");
    return parts.join(", "_L1);
}

ChatListModel::ChatListModel(Store &store, PeerStatusSource &peers, QObject *parent) : QAbstractListModel(parent), m_peers(peers)
{
    connect(&store, &Store::changed, this, &ChatListModel::apply);
    connect(&peers, &PeerStatusSource::peerStatusChanged, this, &ChatListModel::onPeerStatus);
    m_rows = store.read().chats.all();
    std::erase_if(m_rows, [](const Chat &chat) { return chat.archived; });
    std::sort(m_rows.begin(), m_rows.end(), comesBefore);
    recount();
}

int ChatListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ChatListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &chat = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return chat.title;
    case Qt::AccessibleTextRole:
        return chatSentence(chat);
    case ChatRole:
        return QVariant::fromValue(chat);
    case ChatIdRole:
        return QVariant::fromValue(chat.id);
    case PeerRole:
        return chat.peer.toString();
    case PeerStatusRole:
        return QVariant::fromValue(m_peers.peerStatus(chat.account, chat.peer));
    case AvatarRole:
        return chat.avatarHash;
    default:
        return {};
    }
}

QModelIndex ChatListModel::indexOf(ChatId chat) const
{
    const int row = rowOf(chat);
    return row < 0 ? QModelIndex() : index(row);
}

int ChatListModel::rowOf(ChatId chat) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Chat &row) { return row.id == chat; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

void ChatListModel::apply(const StoreChange &change)
{
    for (const auto chat : change.removedChats)
        remove(chat);
    for (const auto &chat : change.chats)
        upsert(chat);
    recount();
}

void ChatListModel::upsert(const Chat &chat)
{
    if (chat.archived) {
        remove(chat.id);
        return;
    }
    const int from = rowOf(chat.id);
    // Where it goes among the others.
    int to = int(std::lower_bound(m_rows.begin(), from < 0 ? m_rows.end() : m_rows.begin() + from, chat, comesBefore) - m_rows.begin());
    if (from < 0) {
        beginInsertRows({}, to, to);
        m_rows.insert(m_rows.begin() + to, chat);
        endInsertRows();
        return;
    }
    if (to == from) // not before its place: behind it, or there
        to = int(std::lower_bound(m_rows.begin() + from + 1, m_rows.end(), chat, comesBefore) - m_rows.begin());
    if (to != from && to != from + 1) {
        beginMoveRows({}, from, from, {}, to);
        const auto first = m_rows.begin() + std::min(from, to);
        if (to < from)
            std::rotate(first, m_rows.begin() + from, m_rows.begin() + from + 1);
        else
            std::rotate(first, m_rows.begin() + from + 1, m_rows.begin() + to);
        endMoveRows();
    }
    const int row = to > from ? to - 1 : to;
    auto &current = m_rows[size_t(row)];
    if (current == chat)
        return;
    current = chat;
    Q_EMIT dataChanged(index(row), index(row), {Qt::DisplayRole, Qt::AccessibleTextRole, ChatRole, AvatarRole});
}

void ChatListModel::remove(ChatId chat)
{
    const int row = rowOf(chat);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void ChatListModel::onPeerStatus(AccountId account, const net::Jid &bare)
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].account == account && m_rows[i].peer == bare) {
            Q_EMIT dataChanged(index(int(i)), index(int(i)), {PeerStatusRole});
            return;
        }
    }
}

void ChatListModel::recount()
{
    int unread = 0, requests = 0;
    for (const auto &chat : m_rows) {
        requests += chat.request;
        if (!chat.muted && !chat.request)
            unread += chat.unread;
    }
    if (std::exchange(m_unreadTotal, unread) != unread)
        Q_EMIT unreadTotalChanged(unread);
    if (std::exchange(m_requestCount, requests) != requests)
        Q_EMIT requestCountChanged(requests);
}

} // namespace model
