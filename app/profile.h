// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QString>

namespace app {

/// Why a profile folder cannot be used: a sentence for the user.
struct ProfileError {
    enum class Kind { CannotCreate, NotAFolder, NotWritable, NotOurs };
    Kind kind = Kind::CannotCreate;
    QString path;
    [[nodiscard]] QString sentence() const;
};

/// The folder where everything of one Kith lives: database, preferences, log. Two profiles share nothing, not even the running process. Value type, main thread.
class Profile
{
public:
    /// Makes the folder, readable by its owner only. `directory` empty: the user's own (QStandardPaths::AppDataLocation).
    [[nodiscard]] static net::Expected<Profile, ProfileError> open(const QString &directory);

    [[nodiscard]] const QString &directory() const { return m_directory; } ///< absolute, without links
    [[nodiscard]] QString databaseFile() const;
    [[nodiscard]] QString preferencesFile() const;
    [[nodiscard]] QString logDirectory() const;
    [[nodiscard]] QString lockFile() const;
    /// Short, the same for every spelling of the folder's path; names sockets and keychain entries.
    [[nodiscard]] const QString &id() const { return m_id; }
    /// Where the running instance listens: in the profile, which only its owner can enter; in the runtime folder when that path is longer than a socket's may be.
    [[nodiscard]] QString socketPath() const;

private:
    Profile() = default;
    QString m_directory;
    QString m_id;
};

} // namespace app
