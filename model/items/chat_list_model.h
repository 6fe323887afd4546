// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/peer_status_source.h"
#include "model/types/store_change.h"

#include <QAbstractListModel>

#include <vector>

namespace model {

class Store;

/// All chats that are not archived, pinned first, then newest first. Loaded from the store at once (main-thread read), kept right by its changes: a chat that
/// rises is one beginMoveRows. Main thread; store and peers outlive it.
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
    [[nodiscard]] int unreadTotal() const { return m_unreadTotal; } ///< muted chats and requests not counted
    [[nodiscard]] int requestCount() const { return m_requestCount; }

Q_SIGNALS:
    void unreadTotalChanged(int total);
    void requestCountChanged(int count);

private:
    void apply(const StoreChange &change);
    void onPeerStatus(AccountId account, const net::Jid &bare);
    void upsert(const Chat &chat);
    void remove(ChatId chat);
    void recount();
    [[nodiscard]] int rowOf(ChatId chat) const; ///< -1: none

    PeerStatusSource &m_peers;
    std::vector<Chat> m_rows;
    int m_unreadTotal = 0;
    int m_requestCount = 0;
};

/// "Anna, 3 unread, see you there, 12:04" (UI.md "Accessibility"), translated.
[[nodiscard]] QString chatSentence(const Chat &chat);

} // namespace model
