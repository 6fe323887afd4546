// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace model {

class Database;

struct Avatar {
    QString hash; ///< SHA-1 of the bytes, hex
    QString type; ///< "image/png"
    QByteArray bytes;
    bool operator==(const Avatar &) const = default;
};

/// Rows of `avatar`: pictures by content, shared by everyone who uses them. On failure: see StoreSession.
class AvatarGateway
{
public:
    explicit AvatarGateway(Database &db) : m_db(db) { }

    [[nodiscard]] bool has(const QString &hash) const;
    [[nodiscard]] std::optional<Avatar> find(const QString &hash) const;
    void put(const Avatar &avatar);
    /// Drops pictures that no contact and no account uses any more. Returns how many.
    int dropUnused();

private:
    Database &m_db;
};

} // namespace model
