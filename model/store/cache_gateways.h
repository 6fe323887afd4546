// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace model {

class Database;

/// Rows of `capability`: what a program version can do, by its XEP-0115 verification string. On failure (all classes here): see StoreSession.
class CapsGateway
{
public:
    explicit CapsGateway(Database &db) : m_db(db) { }
    [[nodiscard]] std::optional<QStringList> find(const QString &verification) const; ///< feature namespaces
    void put(const QString &verification, const QStringList &features);

private:
    Database &m_db;
};

/// Rows of `server_features`: what a server offered last, as the JSON of net::ServerFeatures; `tls` is the kind of TLS as a number.
class FeatureGateway
{
public:
    explicit FeatureGateway(Database &db) : m_db(db) { }
    [[nodiscard]] std::optional<QByteArray> find(AccountId account, const QString &domain, int tls) const;
    void put(AccountId account, const QString &domain, int tls, const QByteArray &json);
    void remove(AccountId account);

private:
    Database &m_db;
};

/// Rows of `setting`: JSON by key. Use Settings (settings.h), which keeps them all in memory.
class SettingGateway
{
public:
    explicit SettingGateway(Database &db) : m_db(db) { }
    [[nodiscard]] QHash<QString, QByteArray> all() const;
    void put(const QString &key, const QByteArray &json);

private:
    Database &m_db;
};

} // namespace model
