// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/migrator.h"

#include "model/store/transaction.h"
#include "net/base/log.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace model {

QStringList splitStatements(const QString &text)
{
    QStringList statements;
    QString current;
    const auto finish = [&] {
        if (!current.isEmpty())
            statements.append(std::exchange(current, {}));
    };
    for (const auto line : QStringView(text).split(u'\n')) {
        if (line.trimmed().isEmpty())
            finish();
        else if (!line.trimmed().startsWith("--"_L1))
            current += line.toString() + u'\n';
    }
    finish();
    return statements;
}

std::optional<StoreError> migrate(Database &db, std::span<const Migration> migrations)
{
    const auto version = db.pragma(u"user_version"_s);
    if (auto error = db.takeError())
        return error;
    for (const auto &migration : migrations) {
        if (migration.to <= version.value_or(0))
            continue;
        QFile file(QString::fromLatin1(migration.file));
        if (!file.open(QIODevice::ReadOnly))
            return StoreError{StoreErrorKind::MigrationFailed, file.fileName()};
        Transaction transaction(db);
        for (const auto &statement : splitStatements(QString::fromUtf8(file.readAll())))
            db.execute(statement);
        db.execute(u"PRAGMA user_version = %1"_s.arg(migration.to));
        db.execute(u"PRAGMA application_id = %1"_s.arg(kApplicationId));
        if (auto error = transaction.commit()) {
            if (error->kind == StoreErrorKind::Query) // our statement did not fit the data; a full disk keeps its own name
                error->kind = StoreErrorKind::MigrationFailed;
            error->detail = u"step %1: %2"_s.arg(migration.to).arg(error->detail);
            return error;
        }
        qCInfo(logStore) << "schema brought to version" << migration.to;
    }
    return std::nullopt;
}

namespace {

// A file that was cut short opens without complaint and fails at some later read. Its header (file format §1.3) says how many pages there should be; unless pages
// still wait in the write-ahead log, they must be there.
bool isCutShort(const QString &name)
{
    if (QFileInfo(name + "-wal"_L1).size() > 0)
        return false;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto header = file.read(100);
    if (header.size() < 100)
        return true;
    const auto rawSize = qFromBigEndian<quint16>(header.constData() + 16);
    const qint64 pageSize = rawSize == 1 ? 65536 : rawSize;
    const bool countValid = header.mid(24, 4) == header.mid(92, 4); // else written by a program older than the field
    return countValid && file.size() < pageSize * qFromBigEndian<quint32>(header.constData() + 28);
}

} // namespace

std::optional<StoreError> inspect(const QString &file, std::chrono::milliseconds busyTimeout, int newest)
{
    const QFileInfo info(file);
    if (!info.exists() || info.size() == 0)
        return std::nullopt;
    if (info.isDir())
        return StoreError{StoreErrorKind::CannotOpen, u"%1 is a folder"_s.arg(file)};
    auto db = Database::open(file, Database::Mode::ReadOnly, busyTimeout);
    if (!db)
        return db.error();
    const auto version = (*db)->pragma(u"user_version"_s);
    const auto application = (*db)->pragma(u"application_id"_s);
    const auto schema = (*db)->pragma(u"schema_version"_s);
    if (auto error = (*db)->takeError())
        return error;
    if (application != kApplicationId && (application != 0 || schema != 0))
        return StoreError{StoreErrorKind::Corrupt, u"not a database of Kith"_s};
    if (version > newest)
        return StoreError{StoreErrorKind::NewerSchema, u"version %1, this program knows %2"_s.arg(*version).arg(newest)};
    if (isCutShort(file))
        return StoreError{StoreErrorKind::Corrupt, u"the file is shorter than its header says"_s};
    return std::nullopt;
}

} // namespace model
