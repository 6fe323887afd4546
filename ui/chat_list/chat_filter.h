// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QHash>
#include <QSortFilterProxyModel>

namespace ui {

/// The chats that the list shows: all but requests, or only those; while searching, those whose name or address fits. hold() freezes the order: a row that the user
/// is aiming at must not move away. Main thread.
class ChatFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Show { Chats, Requests };
    explicit ChatFilter(QObject *parent = nullptr);
    void setShow(Show show);
    [[nodiscard]] Show show() const { return m_show; }
    void setSearch(const QString &text);
    void setHeld(bool held);
    [[nodiscard]] int requestCount() const; ///< of the source, whatever is shown

Q_SIGNALS:
    void requestCountChanged(int count);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    void setSourceModel(QAbstractItemModel *model) override;

private:
    void recount();
    Show m_show = Show::Chats;
    QString m_search;
    bool m_held = false;
    QHash<model::ChatId, int> m_ranks; ///< while held
    int m_requests = 0;
};

/// Contacts that fit a search and have no chat yet.
class ContactFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    ContactFilter(const QAbstractItemModel *chats, QObject *parent = nullptr);
    void setSearch(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const QAbstractItemModel *m_chats;
    QString m_search;
};

/// Every word of `search` begins a word of the name, or the address contains it. Case and accents make no difference.
[[nodiscard]] bool nameFits(const QString &search, const QString &name, const QString &address);

} // namespace ui
