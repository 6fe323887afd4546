// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/database.h"

namespace model {

/// BEGIN … COMMIT on a connection that writes; rolls back when it dies uncommitted, so an early return cannot leave it open.
class Transaction
{
public:
    explicit Transaction(Database &db);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    /// Nothing, or why it could not begin, or what went wrong inside, or why it could not be committed. Rolled back in each of these cases.
    [[nodiscard]] std::optional<StoreError> commit();

private:
    void rollBack();
    Database &m_db;
    bool m_open = false;
};

} // namespace model
