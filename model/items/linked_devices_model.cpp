// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/linked_devices_model.h"

#include "model/types/display_text.h"

#include <algorithm>
#include <limits>

namespace model {

namespace {

bool byKey(const Device &a, const Device &b)
{
    return a.key < b.key;
}

QString shownName(const Device &device)
{
    for (const QString *text : {&device.name.value, &device.software.value, &device.key}) {
        if (!text->isEmpty())
            return withoutDirectionControls(*text);
    }
    return {};
}

qint64 seenAt(const Device &device)
{
    return device.lastSeen.isKnown() ? device.lastSeen.value.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
}

int rank(const Device &device)
{
    if (device.isThis)
        return 0;
    switch (device.state.value) {
    case DeviceState::Connected:
        return 1;
    case DeviceState::Detached:
        return 2;
    case DeviceState::Unknown:
    case DeviceState::Gone:
        return 3;
    }
    return 3;
}

} // namespace

LinkedDevicesModel::LinkedDevicesModel(LinkedDevices &source, QObject *parent) : QAbstractListModel(parent), m_source(source)
{
    connect(&source, &LinkedDevices::changed, this, &LinkedDevicesModel::update);
    update();
}

int LinkedDevicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant LinkedDevicesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Device &device = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return shownName(device);
    case DeviceRole:
        return QVariant::fromValue(device);
    case KeyRole:
        return device.key;
    case IsThisRole:
        return device.isThis;
    case IsConnectedRole:
        return device.isConnected();
    case OfferRemovalRole:
        return device.offerRemoval;
    case LastSeenRole:
        return device.lastSeen.value;
    default:
        return {};
    }
}

void LinkedDevicesModel::update()
{
    const QList<Device> list = m_source.devices();
    std::vector<Device> now(list.begin(), list.end());
    std::sort(now.begin(), now.end(), byKey);
    // Both in the order of their keys: one walk along them.
    size_t row = 0;
    for (const Device &device : now) {
        while (row < m_rows.size() && byKey(m_rows[row], device)) {
            beginRemoveRows({}, int(row), int(row));
            m_rows.erase(m_rows.begin() + qsizetype(row));
            endRemoveRows();
        }
        if (row == m_rows.size() || byKey(device, m_rows[row])) {
            beginInsertRows({}, int(row), int(row));
            m_rows.insert(m_rows.begin() + qsizetype(row), device);
            endInsertRows();
        } else if (m_rows[row] != device) {
            m_rows[row] = device;
            Q_EMIT dataChanged(index(int(row)), index(int(row)));
        }
        ++row;
    }
    if (row < m_rows.size()) {
        beginRemoveRows({}, int(row), int(m_rows.size()) - 1);
        m_rows.resize(row);
        endRemoveRows();
    }
}

LinkedDevicesSortModel::LinkedDevicesSortModel(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

void LinkedDevicesSortModel::setHidesThis(bool hide)
{
    m_hidesThis = hide;
    invalidateFilter();
}

bool LinkedDevicesSortModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto a = left.data(LinkedDevicesModel::DeviceRole).value<Device>();
    const auto b = right.data(LinkedDevicesModel::DeviceRole).value<Device>();
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    if (!a.isConnected() && seenAt(a) != seenAt(b))
        return seenAt(a) > seenAt(b);
    if (const int order = QString::localeAwareCompare(shownName(a), shownName(b)); order != 0)
        return order < 0;
    return a.key < b.key;
}

bool LinkedDevicesSortModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return !m_hidesThis || !sourceModel()->index(row, 0, parent).data(LinkedDevicesModel::IsThisRole).toBool();
}

} // namespace model
