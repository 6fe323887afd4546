// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace model {

class Database;

/// Rows of `server_info`: what service discovery answered last, opaque here. On failure: see StoreSession.
class ServerInfoGateway
{
public:
    struct Answer {
        QByteArray json;
        QDateTime askedAt; ///< UTC
        bool operator==(const Answer &) const = default;
    };
    explicit ServerInfoGateway(Database &db) : m_db(db) { }
    [[nodiscard]] std::optional<Answer> find(AccountId account) const;
    void put(AccountId account, const Answer &answer);

private:
    Database &m_db;
};

} // namespace model
