// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QSqlDatabase>
#include <QSqlQuery>

namespace fault {

/// Another program that holds the database of a profile for writing, as a backup does. Until it goes. One thread.
class StoreLock
{
public:
    explicit StoreLock(const QString &profile)
        : m_name(QStringLiteral("lock of ") + profile)
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        db.setDatabaseName(QDir(profile).filePath(QStringLiteral("kith.db")));
        db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=500"));
        m_held = db.open() && QSqlQuery(db).exec(QStringLiteral("BEGIN IMMEDIATE"));
    }
    ~StoreLock()
    {
        if (m_held)
            QSqlQuery(QSqlDatabase::database(m_name, false)).exec(QStringLiteral("ROLLBACK"));
        QSqlDatabase::removeDatabase(m_name);
    }
    StoreLock(const StoreLock &) = delete;
    StoreLock &operator=(const StoreLock &) = delete;
    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    const QString m_name;
    bool m_held = false;
};

} // namespace fault
