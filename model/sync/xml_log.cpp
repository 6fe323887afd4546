// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/xml_log.h"

using namespace Qt::StringLiterals;

namespace model {

void XmlLog::append(const QDateTime &at, bool incoming, const QByteArray &xml)
{
    const QString text = QString::fromUtf8(xml);
    // Room is made first, so that a view never sees more than the bound.
    int drop = 0;
    qsizetype bytes = m_bytes + text.size();
    while (drop < int(m_entries.size()) && (int(m_entries.size()) - drop >= kCapacity || bytes > kCapacityBytes)) {
        bytes -= m_entries[size_t(drop)].xml.size();
        ++drop;
    }
    if (drop > 0) {
        beginRemoveRows({}, 0, drop - 1);
        m_entries.erase(m_entries.begin(), m_entries.begin() + drop);
        endRemoveRows();
    }
    const int row = int(m_entries.size());
    beginInsertRows({}, row, row);
    m_entries.push_back({at, incoming, text});
    m_bytes = bytes;
    endInsertRows();
}

void XmlLog::clear()
{
    beginResetModel();
    m_entries.clear();
    m_bytes = 0;
    endResetModel();
}

int XmlLog::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant XmlLog::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = m_entries[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return entry.at.toLocalTime().toString(u"HH:mm:ss.zzz"_s) + (entry.incoming ? u"  ← "_s : u"  → "_s) + entry.xml;
    case Qt::AccessibleTextRole:
        return (entry.incoming ? tr("Received at %1: %2") : tr("Sent at %1: %2"))
            .arg(entry.at.toLocalTime().toString(u"HH:mm:ss"_s), entry.xml);
    case TimeRole:
        return entry.at;
    case IncomingRole:
        return entry.incoming;
    case XmlRole:
        return entry.xml;
    default:
        return {};
    }
}

} // namespace model
