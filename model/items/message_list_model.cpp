// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/message_list_model.h"

#include "model/items/message_list_private.h"
#include "model/items/spoken_time.h"
#include "model/store/store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

QString stateWord(const Message &message)
{
    switch (message.state) {
    case MessageState::Queued:
        return MessageListModel::tr("waiting");
    case MessageState::Written:
        return MessageListModel::tr("sending");
    case MessageState::Accepted:
        return MessageListModel::tr("sent");
    case MessageState::Delivered:
        return MessageListModel::tr("delivered");
    case MessageState::Displayed:
        return MessageListModel::tr("read");
    case MessageState::Failed:
        return MessageListModel::tr("not sent");
    case MessageState::Received:
        return {};
    }
    return {};
}

} // namespace

QString messageSentence(const Message &message, const QString &sender)
{
    QStringList parts{sender, message.body, spokenTime(message.sentAt, QDateTime::currentDateTime())};
    if (message.edited)
        parts += MessageListModel::tr("edited");
    if (const auto state = stateWord(message); !state.isEmpty())
        parts += state;
    if (!message.failure.isEmpty())
        parts += message.failure;
    return parts.join(", "_L1);
}

MessageListModel::MessageListModel(Store &store, QObject *parent) : QAbstractListModel(parent), m_store(store), d(std::make_unique<Private>())
{
    connect(&store, &Store::changed, this, &MessageListModel::apply);
}

MessageListModel::~MessageListModel() = default;

// --- which stretch is shown

void MessageListModel::setChat(ChatId chat)
{
    const auto &store = m_store.read();
    m_chat = chat;
    *d = {};
    if (auto row = store.chats.find(chat)) {
        d->chat = std::move(*row);
        readOwner();
        for (const auto &gap : store.archive.gaps(d->chat.account, chat))
            d->window.gaps.push_back(gap.afterPosition);
    }
    const auto unread = d->chat.unread > 0 ? store.messages.firstUnread(chat) : std::nullopt;
    if (!unread) {
        loadNewest();
        return;
    }
    d->window.unreadAnchor = d->chat.readPosition;
    loadAround(unread->position);
}

void MessageListModel::readOwner()
{
    if (const auto account = m_store.read().accounts.find(d->chat.account)) {
        d->ownName = account->ownName.isEmpty() ? account->jid.local() : account->ownName;
        d->ownAvatar = account->avatarHash;
    }
}

void MessageListModel::loadNewest()
{
    auto rows = m_store.read().messages.newest(m_chat, kPage + 1);
    const bool more = rows.size() > kPage;
    show(std::move(rows), more, false);
    d->readingOlder = false;
}

void MessageListModel::loadAround(qint64 position)
{
    const auto &messages = m_store.read().messages;
    auto rows = messages.before(m_chat, position, kPage / 2 + 1);
    const bool older = rows.size() > kPage / 2;
    auto newer = messages.from(m_chat, position, kPage + 1);
    const bool more = newer.size() > kPage;
    if (more)
        newer.pop_back();
    rows.insert(rows.end(), newer.begin(), newer.end());
    show(std::move(rows), older, more);
    d->readingOlder = false;
}

// `rows` holds one row too many at its beginning when there are older ones.
void MessageListModel::show(std::vector<Message> rows, bool olderInStore, bool newerInStore)
{
    beginResetModel();
    auto &window = d->window;
    window.previousPosition = 0;
    if (olderInStore) {
        window.previousPosition = rows.front().position;
        rows.erase(rows.begin());
    }
    window.rows = std::move(rows);
    window.olderInStore = olderInStore;
    window.newerInStore = newerInStore;
    const int line = window.firstUnread();
    d->unreadLine = line < 0 ? MessageId{} : window.rows[size_t(line)].id;
    endResetModel();
}

int MessageListModel::openingRow() const
{
    const int unread = d->window.firstUnread();
    return unread >= 0 ? unread : rowCount() - 1;
}

void MessageListModel::jumpToNewest()
{
    if (d->window.newerInStore)
        loadNewest();
}

