// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model/temp_store.h"

#include <QProcess>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace model;

using test::TempStore;

static QDateTime at(double seconds)
{
    return TempStore::at(seconds);
}

namespace {

// Another program that looks into the file.
class Intruder
{
public:
    explicit Intruder(const QString &file)
    {
        auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        db.setDatabaseName(file);
        if (!db.open())
            qFatal("intruder");
    }
    ~Intruder() { QSqlDatabase::removeDatabase(m_name); }
    bool exec(const QString &sql) { return QSqlQuery(QSqlDatabase::database(m_name)).exec(sql); }
    QVariant value(const QString &sql)
    {
        QSqlQuery query(QSqlDatabase::database(m_name));
        return query.exec(sql) && query.next() ? query.value(0) : QVariant(query.lastError().text());
    }

private:
    QString m_name = u"intruder"_s;
};

QByteArray contents(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

StoreErrorKind kindOf(const StoreResult<std::unique_ptr<Store>> &opened)
{
    return opened ? StoreErrorKind(-1) : opened.error().kind;
}

// What the child does until it is killed: one transaction after the other, each with ten rows, and says when one is committed.
int writeForever(const QString &file)
{
    auto store = Store::open(file);
    if (!store)
        return 2;
    for (int n = 1;; ++n) {
        auto future = (*store)->run([n](StoreSession &s) {
            for (int i = 0; i < 10; ++i)
                s.settings.put(u"%1/%2"_s.arg(n).arg(i), QByteArray(2000, 'x'));
        });
        if (!(*store)->flush() || !future.result())
            return 3;
        std::printf("%d\n", n);
        std::fflush(stdout);
    }
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersInOrderAndTellsTheChangeFirst()
    {
        TempStore t;
        const auto account = t.account();
        QStringList seen;
        QObject::connect(t.store.get(), &Store::changed, this, [&](const StoreChange &change) {
            for (const auto &chat : change.chats)
                seen += u"changed "_s + chat.peer.toString();
        });
        for (const auto &peer : {u"a@x.org"_s, u"b@x.org"_s, u"c@x.org"_s}) {
            t.store->run([=](StoreSession &s) { return s.chats.ensure(account, net::Jid::fromString(peer), at(0)); })
                .then(this, [&seen, peer](StoreResult<ChatId> id) { seen += u"done %1 %2"_s.arg(peer).arg(qint64(id.value())); });
        }
        QTRY_COMPARE(seen.size(), 6);
        QCOMPARE(seen, (QStringList{u"changed a@x.org"_s, u"done a@x.org 1"_s, u"changed b@x.org"_s, u"done b@x.org 2"_s, u"changed c@x.org"_s, u"done c@x.org 3"_s}));
    }

    void finishesLaterJobsAfterEarlierOnesAlsoInsideANestedLoop()
    {
        TempStore t;
        const auto account = t.account();
        QStringList seen;
        QObject::connect(t.store.get(), &Store::changed, this, [&](const StoreChange &) {
            seen += u"changed"_s;
            QCoreApplication::processEvents();
        });
        for (int i = 0; i < 3; ++i) {
            t.store->run([=](StoreSession &s) { return s.chats.ensure(account, net::Jid::fromString(u"p%1@x.org"_s.arg(i)), at(0)); })
                .then(this, [&seen](StoreResult<ChatId>) { seen += u"done"_s; });
        }
        QTRY_COMPARE(seen.size(), 6);
        QCOMPARE(seen.join(u' '), u"changed done changed done changed done"_s);
    }

    void anErrorOfTheJobRollsBack()
    {
        TempStore t;
        QSignalSpy problems(t.store.get(), &Store::problem);
        auto future = t.store->run([](StoreSession &s) -> StoreResult<int> {
            s.settings.put(u"k"_s, "[1]");
            return net::unexpected(StoreError{StoreErrorKind::Query, u"changed my mind"_s});
        });
        QVERIFY(t.store->flush());
        QCOMPARE(future.result().error().detail, u"changed my mind"_s);
        QVERIFY(t.store->read().settings.all().isEmpty());
        QCOMPARE(problems.count(), 0); // nothing is wrong with the database
    }

    void aFailedStatementFailsTheTransactionAndOnlyThat()
    {
        TempStore t;
        QSignalSpy problems(t.store.get(), &Store::problem);
        QSignalSpy changes(t.store.get(), &Store::changed);
        const auto account = t.account();
        auto future = t.store->run([=](StoreSession &s) {
            s.chats.ensure(account, net::Jid::fromString(u"a@x.org"), at(0));
            s.chats.ensure(AccountId(999), net::Jid::fromString(u"b@x.org"), at(0)); // no such account: foreign key
            return s.chats.ensure(account, net::Jid::fromString(u"c@x.org"), at(0));
        });
        QVERIFY(t.store->flush());
        QVERIFY(!future.result());
        QCOMPARE(future.result().error().kind, StoreErrorKind::Query);
        QCOMPARE(problems.count(), 1);
        QCOMPARE(changes.count(), 0);
        QVERIFY(t.store->read().chats.all().empty());
        QVERIFY(t.chat(account) != ChatId{});
    }

    void queryReadsOnTheStoreThread()
    {
        TempStore t;
        t.account();
        const auto mainThread = QThread::currentThread();
        auto future = t.store->query([=](const StoreSession &s) { return QThread::currentThread() != mainThread ? int(s.accounts.all().size()) : -1; });
        QVERIFY(t.store->flush());
        QCOMPARE(future.result().value(), 1);
    }

    void aClosedStoreAnswersWithAnError()
    {
        TempStore t;
        auto before = t.store->run([](StoreSession &s) { s.settings.put(u"k"_s, "[1]"); });
        t.store->close();
        QVERIFY(before.isFinished());
        QVERIFY(before.result().has_value());
        auto after = t.store->run([](StoreSession &) {});
        QTRY_VERIFY(after.isFinished());
        QCOMPARE(after.result().error().kind, StoreErrorKind::CannotOpen);
    }

    void itIsAllThereAgain()
    {
        TempStore t;
        const auto account = t.account();
        const auto chat = t.chat(account);
        t.run([=](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, chat, u"hello"_s, 1)); });
        const auto before = t.store->read().chats.all();
        t.open();
        QCOMPARE(t.store->read().chats.all(), before);
        QCOMPARE(before.front().lastBody, u"hello"_s);
        QCOMPARE(before.front().unread, 1);
    }

