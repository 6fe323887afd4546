// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/chat_filter_model.h"

#include "model/items/chat_list_model.h"

#include <algorithm>

namespace model {

QString foldForSearch(const QString &text)
{
    auto folded = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    folded.removeIf([](QChar c) { return c.isMark(); });
    return folded;
}

ChatFilterModel::ChatFilterModel(Show show, QObject *parent) : QSortFilterProxyModel(parent), m_show(show) { }

void ChatFilterModel::setText(const QString &text)
{
    m_text = text;
    auto words = foldForSearch(text).simplified().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = std::move(words);
    invalidateRowsFilter();
}

bool ChatFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto chat = sourceModel()->index(row, 0, parent).data(ChatListModel::ChatRole).value<Chat>();
    if (chat.request != (m_show == Show::Requests))
        return false;
    if (m_words.isEmpty())
        return true;
    const QString haystack = foldForSearch(chat.title + u'\n' + chat.peer.toString());
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) { return haystack.contains(word); });
}

} // namespace model
