// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/chat_filter_model.h"
#include "model/types/ids.h"

#include <QHash>
#include <QSet>

namespace ui {

/// The chats that the list shows. setHeld() freezes their order: a row that the user is aiming at must not move away. Main thread.
class HeldChats : public model::ChatFilterModel
{
    Q_OBJECT
public:
    explicit HeldChats(QObject *parent = nullptr);
    void setSourceModel(QAbstractItemModel *model) override;
    void setHeld(bool held);

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool m_held = false;
    QHash<model::ChatId, int> m_ranks; ///< while held
};

/// Contacts that fit a search and have no chat yet. Without a search: none.
class ContactsWithoutChat : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    ContactsWithoutChat(const QAbstractItemModel &chats, QObject *parent = nullptr);
    void setText(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const QAbstractItemModel &m_chats;
    QStringList m_words;
    QSet<QString> m_withChat; ///< "account address", when the search was typed
};

} // namespace ui
