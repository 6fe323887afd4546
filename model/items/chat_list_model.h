// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/peer_status.h"
#include "model/types/store_change.h"

#include <QAbstractListModel>

#include <vector>

namespace model {

class PeerStatusSource;
class Store;

/// All chats that are not archived, pinned first, then newest first. Loaded from the store at once (main-thread read), kept right by its changes: a chat that
/// rises is one beginMoveRows. Main thread.
class ChatListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Qt::DisplayRole is the title, Qt::AccessibleTextRole the whole row as a sentence.
    enum Role {
        ChatRole = Qt::UserRole + 1, ///< model::Chat
        ChatIdRole, ///< model::ChatId
        PeerRole, ///< QString, bare address
        PeerStatusRole, ///< model::PeerStatus
        AvatarRole, ///< QString hash
    };
    ChatListModel(Store &store, PeerStatusSource &peers, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QModelIndex indexOf(ChatId chat) const;
    [[nodiscard]] int unreadTotal() const; ///< muted chats and requests not counted

Q_SIGNALS:
    void unreadTotalChanged(int total);

private:
    void apply(const StoreChange &change);
    void onPeerStatus(AccountId account, const net::Jid &bare);
    void upsert(const Chat &chat);
    void remove(ChatId chat);

    Store &m_store;
    PeerStatusSource &m_peers;
    std::vector<Chat> m_rows;
    int m_unreadTotal = 0;
};

} // namespace model
