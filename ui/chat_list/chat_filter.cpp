// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/chat_filter.h"

#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"

#include <algorithm>

namespace ui {

using namespace Qt::StringLiterals;
using ChatRole = model::ChatListModel::Role;

namespace {

// Decomposed, without marks, folded: "Zoë" is found by "zoe".
QString folded(const QString &text)
{
    QString result;
    const QString decomposed = text.normalized(QString::NormalizationForm_KD);
    for (const QChar c : decomposed)
        if (c.category() != QChar::Mark_NonSpacing)
            result += c;
    return result.toCaseFolded();
}

} // namespace

bool nameFits(const QString &search, const QString &name, const QString &address)
{
    const auto words = folded(search).split(u' ', Qt::SkipEmptyParts);
    const QString inName = u' ' + folded(name), inAddress = folded(address);
    return std::all_of(words.begin(), words.end(), [&](const QString &word) { return inName.contains(u' ' + word) || inAddress.contains(word); });
}

ChatFilter::ChatFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

void ChatFilter::setSourceModel(QAbstractItemModel *model)
{
    QSortFilterProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, &ChatFilter::recount);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &ChatFilter::recount);
    connect(model, &QAbstractItemModel::dataChanged, this, &ChatFilter::recount);
    connect(model, &QAbstractItemModel::modelReset, this, &ChatFilter::recount);
    // A moved row changes the order without changing data: sort again.
    connect(model, &QAbstractItemModel::rowsMoved, this, [this] { invalidate(); });
    recount();
}

void ChatFilter::recount()
{
    int count = 0;
    for (int row = 0; row < sourceModel()->rowCount(); ++row)
        count += sourceModel()->index(row, 0).data(ChatRole::ChatRole).value<model::Chat>().request ? 1 : 0;
    if (count == m_requests)
        return;
    m_requests = count;
    Q_EMIT requestCountChanged(count);
}

int ChatFilter::requestCount() const
{
    return m_requests;
}

void ChatFilter::setShow(Show show)
{
    if (show == m_show)
        return;
    m_show = show;
    invalidateFilter();
}

void ChatFilter::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    invalidateFilter();
}

void ChatFilter::setHeld(bool held)
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

bool ChatFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto chat = sourceModel()->index(row, 0, parent).data(ChatRole::ChatRole).value<model::Chat>();
    return chat.request == (m_show == Show::Requests) && (m_search.isEmpty() || nameFits(m_search, chat.title, chat.peer.toString()));
}

bool ChatFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (!m_held)
        return left.row() < right.row();
    // New chats come first: they were not there when the order was frozen.
    const auto rank = [this](const QModelIndex &index) { return m_ranks.value(index.data(ChatRole::ChatIdRole).value<model::ChatId>(), -1); };
    const int a = rank(left), b = rank(right);
    return a == b ? left.row() < right.row() : a < b;
}

ContactFilter::ContactFilter(const QAbstractItemModel *chats, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_chats(chats)
{
}

void ContactFilter::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    invalidateFilter();
}

bool ContactFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_search.isEmpty())
        return false;
    const auto contact = sourceModel()->index(row, 0, parent).data(model::ContactListModel::ContactRole).value<model::Contact>();
    const QString address = contact.jid.toString();
    if (!nameFits(m_search, contact.displayName(), address))
        return false;
    for (int i = 0; i < m_chats->rowCount(); ++i) {
        const auto chat = m_chats->index(i, 0).data(ChatRole::ChatRole).value<model::Chat>();
        if (chat.account == contact.account && chat.peer == contact.jid)
            return false;
    }
    return true;
}

} // namespace ui
