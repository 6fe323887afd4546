// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/statement.h"

#include "net/base/log.h"

namespace model {

void Statement::run()
{
    if (m_query->exec()) {
        m_changes = m_query->numRowsAffected(); // now: SQLite only remembers those of the last statement
        return;
    }
    qCDebug(logStore).noquote() << "in" << m_sql.toString();
    m_db.fail(m_query->lastError());
    m_query.reset(); // not given back: a statement that failed once is prepared anew
}

bool Statement::next()
{
    if (!m_query)
        return false;
    if (m_query->next())
        return true;
    if (m_query->lastError().isValid()) {
        m_db.fail(m_query->lastError());
        m_query.reset();
    }
    return false;
}

QDateTime Statement::time(int column) const
{
    const auto value = m_query->value(column);
    return value.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

} // namespace model
