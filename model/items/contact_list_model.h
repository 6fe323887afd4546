// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/contact.h"
#include "model/types/peer_status.h"
#include "model/types/store_change.h"

#include <QAbstractListModel>

#include <vector>

namespace model {

class PeerStatusSource;
class Store;

/// Every contact of every account, by name in the user's collation. Main thread.
class ContactListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { ContactRole = Qt::UserRole + 1, AddressRole, AvatarRole, PeerStatusRole };
    ContactListModel(Store &store, PeerStatusSource &peers, QObject *parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void apply(const StoreChange &change);
    Store &m_store;
    PeerStatusSource &m_peers;
    std::vector<Contact> m_rows;
};

} // namespace model