    void usesSafeSettings()
    {
        TempStore t;
        Intruder intruder(t.file());
        QCOMPARE(intruder.value(u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
        // Every ordinary table refuses values of the wrong type.
        QCOMPARE(intruder.value(u"SELECT group_concat(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT strict"_s).toString(),
            QString());
    }

    void nobodyElseMayRead()
    {
        TempStore t;
        t.account();
        for (const auto &suffix : {QString(), u"-wal"_s}) {
            const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
            QVERIFY(QFile::exists(t.file() + suffix));
            QCOMPARE(QFile::permissions(t.file() + suffix) & others, QFile::Permissions());
        }
    }

    // --- files that cannot be opened

    void refusesANewerSchemaUntouched()
    {
        TempStore t;
        t.account();
        t.store.reset();
        {
            Intruder intruder(t.file());
            QVERIFY(intruder.exec(u"PRAGMA user_version = 9999"_s));
            QVERIFY(intruder.exec(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        }
        const auto before = contents(t.file());
        QCOMPARE(kindOf(Store::open(t.file())), StoreErrorKind::NewerSchema);
        QVERIFY(contents(t.file()) == before);
    }

    void refusesGarbage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray("Dear diary, ").repeated(1000);
        QTest::newRow("few octets") << QByteArray("x");
        QTest::newRow("zeros") << QByteArray(8192, '\0');
        QTest::newRow("magic only") << QByteArray("SQLite format 3\0", 16);
    }
    void refusesGarbage()
    {
        QFETCH(QByteArray, bytes);
        QTemporaryDir dir;
        const auto file = dir.filePath(u"kith.db"_s);
        write(file, bytes);
        QCOMPARE(kindOf(Store::open(file)), StoreErrorKind::Corrupt);
        QVERIFY(contents(file) == bytes);
    }

    void refusesAFileThatWasCutShort()
    {
        TempStore t;
        t.account();
        t.store.reset();
        const auto whole = contents(t.file());
        QVERIFY(whole.size() > 8192);
        for (const auto size : {qsizetype(50), qsizetype(4096), whole.size() / 2, whole.size() - 1}) {
            write(t.file(), whole.left(size));
            QCOMPARE(kindOf(Store::open(t.file())), StoreErrorKind::Corrupt);
        }
    }

    void refusesSomebodyElsesDatabase()
    {
        TempStore t;
        t.store.reset();
        const auto other = t.dir.filePath(u"other.db"_s);
        {
            Intruder intruder(other);
            QVERIFY(intruder.exec(u"CREATE TABLE t (x)"_s));
        }
        const auto before = contents(other);
        QCOMPARE(kindOf(Store::open(other)), StoreErrorKind::Corrupt);
        QVERIFY(contents(other) == before);
    }

    void damageInsideIsToldWhenItIsMet()
    {
        TempStore t;
        const auto account = t.account();
        const auto chat = t.chat(account);
        t.run([=](StoreSession &s) {
            for (int i = 0; i < 500; ++i)
                s.messages.insertIncoming(test::incoming(account, chat, u"message %1 "_s.arg(i) + QString(200, u'x'), i));
        });
        t.store.reset();
        auto bytes = contents(t.file());
        for (qsizetype i = bytes.size() / 4096 / 2 * 4096; i < bytes.size(); ++i)
            bytes[i] = char(0xa5);
        write(t.file(), bytes);
        auto opened = Store::open(t.file());
        QVERIFY(opened.has_value()); // the first pages are whole
        QSignalSpy problems(opened->get(), &Store::problem);
        auto future = (*opened)->query([=](const StoreSession &s) { return int(s.messages.before(chat, std::numeric_limits<qint64>::max(), 1000).size()); });
        QVERIFY((*opened)->flush());
        QVERIFY(!future.result());
        QCOMPARE(future.result().error().kind, StoreErrorKind::Corrupt);
        QCOMPARE(problems.count(), 1);
        // The same on the main thread's connection.
        (void)(*opened)->read().messages.before(chat, std::numeric_limits<qint64>::max(), 1000);
        QTRY_COMPARE(problems.count(), 2);
        QCOMPARE(problems.at(1).at(0).value<StoreError>().kind, StoreErrorKind::Corrupt);
    }

    void setsADamagedFileAside()
    {
        QTemporaryDir dir;
        const auto file = dir.filePath(u"kith.db"_s);
        write(file, "garbage");
        write(file + u"-wal"_s, "more");
        const auto moved = Store::setAside(file, at(0));
        QVERIFY(moved.has_value());
        QVERIFY(contents(*moved) == "garbage");
        QVERIFY(contents(*moved + u"-wal"_s) == "more");
        QVERIFY(!QFile::exists(file));
        QVERIFY(!QFile::exists(file + u"-wal"_s));
        QVERIFY(Store::open(file).has_value());
    }

    void saysWhenThereIsNoFolder()
    {
        QCOMPARE(kindOf(Store::open(u"/nonexistent/folder/kith.db"_s)), StoreErrorKind::CannotOpen);
        QTemporaryDir dir;
        QCOMPARE(kindOf(Store::open(dir.path())), StoreErrorKind::CannotOpen);
    }

    void saysWhenItMayNotWrite_data()
    {
        QTest::addColumn<bool>("fileToo");
        QTest::newRow("folder") << false;
        QTest::newRow("folder and file") << true;
    }
    void saysWhenItMayNotWrite()
    {
        QFETCH(bool, fileToo);
        TempStore t;
        t.account();
        t.store.reset();
        const auto owner = geteuid();
        const bool root = owner == 0;
        QVERIFY(QFile::setPermissions(t.file(), fileToo ? QFile::Permissions(0x4444) : QFile::Permissions(0x6666)));
        QVERIFY(QFile::setPermissions(t.dir.path(), QFile::Permissions(0x5555)));
        if (root)
            QCOMPARE(seteuid(65534), 0); // root may write everywhere
        const auto kind = kindOf(Store::open(t.file()));
        if (root)
            QCOMPARE(seteuid(0), 0);
        QFile::setPermissions(t.dir.path(), QFile::Permissions(0x7755));
        QCOMPARE(kind, StoreErrorKind::ReadOnly);
    }

    void saysWhenSomebodyElseHoldsIt()
    {
        TempStore t;
        t.store.reset();
        Intruder intruder(t.file());
        QVERIFY(intruder.exec(u"BEGIN IMMEDIATE"_s));
        QCOMPARE(kindOf(Store::open(t.file(), {std::chrono::milliseconds(50), 0})), StoreErrorKind::Locked);
        QVERIFY(intruder.exec(u"COMMIT"_s));
        t.open({std::chrono::milliseconds(50), 0});
        QVERIFY(intruder.exec(u"BEGIN IMMEDIATE"_s));
        auto future = t.store->run([](StoreSession &s) { s.settings.put(u"k"_s, "[1]"); });
        QVERIFY(t.store->flush());
        QCOMPARE(future.result().error().kind, StoreErrorKind::Locked);
        QVERIFY(intruder.exec(u"COMMIT"_s));
        t.run([](StoreSession &s) { s.settings.put(u"k"_s, "[1]"); }); // goes on when the lock is gone
        QCOMPARE(t.store->read().settings.all().size(), 1);
    }

    void saysWhenTheDiskIsFullAndGoesOn()
    {
        TempStore t({std::chrono::seconds(1), 120});
        const auto account = t.account();
        const auto chat = t.chat(account);
        QSignalSpy problems(t.store.get(), &Store::problem);
        int committed = 0;
        while (true) {
            auto future = t.store->run([=](StoreSession &s) {
                for (int i = 0; i < 5; ++i)
                    s.messages.insertIncoming(test::incoming(account, chat, u"%1-%2 "_s.arg(committed).arg(i) + QString(1000, u'x'), committed));
            });
            QVERIFY(t.store->flush());
            if (!future.result()) {
                QCOMPARE(future.result().error().kind, StoreErrorKind::DiskFull);
                break;
            }
            ++committed;
        }
        QVERIFY(committed > 0);
        QCOMPARE(problems.count(), 1);
        QCOMPARE(t.store->read().messages.newest(chat, 10000).size(), size_t(committed * 5)); // no half batch
        t.run([=](StoreSession &s) { s.chats.remove(chat); }); // makes room
        const auto again = t.chat(account);
        t.run([=](StoreSession &s) { s.messages.insertIncoming(test::incoming(account, again, u"fits"_s, 1)); });
    }

    void keepsWhatItReportedWhenKilled()
    {
        QTemporaryDir dir;
        const auto file = dir.filePath(u"kith.db"_s);
        int reported = 0;
        for (int round = 0; round < 4; ++round) {
            QFile::remove(file);
            QFile::remove(file + u"-wal"_s);
            QFile::remove(file + u"-shm"_s);
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {u"--write-forever"_s, file});
            QVERIFY(child.waitForStarted());
            // Until it has said enough, and then at whatever place it is.
            while (reported < 5 + round * 3) {
                QVERIFY(child.waitForReadyRead(30000));
                while (child.canReadLine())
                    reported = child.readLine().trimmed().toInt();
            }
            child.kill();
            QVERIFY(child.waitForFinished());
            while (child.canReadLine())
                reported = child.readLine().trimmed().toInt();
            auto store = Store::open(file);
            QVERIFY(store.has_value());
            const auto settings = (*store)->read().settings.all();
            QVERIFY2(settings.size() == reported * 10 || settings.size() == (reported + 1) * 10, qPrintable(QString::number(settings.size())));
            for (int n = 1; n <= reported; ++n)
                QVERIFY(settings.contains(u"%1/9"_s.arg(n)));
            reported = 0;
        }
    }

    /// The room ends at any point of a transaction, also where the search index is written behind a row that has been handed out.
    void aFullDiskLeavesNoHalfOfATransaction()
    {
        TempStore t;
        const auto account = t.account();
        const auto chat = t.chat(account);
        QStringList expected;
        QString draft;
        int refused = 0;
        for (int i = 0; i < 40; ++i) {
            const bool full = i % 2 == 1;
            t.open({std::chrono::seconds(5), full ? 1 : 0});
            for (int size = 10; size < 40'000; size = size * 2 + 7 * i) {
                const auto body = u"%1-%2 "_s.arg(i).arg(size) + QString(size, QChar(u'a' + size % 23));
                auto future = t.store->run([=](StoreSession &s) {
                    s.messages.insertIncoming(test::incoming(account, chat, body, i));
                    s.chats.setDraft(chat, body.left(20)); // needs no room
                });
                QVERIFY(t.store->flush(std::chrono::seconds(60)));
                if (const auto result = future.result()) {
                    expected << body;
                    draft = body.left(20);
                } else {
                    QCOMPARE(int(result.error().kind), int(StoreErrorKind::DiskFull));
                    ++refused;
                }
                QCOMPARE(t.store->read().chats.find(chat)->draft, draft);
            }
            QCOMPARE(test::bodies(t.store->read().messages.newest(chat, 1000)), expected);
        }
        QVERIFY(refused > 20);
    }

    void hasASentenceForEveryError()
    {
        QSet<QString> sentences;
        for (int kind = 0; kind <= int(StoreErrorKind::Query); ++kind)
            sentences.insert(storeAdvice({StoreErrorKind(kind), {}}));
        QCOMPARE(sentences.size(), int(StoreErrorKind::Query) + 1);
        QVERIFY(!sentences.contains(QString()));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(1) == u"--write-forever"_s)
        return writeForever(app.arguments().value(2));
    TestStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store.moc"
