// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"

#include <QAbstractListModel>

#include <vector>

namespace model {

class Store;

/// Messages that contain a text, newest first, at most kMaxResults. Read on the store thread; what was asked for last is shown when it is found. Main thread; the store
/// outlives it.
class MessageSearchModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Qt::DisplayRole is the body, Qt::AccessibleTextRole chat, body and time.
    enum Role {
        MessageRole = Qt::UserRole + 1, ///< model::Message
        ChatRole, ///< model::Chat it stands in
    };
    static constexpr int kMaxResults = 200;
    explicit MessageSearchModel(Store &store, QObject *parent = nullptr);

    /// Empty text: no rows. Chat zero: everywhere.
    void search(const QString &text, ChatId chat = {});
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void finished(); ///< the rows are those of the last search

private:
    struct Hit {
        Message message;
        Chat chat;
    };
    void show(std::vector<Hit> hits);

    Store &m_store;
    std::vector<Hit> m_hits;
    int m_asked = 0; ///< answers to earlier questions are dropped
};

} // namespace model
