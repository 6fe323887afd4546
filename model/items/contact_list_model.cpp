// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/contact_list_model.h"

#include "model/store/store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

ContactListModel::ContactListModel(Store &store, PeerStatusSource &peers, QObject *parent) : QAbstractListModel(parent), m_peers(peers)
{
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    m_collator.setNumericMode(true);
    connect(&store, &Store::changed, this, &ContactListModel::apply);
    connect(&peers, &PeerStatusSource::peerStatusChanged, this, &ContactListModel::onPeerStatus);
    for (const auto &contact : store.read().contacts.all())
        m_rows.push_back(makeRow(contact));
    std::sort(m_rows.begin(), m_rows.end(), comesBefore);
}

bool ContactListModel::comesBefore(const Row &a, const Row &b)
{
    if (const int order = a.key.compare(b.key); order != 0)
        return order < 0;
    return std::tie(a.contact.jid, a.contact.account) < std::tie(b.contact.jid, b.contact.account);
}

ContactListModel::Row ContactListModel::makeRow(const Contact &contact) const
{
    return {contact, m_collator.sortKey(contact.displayName())};
}

int ContactListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ContactListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &contact = m_rows[size_t(index.row())].contact;
    switch (role) {
    case Qt::DisplayRole:
        return contact.displayName();
    case Qt::AccessibleTextRole:
        return QString(contact.displayName() + ", "_L1 + contact.jid.toString());
    case ContactRole:
        return QVariant::fromValue(contact);
    case AddressRole:
        return contact.jid.toString();
    case AvatarRole:
        return contact.avatarHash;
    case PeerStatusRole:
        return QVariant::fromValue(m_peers.peerStatus(contact.account, contact.jid));
    default:
        return {};
    }
}

int ContactListModel::rowOf(AccountId account, const net::Jid &jid) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.contact.account == account && row.contact.jid == jid; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

void ContactListModel::apply(const StoreChange &change)
{
    for (const auto &[account, jid] : change.removedContacts)
        remove(account, jid);
    for (const auto &contact : change.contacts)
        upsert(contact);
}

void ContactListModel::upsert(const Contact &contact)
{
    auto row = makeRow(contact);
    const int from = rowOf(contact.account, contact.jid);
    int to = int(std::lower_bound(m_rows.begin(), from < 0 ? m_rows.end() : m_rows.begin() + from, row, comesBefore) - m_rows.begin());
    if (from < 0) {
        beginInsertRows({}, to, to);
        m_rows.insert(m_rows.begin() + to, std::move(row));
        endInsertRows();
        return;
    }
    if (to == from)
        to = int(std::lower_bound(m_rows.begin() + from + 1, m_rows.end(), row, comesBefore) - m_rows.begin());
    if (to != from && to != from + 1) {
        beginMoveRows({}, from, from, {}, to);
        if (to < from)
            std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
        else
            std::rotate(m_rows.begin() + from, m_rows.begin() + from + 1, m_rows.begin() + to);
        endMoveRows();
    }
    const int at = to > from ? to - 1 : to;
    auto &current = m_rows[size_t(at)];
    const bool differs = current.contact != contact;
    current = std::move(row);
    if (differs)
        Q_EMIT dataChanged(index(at), index(at), {Qt::DisplayRole, Qt::AccessibleTextRole, ContactRole, AvatarRole});
}

void ContactListModel::remove(AccountId account, const net::Jid &jid)
{
    const int row = rowOf(account, jid);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void ContactListModel::onPeerStatus(AccountId account, const net::Jid &bare)
{
    if (const int row = rowOf(account, bare); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {PeerStatusRole});
}

} // namespace model
