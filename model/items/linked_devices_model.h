// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/linked_devices.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace model {

/// The devices of one account, by key. Rows come, go and change one by one. Main thread; the source outlives it.
class LinkedDevicesModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Qt::DisplayRole is the name to show, or what stands for it.
    enum Role {
        DeviceRole = Qt::UserRole + 1, ///< model::Device
        KeyRole, ///< QString
        IsThisRole, ///< bool
        IsConnectedRole, ///< bool
        OfferRemovalRole, ///< bool
        LastSeenRole, ///< QDateTime, UTC
    };
    explicit LinkedDevicesModel(LinkedDevices &source, QObject *parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] LinkedDevices &source() const { return m_source; }

private:
    void update();

    LinkedDevices &m_source;
    std::vector<Device> m_rows; ///< by key
};

/// This device first, then those that are connected, detached, and the others as they were seen last; among equals by name.
class LinkedDevicesSortModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit LinkedDevicesSortModel(QObject *parent = nullptr);
    /// Without the one that has a card of its own.
    void setHidesThis(bool hide);

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool m_hidesThis = false;
};

} // namespace model
