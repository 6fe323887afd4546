// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace model {

/// What can go wrong with the database. storeAdvice() has the sentence for the user.
enum class StoreErrorKind {
    CannotOpen, ///< no permission, no such folder
    ReadOnly, ///< the profile cannot be written
    DiskFull,
    Locked, ///< another process holds it longer than the busy time-out
    Corrupt,
    NewerSchema, ///< written by a newer Kith; left untouched
    MigrationFailed,
    Query, ///< a statement failed otherwise: our mistake, or an I/O error
};

struct StoreError {
    StoreErrorKind kind = StoreErrorKind::Query;
    QString detail; ///< what SQLite said
    bool operator==(const StoreError &) const = default;
};

/// What is wrong and what to do, translated.
[[nodiscard]] QString storeAdvice(const StoreError &error);

} // namespace model