bool MessageListModel::showAround(MessageId message)
{
    if (d->window.rowOf(message) >= 0)
        return true;
    const auto row = m_store.read().messages.find(message);
    if (!row || row->chat != m_chat)
        return false;
    loadAround(row->position);
    return true;
}

bool MessageListModel::canFetchOlder() const
{
    return d->window.olderInStore;
}

bool MessageListModel::canFetchNewer() const
{
    return d->window.newerInStore;
}

void MessageListModel::fetchOlder()
{
    auto &window = d->window;
    if (!window.olderInStore)
        return;
    if (window.rows.empty()) {
        loadNewest();
        return;
    }
    d->readingOlder = true;
    auto page = m_store.read().messages.before(m_chat, window.rows.front().position, kPage + 1);
    window.olderInStore = page.size() > kPage;
    window.previousPosition = window.olderInStore ? page.front().position : 0;
    if (window.olderInStore)
        page.erase(page.begin());
    insertRun(std::move(page));
    trim();
    moveUnreadLine();
}

void MessageListModel::fetchNewer()
{
    auto &window = d->window;
    if (!window.newerInStore)
        return;
    if (window.rows.empty()) {
        loadNewest();
        return;
    }
    d->readingOlder = false;
    auto page = m_store.read().messages.from(m_chat, window.rows.back().position + 1, kPage + 1);
    window.newerInStore = page.size() > kPage;
    if (window.newerInStore)
        page.pop_back();
    insertRun(std::move(page));
    trim();
    moveUnreadLine();
}

int MessageListModel::unreadBelow(int row) const
{
    const auto &rows = d->window.rows;
    auto behind = d->chat.readPosition;
    if (row >= 0 && row < int(rows.size()))
        behind = std::max(behind, rows[size_t(row)].position);
    if (d->window.newerInStore || (!rows.empty() && behind < rows.front().position))
        return m_store.read().messages.unreadAfter(m_chat, behind, kMaxCount);
    int count = 0;
    for (auto i = size_t(d->window.lowerBound(behind + 1)); i < rows.size(); ++i)
        count += rows[i].direction == Direction::Incoming;
    return std::min(count, kMaxCount);
}

// --- rows

int MessageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->window.rows.size());
}

QModelIndex MessageListModel::indexOf(MessageId message) const
{
    const int row = d->window.rowOf(message);
    return row < 0 ? QModelIndex() : index(row);
}

QVariant MessageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const auto &window = d->window;
    const auto &message = window.rows[size_t(row)];
    const bool own = message.direction == Direction::Outgoing;
    switch (role) {
    case Qt::DisplayRole:
        return message.body;
    case Qt::AccessibleTextRole:
        return messageSentence(message, own ? tr("You") : d->chat.title);
    case MessageRole:
        return QVariant::fromValue(message);
    case MessageIdRole:
        return QVariant::fromValue(message.id);
    case SenderNameRole:
        return own ? d->ownName : d->chat.title;
    case SenderAvatarRole:
        return own ? d->ownAvatar : d->chat.avatarHash;
    case FirstOfDayRole:
        return window.firstOfDay(row);
    case FirstUnreadRole:
        return row == window.firstUnread();
    case FirstOfGroupRole:
        return window.startsGroup(row);
    case LastOfGroupRole:
        return window.endsGroup(row);
    case GapAboveRole:
        return window.gapAbove(row);
    default:
        return {};
    }
}

void MessageListModel::touch(int row)
{
    if (row >= 0 && row < rowCount())
        Q_EMIT dataChanged(index(row), index(row), kNeighbourRoles);
}

// Whatever has moved the line: the row that had it and the row that has it now, and the groups that end above them.
void MessageListModel::moveUnreadLine()
{
    const int line = d->window.firstUnread();
    const auto id = line < 0 ? MessageId{} : d->window.rows[size_t(line)].id;
    if (id == d->unreadLine)
        return;
    const int old = d->window.rowOf(std::exchange(d->unreadLine, id));
    for (const int row : {old, line}) {
        if (row >= 0) {
            touch(row);
            touch(row - 1);
        }
    }
}

} // namespace model
