// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store_error.h"
#include "net/base/expected.h"
#include "net/base/jid.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlError>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

class QSqlQuery;

namespace model {

/// A statement's text. Only a literal can become one, so nothing that came from outside is ever part of a statement.
class Sql
{
public:
    template<size_t N>
    consteval Sql(const char (&text)[N]) : m_text(text), m_size(N - 1)
    {
    }
    [[nodiscard]] const char *data() const { return m_text; }
    [[nodiscard]] QString toString() const { return QString::fromLatin1(m_text, qsizetype(m_size)); }
    [[nodiscard]] bool isReturning() const { return std::string_view(m_text, m_size).find("RETURNING") != std::string_view::npos; }

private:
    const char *m_text;
    size_t m_size;
};

/// One SQLite connection with its prepared statements. Belongs to the thread that opened it.
///
/// Errors: the first one is kept until takeError(). While `failed()` no further statement runs, so that a transaction goes wrong as a whole.
class Database
{
public:
    enum class Mode { ReadWrite, ReadOnly };
    static net::Expected<std::unique_ptr<Database>, StoreError> open(const QString &file, Mode mode, std::chrono::milliseconds busyTimeout);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs a statement whose text is not fixed (PRAGMA with a number, a migration). Not cached.
    bool execute(const QString &sql);
    /// Ends a transaction if one is still open; after some errors SQLite has done it already.
    void rollBack();
    [[nodiscard]] std::optional<qint64> pragma(const QString &name); ///< the single number that "PRAGMA name" answers

    [[nodiscard]] bool failed() const { return m_error.has_value(); }
    [[nodiscard]] std::optional<StoreError> takeError() { return std::exchange(m_error, std::nullopt); }
    void fail(const QSqlError &error);
    void fail(const StoreError &error);
    /// On a connection that only reads there is no transaction to fail: errors go here at once, and are not kept.
    void setErrorHandler(std::function<void(const StoreError &)> handler) { m_handler = std::move(handler); }

    /// A prepared statement that is not in use, and giving it back. Used by Statement.
    [[nodiscard]] std::unique_ptr<QSqlQuery> checkOut(Sql sql);
    void checkIn(Sql sql, std::unique_ptr<QSqlQuery> query);

    /// Addresses repeat in row after row; preparing one (RFC 7622) costs more than reading the row.
    [[nodiscard]] net::Jid jid(const QString &text);

private:
    explicit Database(const QString &connection) : m_connection(connection) { }
    [[nodiscard]] QSqlDatabase handle() const;

    QString m_connection;
    QString m_file;
    QHash<const char *, QSqlQuery *> m_idle; // by the literal's address: owned
    QHash<QString, net::Jid> m_jids;
    std::optional<StoreError> m_error;
    std::function<void(const StoreError &)> m_handler;
};

/// What an SQLite result code means for the user. `file` helps to tell a missing right from a missing folder.
[[nodiscard]] StoreError storeError(const QSqlError &error, const QString &file);

} // namespace model
