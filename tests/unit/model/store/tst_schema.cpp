// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/migrator.h"
#include "model/store/settings.h"
#include "model/store/statement.h"
#include "model/store/transaction.h"
#include "tests/support/model/temp_store.h"

#include <QDirIterator>
#include <QSqlQuery>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace model;
using namespace std::chrono_literals;
using test::TempStore;

namespace {

std::unique_ptr<Database> openFile(const QString &file)
{
    auto db = Database::open(file, Database::Mode::ReadWrite, 1s);
    if (!db)
        qFatal("open: %s", qPrintable(db.error().detail));
    return std::move(*db);
}

QStringList schemaOf(Database &db)
{
    QStringList lines;
    Statement rows(db, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
    while (rows.next())
        lines += u"%1 %2 %3 %4"_s.arg(rows.text(0), rows.text(1), rows.text(2), rows.text(3).simplified());
    return lines;
}

void runFile(Database &db, const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no file %s", qPrintable(name));
    for (const auto &statement : splitStatements(QString::fromUtf8(file.readAll())))
        db.execute(statement);
    if (const auto error = db.takeError())
        qFatal("%s: %s", qPrintable(name), qPrintable(error->detail));
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    [[nodiscard]] QString file(const QString &name) const { return m_dir.filePath(name); }

private Q_SLOTS:
    void splits()
    {
        QCOMPARE(splitStatements(u"-- a comment\nA 1,\n  2\n\n\n\nB;\n C; END\n-- in between\n D\n\n-- nothing\n"_s), (QStringList{u"A 1,\n  2\n"_s, u"B;\n C; END\n D\n"_s}));
    }

    void everyFileIsAStep()
    {
        QStringList files;
        for (QDirIterator it(u":/migrations"_s); it.hasNext();)
            files += it.next();
        files.sort();
        QStringList steps;
        for (const auto &migration : kMigrations)
            steps += QString::fromLatin1(migration.file);
        QCOMPARE(files, steps);
    }

    // A file that was made by an earlier version and migrated has the schema of a new one.
    void migratedEqualsFresh()
    {
        auto fresh = openFile(file(u"fresh.db"_s));
        QVERIFY(!migrate(*fresh));
        for (int version = 1; version <= kSchemaVersion; ++version) {
            auto db = openFile(file(u"from-%1.db"_s.arg(version)));
            QVERIFY(!migrate(*db, std::span(kMigrations).first(size_t(version))));
            QCOMPARE(db->pragma(u"user_version"_s), version);
            QVERIFY(!migrate(*db));
            QCOMPARE(db->pragma(u"user_version"_s), kSchemaVersion);
            QCOMPARE(schemaOf(*db), schemaOf(*fresh));
        }
    }

    void aStepThatFailsLeavesTheFileAsItWas()
    {
        const auto bad = file(u"0002_bad.sql"_s);
        QFile sql(bad);
        QVERIFY(sql.open(QIODevice::WriteOnly));
        sql.write("CREATE TABLE extra (x INTEGER) STRICT\n\nINSERT INTO extra VALUES ('word')\n");
        sql.close();
        auto db = openFile(file(u"bad.db"_s));
        QVERIFY(!migrate(*db));
        const auto before = schemaOf(*db);
        const auto name = bad.toLatin1();
        const Migration steps[] = {{1, kMigrations[0].file}, {2, kMigrations[1].file}, {kSchemaVersion + 1, name.constData()}};
        const auto error = migrate(*db, steps);
        QVERIFY(error.has_value());
        QCOMPARE(error->kind, StoreErrorKind::MigrationFailed);
        QCOMPARE(db->pragma(u"user_version"_s), kSchemaVersion);
        QCOMPARE(schemaOf(*db), before);
    }

    // Data of each released version reads back the same. The next version adds a row here and a file vN.sql.
    void readsWhatEarlierVersionsWrote_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version <= kSchemaVersion; ++version)
            QTest::newRow(qPrintable(u"v%1"_s.arg(version))) << version;
    }
    void readsWhatEarlierVersionsWrote()
    {
        QFETCH(int, version);
        const auto name = file(u"data-%1.db"_s.arg(version));
        {
            auto db = openFile(name);
            QVERIFY(!migrate(*db, std::span(kMigrations).first(size_t(version))));
            runFile(*db, u"" KITH_TEST_DATA "/store/v%1.sql"_s.arg(version));
        }
        auto store = Store::open(name);
        QVERIFY(store.has_value());
        const auto &read = (*store)->read();
        const auto account = *read.accounts.find(AccountId(1));
        QCOMPARE(account.ownName, u"Anna"_s);
        QCOMPARE(account.archiveHead, u"A3"_s);
        const auto chat = *read.chats.find(ChatId(1));
        QCOMPARE(chat.title, u"Bert"_s);
        QCOMPARE(chat.draft, u"half"_s);
        QCOMPARE(chat.unread, 1);
        QCOMPARE(chat.readUpTo, MessageId(1));
        const auto messages = read.messages.newest(ChatId(1), 10);
        QCOMPARE(test::bodies(messages), (QStringList{u"hello"_s, u"who?"_s, u"there"_s}));
        QCOMPARE(messages[1].state, MessageState::Displayed);
        QCOMPARE(messages[2].edited, true);
        QCOMPARE(messages[2].archiveId, u"A3"_s);
        QCOMPARE(read.messages.earlierBodies(MessageId(3)), std::vector{u"ther"_s});
        QCOMPARE(read.messages.search(u"hell"_s, ChatId{}, 5).size(), size_t(1));
        QCOMPARE(read.contacts.find(AccountId(1), net::Jid::fromString(u"bert@example.org"))->groups, QStringList{u"Friends"_s});
        QCOMPARE(read.avatars.find(u"abc"_s)->bytes, QByteArray("\x89PNG"));
        QCOMPARE(read.archive.gaps(AccountId(1)).size(), size_t(1));
        // The state of a session became another thing with version 2.
        QCOMPARE(read.ledger.find(AccountId(1)).has_value(), version >= 2);
        QCOMPARE(read.presences.all(AccountId(1)).size(), size_t(version >= 2 ? 1 : 0));
        if (version >= 2) {
            QCOMPARE(read.ledger.find(AccountId(1))->queue.front().messageId, u"m1"_s);
            QCOMPARE(read.serverInfo.find(AccountId(1))->json, QByteArray("{}"));
        }
        QCOMPARE(read.devices.all(AccountId(1)).size(), size_t(version >= 3 ? 2 : 0));
        QCOMPARE(read.devices.ownId(AccountId(1)), version >= 3 ? u"d1"_s : QString());
        if (version >= 3) {
            const StoredDevice workshop = *read.devices.find(AccountId(1), u"d2"_s);
            QCOMPARE(workshop.entry.services, QStringList{u"_message_public"_s});
            QVERIFY(workshop.entry.unlinked && workshop.entry.unlinked->wipe);
            QVERIFY(read.devices.own(AccountId(1))->due);
            QCOMPARE(read.devices.clients(AccountId(1))->xml, QByteArray("<clients/>"));
        }
        QCOMPARE(Settings(**store).get<QString>(Setting::ProxyHost), u"proxy.example.org"_s);
    }

