// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/database.h"

#include "net/base/log.h"

#include <QAtomicInteger>
#include <QFileInfo>
#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace model {

namespace {

// Primary result codes of sqlite3.h: the driver gives them as text and the header is not needed for anything else.
enum SqliteCode { kPerm = 3, kBusy = 5, kLocked = 6, kReadOnly = 8, kIoError = 10, kCorrupt = 11, kFull = 13, kCantOpen = 14, kNotADatabase = 26 };

constexpr qsizetype kJidCache = 4096;

QString newConnectionName()
{
    static QAtomicInteger<int> counter = 0;
    return u"kith-%1"_s.arg(counter.fetchAndAddRelaxed(1));
}

} // namespace

StoreError storeError(const QSqlError &error, const QString &file)
{
    const int code = error.nativeErrorCode().toInt() & 0xff; // extended codes carry the primary one in the low byte
    const auto kind = [&] {
        switch (code) {
        case kBusy:
        case kLocked:
            return StoreErrorKind::Locked;
        case kReadOnly:
            return StoreErrorKind::ReadOnly;
        case kCorrupt:
        case kNotADatabase:
            return StoreErrorKind::Corrupt;
        case kFull:
            return StoreErrorKind::DiskFull;
        case kPerm:
        case kCantOpen: {
            // WAL needs files beside the database: in a folder without write permission SQLite cannot even open it.
            const QFileInfo info(file);
            return info.exists() && info.isReadable() ? StoreErrorKind::ReadOnly : StoreErrorKind::CannotOpen;
        }
        default:
            return StoreErrorKind::Query;
        }
    }();
    return {kind, error.databaseText().isEmpty() ? error.driverText() : error.databaseText()};
}

net::Expected<std::unique_ptr<Database>, StoreError> Database::open(const QString &file, Mode mode, std::chrono::milliseconds busyTimeout)
{
    std::unique_ptr<Database> self(new Database(newConnectionName()));
    self->m_file = file;
    auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, self->m_connection);
    if (!db.isValid())
        return net::unexpected(StoreError{StoreErrorKind::CannotOpen, u"the SQLite driver of Qt is not installed"_s});
    db.setDatabaseName(file);
    db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1%2"_s.arg(busyTimeout.count()).arg(mode == Mode::ReadOnly ? u";QSQLITE_OPEN_READONLY"_s : QString()));
    if (!db.open())
        return net::unexpected(storeError(db.lastError(), file));
    self->execute(u"PRAGMA foreign_keys = ON"_s);
    self->execute(u"PRAGMA temp_store = MEMORY"_s); // nothing of a conversation outside the profile
    if (auto error = self->takeError())
        return net::unexpected(*error);
    return self;
}

Database::~Database()
{
    qDeleteAll(m_idle);
    m_idle.clear();
    QSqlDatabase::removeDatabase(m_connection); // closes it
}

QSqlDatabase Database::handle() const
{
    return QSqlDatabase::database(m_connection, false);
}

void Database::fail(const QSqlError &error)
{
    fail(storeError(error, m_file));
}

void Database::fail(const StoreError &error)
{
    qCWarning(logStore).noquote() << "statement failed:" << error.detail;
    if (m_handler)
        m_handler(error);
    else if (!m_error)
        m_error = error;
}

bool Database::execute(const QString &sql)
{
    if (failed())
        return false;
    QSqlQuery query(handle());
    if (query.exec(sql))
        return true;
    fail(query.lastError());
    return false;
}

void Database::rollBack()
{
    QSqlQuery(handle()).exec(u"ROLLBACK"_s);
}

std::optional<qint64> Database::pragma(const QString &name)
{
    if (failed())
        return std::nullopt;
    QSqlQuery query(handle());
    if (query.exec("PRAGMA "_L1 + name) && query.next())
        return query.value(0).toLongLong();
    if (query.lastError().isValid())
        fail(query.lastError());
    return std::nullopt;
}

std::unique_ptr<QSqlQuery> Database::checkOut(Sql sql)
{
    if (auto *idle = m_idle.take(sql.data()))
        return std::unique_ptr<QSqlQuery>(idle);
    auto query = std::make_unique<QSqlQuery>(handle());
    query->setForwardOnly(true);
    if (!query->prepare(sql.toString())) {
        fail(query->lastError());
        return nullptr;
    }
    return query;
}

void Database::checkIn(Sql sql, std::unique_ptr<QSqlQuery> query)
{
    query->finish(); // an unfinished SELECT would keep its snapshot, and with it the write-ahead log, forever
    auto &slot = m_idle[sql.data()];
    if (!slot) // else: the statement was used inside itself
        slot = query.release();
}

net::Jid Database::jid(const QString &text)
{
    if (const auto known = m_jids.constFind(text); known != m_jids.constEnd())
        return *known;
    if (m_jids.size() >= kJidCache)
        m_jids.clear();
    return *m_jids.insert(text, net::Jid::fromString(text));
}

} // namespace model
