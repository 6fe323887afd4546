// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QDateTime>

#include <deque>

namespace model {

/// The last stanzas of one account, for the XML console: a bounded ring, secrets already masked by the session. Main thread.
class XmlLog : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { TimeRole = Qt::UserRole + 1, IncomingRole, XmlRole };
    static constexpr int kCapacity = 2000; ///< entries
    static constexpr qsizetype kCapacityBytes = 8 * 1024 * 1024;
    using QAbstractListModel::QAbstractListModel;

    void append(const QDateTime &at, bool incoming, const QByteArray &xml);
    void clear();
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Entry {
        QDateTime at;
        bool incoming;
        QString xml;
    };
    std::deque<Entry> m_entries;
    qsizetype m_bytes = 0;
};

} // namespace model