    // No statement of the gateways reads the whole table of messages, except the search for one or two letters.
    void noStatementScansTheMessages()
    {
        auto db = openFile(file(u"plans.db"_s));
        QVERIFY(!migrate(*db));
        int statements = 0;
        // A literal, or several in a row with column lists between them. (No raw strings in this file: moc stumbles over their quotes.)
        const auto piece = u"(?:\"(?:[^\"\\\\\\n]|\\\\.)*\"|KITH_[A-Z_]+)"_s;
        const QRegularExpression literal(piece + u"(?:\\s+"_s + piece + u")*"_s);
        for (QDirIterator it(QStringLiteral(KITH_SOURCE_DIR "/model/store"), {u"*.cpp"_s}); it.hasNext();) {
            QFile source(it.next());
            QVERIFY(source.open(QIODevice::ReadOnly));
            auto text = QString::fromUtf8(source.readAll());
            // The column lists: their own definitions say what they stand for.
            QHash<QString, QString> macros{{u"KITH_MESSAGE_COLUMNS"_s, u"id, chat, position, direction, sender, body, sent_at, state, failure, edited, stanza_id, origin_id, archive_id"_s}};
            static const QRegularExpression kDefine(u"#define (KITH_\\w+) \\\\?\\n?((?:\\s*\"[^\\n]*\" ?\\\\?\\n?)+)"_s);
            for (auto define = kDefine.globalMatch(text); define.hasNext();) {
                const auto match = define.next();
                QString value;
                static const QRegularExpression kString(u"\"([^\"\\n]*)\""_s);
                for (auto part = kString.globalMatch(match.captured(2)); part.hasNext();)
                    value += part.next().captured(1);
                macros.insert(match.captured(1), value);
            }
            for (auto literals = literal.globalMatch(text); literals.hasNext();) {
                auto sql = literals.next().captured(0);
                for (auto macro = macros.cbegin(); macro != macros.cend(); ++macro)
                    sql.replace(macro.key(), u'"' + macro.value() + u'"');
                static const QRegularExpression kSeam(uR"("\s*")"_s);
                sql.replace(kSeam, QString()).replace(u"\\\\"_s, u"\\"_s);
                sql = sql.mid(1, sql.size() - 2);
                static const QRegularExpression kStatement(u"^(SELECT|UPDATE|DELETE|INSERT|WITH) .*\\b(message|message_fts)\\b"_s);
                if (!kStatement.match(sql).hasMatch() || sql.contains("LIKE ?"_L1))
                    continue;
                ++statements;
                const auto plan = planOf(file(u"plans.db"_s), sql);
                QVERIFY2(!plan.isEmpty(), qPrintable(sql));
                static const QRegularExpression kScan(u"SCAN (message|m)\\b(?! VIRTUAL)"_s);
                QVERIFY2(!kScan.match(plan).hasMatch(), qPrintable(sql + u'\n' + plan));
            }
        }
        QVERIFY2(statements > 30, qPrintable(QString::number(statements))); // the reading of the sources still works
    }

