// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/transaction.h"

using namespace Qt::StringLiterals;

namespace model {

Transaction::Transaction(Database &db) : m_db(db)
{
    // IMMEDIATE: the lock is taken here, where waiting is harmless, and not in the middle, where SQLite would have to refuse at once.
    m_open = m_db.execute(u"BEGIN IMMEDIATE"_s);
}

Transaction::~Transaction()
{
    if (m_open)
        rollBack();
}

std::optional<StoreError> Transaction::commit()
{
    if (m_open && m_db.execute(u"COMMIT"_s)) {
        m_open = false;
        return std::nullopt;
    }
    auto error = m_db.takeError();
    if (m_open)
        rollBack();
    return error ? error : StoreError{StoreErrorKind::Query, u"the transaction was not open"_s};
}

void Transaction::rollBack()
{
    m_open = false;
    m_db.rollBack();
    (void)m_db.takeError(); // it belonged to what is undone now
}

} // namespace model
