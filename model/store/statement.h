// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/database.h"

#include <QDateTime>
#include <QSqlQuery>
#include <QVariant>

#include <type_traits>

namespace model {

/// One run of a prepared statement: binds the values in the order of the question marks (plain ones: the driver miscounts ?1 that is used twice), runs, and hands out typed columns. Gives the statement back to its
/// connection when it dies. Null QStrings are bound as empty texts, std::nullopt and invalid times as NULL.
///
///     Statement row(db, "SELECT name FROM contact WHERE account = ?", account);
///     while (row.next()) names += row.text(0);
class Statement
{
public:
    template<class... Values>
    Statement(Database &db, Sql sql, const Values &...values) : m_db(db), m_sql(sql)
    {
        if (db.failed())
            return;
        m_query = db.checkOut(sql);
        if (!m_query)
            return;
        int index = 0;
        (m_query->bindValue(index++, toVariant(values)), ...);
        run();
    }
    ~Statement()
    {
        // What is written behind the returned rows (the search index) can fail only when the statement comes to its end. Given back before, it would fail without a word, and with it SQLite
        // would end the transaction under what follows.
        while (m_query && m_sql.isReturning() && next()) { }
        if (m_query)
            m_db.checkIn(m_sql, std::move(m_query));
    }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    [[nodiscard]] bool next();
    [[nodiscard]] bool ok() const { return m_query != nullptr; }
    /// Rows an UPDATE or DELETE has changed.
    [[nodiscard]] int changes() const { return m_changes; }

    [[nodiscard]] bool isNull(int column) const { return m_query->isNull(column); }
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query->value(column).toByteArray(); }
    [[nodiscard]] qint64 number(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] bool flag(int column) const { return number(column) != 0; }
    [[nodiscard]] QDateTime time(int column) const;
    [[nodiscard]] net::Jid jid(int column) const { return m_db.jid(text(column)); }
    template<class E>
    [[nodiscard]] E as(int column) const
    {
        static_assert(std::is_enum_v<E>);
        return static_cast<E>(number(column));
    }

private:
    template<class T>
    static QVariant toVariant(const T &value)
    {
        if constexpr (std::is_enum_v<T> || std::is_integral_v<T>)
            return QVariant(static_cast<qint64>(value));
        else if constexpr (std::is_same_v<T, QString>)
            return value.isNull() ? QVariant(QLatin1StringView("").toString()) : QVariant(value);
        else if constexpr (std::is_same_v<T, QByteArray>)
            return value.isNull() ? QVariant(QByteArray("")) : QVariant(value);
        else if constexpr (std::is_same_v<T, net::Jid>)
            return QVariant(value.toString());
        else if constexpr (std::is_same_v<T, QDateTime>)
            return value.isValid() ? QVariant(value.toMSecsSinceEpoch()) : QVariant();
        else
            return value ? toVariant(*value) : QVariant(); // std::optional
    }
    void run();

    Database &m_db;
    Sql m_sql;
    std::unique_ptr<QSqlQuery> m_query;
    int m_changes = 0;
};

} // namespace model