    // Windows and the chat list are read in order from an index, without sorting.
    void windowsAreRangesOfAnIndex()
    {
        auto db = openFile(file(u"ranges.db"_s));
        QVERIFY(!migrate(*db));
        for (const auto &sql : {u"SELECT id FROM message WHERE chat = ? AND position < ? ORDER BY position DESC LIMIT ?"_s,
                 u"SELECT id FROM message WHERE chat = ? AND position >= ? ORDER BY position LIMIT ?"_s}) {
            const auto plan = planOf(file(u"ranges.db"_s), sql);
            QVERIFY2(plan.contains("USING COVERING INDEX message_order (chat=? AND position"_L1) || plan.contains("USING INDEX message_order (chat=? AND position"_L1), qPrintable(plan));
            QVERIFY2(!plan.contains("TEMP B-TREE"_L1), qPrintable(plan));
        }
    }

private:
    static QString planOf(const QString &name, const QString &sql)
    {
        const auto connection = u"plans"_s;
        QStringList lines;
        {
            auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
            db.setDatabaseName(name);
            if (!db.open())
                qFatal("plans");
            QSqlQuery query(db);
            if (!query.prepare("EXPLAIN QUERY PLAN "_L1 + sql))
                lines += query.lastError().text();
            for (qsizetype i = 0; i < sql.count(u'?'); ++i)
                query.bindValue(int(i), 1);
            if (!query.exec())
                lines += query.lastError().text();
            while (query.next())
                lines += query.value(3).toString();
            if (lines.isEmpty() && sql.startsWith("INSERT"_L1))
                lines += u"insert"_s;
        }
        QSqlDatabase::removeDatabase(connection);
        return lines.join(u'\n');
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
