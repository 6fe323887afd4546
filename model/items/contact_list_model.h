// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/contact.h"
#include "model/types/peer_status_source.h"
#include "model/types/store_change.h"

#include <QAbstractListModel>
#include <QCollator>

#include <vector>

namespace model {

class Store;

/// Every contact of every account, by name in the user's collation. Main thread; store and peers outlive it.
class ContactListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Qt::DisplayRole is the name to show, Qt::AccessibleTextRole name and address.
    enum Role {
        ContactRole = Qt::UserRole + 1, ///< model::Contact
        AddressRole, ///< QString
        AvatarRole, ///< QString hash
        PeerStatusRole, ///< model::PeerStatus
    };
    ContactListModel(Store &store, PeerStatusSource &peers, QObject *parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row {
        Contact contact;
        QCollatorSortKey key;
    };
    static bool comesBefore(const Row &a, const Row &b);
    void apply(const StoreChange &change);
    void onPeerStatus(AccountId account, const net::Jid &bare);
    void upsert(const Contact &contact);
    void remove(AccountId account, const net::Jid &jid);
    [[nodiscard]] int rowOf(AccountId account, const net::Jid &jid) const; ///< -1: none
    [[nodiscard]] Row makeRow(const Contact &contact) const;

    PeerStatusSource &m_peers;
    QCollator m_collator;
    std::vector<Row> m_rows;
};

} // namespace model
