// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/database.h"

#include <span>

namespace model {

/// One step of the schema. Never edited after a release: a change is a new step.
struct Migration {
    int to; ///< the version it leads to
    const char *file;
};

inline constexpr Migration kMigrations[] = {{1, ":/migrations/0001_initial.sql"}, {2, ":/migrations/0002_ready_and_resumed.sql"}, {3, ":/migrations/0003_linked_devices.sql"}};
static_assert([] {
    int version = 0;
    for (const auto &migration : kMigrations)
        if (migration.to != ++version)
            return false;
    return true;
}(), "1, 2, 3, …");
inline constexpr int kSchemaVersion = std::size(kMigrations);

/// "Kith" in the header of our files (PRAGMA application_id).
inline constexpr qint32 kApplicationId = 0x4b697468;

/// Brings the file to the last step, each step in a transaction of its own together with its number. Nothing: done.
[[nodiscard]] std::optional<StoreError> migrate(Database &db, std::span<const Migration> migrations = kMigrations);

/// Looks at an existing file without writing a byte: is it ours, whole as far as one can see, and not newer than we are? A file that does not exist is fine.
[[nodiscard]] std::optional<StoreError> inspect(const QString &file, std::chrono::milliseconds busyTimeout, int newest = kSchemaVersion);

/// The statements of a migration file: separated by an empty line, because triggers hold semicolons. Lines that begin with -- are comments.
[[nodiscard]] QStringList splitStatements(const QString &text);

} // namespace model
