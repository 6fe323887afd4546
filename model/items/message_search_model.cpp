// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/message_search_model.h"

#include "model/items/spoken_time.h"
#include "model/store/store.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace model {

MessageSearchModel::MessageSearchModel(Store &store, QObject *parent) : QAbstractListModel(parent), m_store(store) { }

void MessageSearchModel::search(const QString &text, ChatId chat)
{
    const int question = ++m_asked;
    if (text.trimmed().isEmpty()) {
        show({});
        return;
    }
    m_store
        .query([text, chat](const StoreSession &session) {
            std::vector<Hit> hits;
            QHash<qint64, std::optional<Chat>> chats;
            for (auto &message : session.messages.search(text, chat, kMaxResults)) {
                auto known = chats.find(qint64(message.chat));
                if (known == chats.end())
                    known = chats.insert(qint64(message.chat), session.chats.find(message.chat));
                if (*known) // else: of an account that has signed out
                    hits.push_back({std::move(message), **known});
            }
            return hits;
        })
        .then(this, [this, question](StoreResult<std::vector<Hit>> hits) {
            if (question == m_asked)
                show(hits ? std::move(*hits) : std::vector<Hit>()); // what went wrong is told by Store::problem
        });
}

void MessageSearchModel::show(std::vector<Hit> hits)
{
    beginResetModel();
    m_hits = std::move(hits);
    endResetModel();
    Q_EMIT finished();
}

int MessageSearchModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_hits.size());
}

QVariant MessageSearchModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &hit = m_hits[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return hit.message.body;
    case Qt::AccessibleTextRole:
        return QStringList{hit.chat.title, hit.message.body, spokenTime(hit.message.sentAt, QDateTime::currentDateTime())}.join(", "_L1);
    case MessageRole:
        return QVariant::fromValue(hit.message);
    case ChatRole:
        return QVariant::fromValue(hit.chat);
    default:
        return {};
    }
}

} // namespace model
