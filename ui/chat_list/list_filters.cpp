// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/list_filters.h"

#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"

#include <algorithm>

namespace ui {

using ChatRole = model::ChatListModel::Role;

namespace {

QString keyOf(model::AccountId account, const net::Jid &address)
{
    return QString::number(qint64(account)) + u' ' + address.toString();
}

} // namespace

HeldChats::HeldChats(QObject *parent)
    : ChatFilterModel(Show::Chats, parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

void HeldChats::setSourceModel(QAbstractItemModel *model)
{
    ChatFilterModel::setSourceModel(model);
    // A moved row changes the order without changing data: sort again.
    connect(model, &QAbstractItemModel::rowsMoved, this, &HeldChats::invalidate);
}

void HeldChats::setHeld(bool held)
{
    if (held == m_held)
        return;
    m_held = held;
    m_ranks.clear();
    if (held) {
        for (int row = 0; row < sourceModel()->rowCount(); ++row)
            m_ranks.insert(sourceModel()->index(row, 0).data(ChatRole::ChatIdRole).value<model::ChatId>(), row);
    } else {
        invalidate();
    }
}

bool HeldChats::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (!m_held)
        return left.row() < right.row();
    // New chats come first: they were not there when the order was frozen.
    const auto rank = [this](const QModelIndex &index) { return m_ranks.value(index.data(ChatRole::ChatIdRole).value<model::ChatId>(), -1); };
    const int a = rank(left), b = rank(right);
    return a == b ? left.row() < right.row() : a < b;
}

ContactsWithoutChat::ContactsWithoutChat(const QAbstractItemModel &chats, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_chats(chats)
{
}

void ContactsWithoutChat::setText(const QString &text)
{
    m_words = model::foldForSearch(text).split(u' ', Qt::SkipEmptyParts);
    // Once for each search, not once for each contact: both lists may be long.
    m_withChat.clear();
    for (int i = 0; i < m_chats.rowCount() && !m_words.isEmpty(); ++i) {
        const auto chat = m_chats.index(i, 0).data(ChatRole::ChatRole).value<model::Chat>();
        m_withChat.insert(keyOf(chat.account, chat.peer));
    }
    invalidateFilter();
}

bool ContactsWithoutChat::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_words.isEmpty())
        return false;
    const auto contact = sourceModel()->index(row, 0, parent).data(model::ContactListModel::ContactRole).value<model::Contact>();
    if (m_withChat.contains(keyOf(contact.account, contact.jid)))
        return false;
    const QString text = model::foldForSearch(contact.displayName() + u' ' + contact.jid.toString());
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString &word) { return text.contains(word); });
}

} // namespace ui
