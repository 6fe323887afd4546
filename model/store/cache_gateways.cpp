// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/cache_gateways.h"

#include "model/store/statement.h"

namespace model {

std::optional<QStringList> CapsGateway::find(const QString &verification) const
{
    Statement row(m_db, "SELECT features FROM capability WHERE verification = ?", verification);
    return row.next() ? std::optional(row.text(0).split(u'\n', Qt::SkipEmptyParts)) : std::nullopt;
}

void CapsGateway::put(const QString &verification, const QStringList &features)
{
    // One namespace a line: a namespace holds no line break.
    Statement(m_db, "INSERT INTO capability (verification, features) VALUES (?, ?) ON CONFLICT (verification) DO UPDATE SET features = excluded.features", verification,
        features.join(u'\n'));
}

std::optional<QByteArray> FeatureGateway::find(AccountId account, const QString &domain, int tls) const
{
    Statement row(m_db, "SELECT json FROM server_features WHERE account = ? AND domain = ? AND tls = ?", account, domain, tls);
    return row.next() ? std::optional(row.bytes(0)) : std::nullopt;
}

void FeatureGateway::put(AccountId account, const QString &domain, int tls, const QByteArray &json)
{
    Statement(m_db, "INSERT INTO server_features (account, domain, tls, json) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json", account, domain, tls, json);
}

void FeatureGateway::remove(AccountId account)
{
    Statement(m_db, "DELETE FROM server_features WHERE account = ?", account);
}

QHash<QString, QByteArray> SettingGateway::all() const
{
    Statement rows(m_db, "SELECT key, value FROM setting");
    QHash<QString, QByteArray> settings;
    while (rows.next())
        settings.insert(rows.text(0), rows.bytes(1));
    return settings;
}

void SettingGateway::put(const QString &key, const QByteArray &json)
{
    Statement(m_db, "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, json);
}

} // namespace model
