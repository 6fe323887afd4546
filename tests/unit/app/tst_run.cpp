// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program as its user starts it: this test starts itself again as Kith.
#include "app/run.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

constexpr char kAsKith[] = "--as-kith";

struct Outcome {
    int code = -1;
    QString out, err;
};

QProcessEnvironment environment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"KITH_SECRETS"_s, u"file"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    return environment;
}

void prepare(QProcess &process, const QStringList &arguments)
{
    process.setProcessEnvironment(environment());
    process.setProgram(QCoreApplication::applicationFilePath());
    process.setArguments(QStringList{QString::fromLatin1(kAsKith)} + arguments);
}

Outcome runToEnd(const QStringList &arguments, const QByteArray &input = {}, const QProcessEnvironment &other = environment())
{
    QProcess process;
    prepare(process, arguments);
    process.setProcessEnvironment(other);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(20000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, {}, QString::fromUtf8(process.readAllStandardError())};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

QStringList events(const QString &traceFile)
{
    QFile file(traceFile);
    QStringList names;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd())
            names << QJsonDocument::fromJson(file.readLine()).object()[u"event"_s].toString();
    }
    return names;
}

} // namespace

class RunTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void answersWithoutAProfile_data();
    void answersWithoutAProfile();
    void needsADisplayForTheWindow();
    void keepsAccounts();
    void refusesToAdd_data();
    void refusesToAdd();
    void saysWhatIsWrongWithTheProfile();
    void saysWhatIsWrongWithTheDatabase();
    void endsCleanlyWhenTold_data();
    void endsCleanlyWhenTold();
    void runsOnceForAProfile();

private:
    [[nodiscard]] QStringList inProfile(const QStringList &arguments) const { return QStringList{u"--profile"_s, m_dir->filePath(u"p"_s)} + arguments; }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void RunTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void RunTest::answersWithoutAProfile_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("out");
    QTest::addColumn<QString>("err");
    QTest::newRow("version") << QStringList{u"--version"_s} << 0 << u"Kith "_s << u""_s;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0 << u"--profile"_s << u""_s;
    QTest::newRow("unknown") << QStringList{u"--wrong"_s} << 2 << u""_s << u"--wrong"_s;
    QTest::newRow("a word") << QStringList{u"hello"_s} << 2 << u""_s << u"hello"_s;
}

void RunTest::answersWithoutAProfile()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, out);
    QFETCH(QString, err);
    QProcessEnvironment bare = environment();
    bare.remove(u"QT_QPA_PLATFORM"_s);
    bare.remove(u"DISPLAY"_s);
    bare.remove(u"WAYLAND_DISPLAY"_s);
    const Outcome outcome = runToEnd(arguments, {}, bare);
    QTEST(outcome.code, "code");
    QVERIFY2(outcome.out.contains(out), qPrintable(outcome.out));
    QVERIFY2(outcome.err.contains(err), qPrintable(outcome.err));
}

void RunTest::needsADisplayForTheWindow()
{
    QProcessEnvironment bare = environment();
    bare.remove(u"QT_QPA_PLATFORM"_s);
    bare.remove(u"DISPLAY"_s);
    bare.remove(u"WAYLAND_DISPLAY"_s);
    const Outcome outcome = runToEnd(inProfile({}), {}, bare);
    QCOMPARE(outcome.code, 7);
    QVERIFY(outcome.err.contains(u"display"_s));
}

void RunTest::keepsAccounts()
{
    Outcome outcome = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, QString());

    outcome = runToEnd(inProfile({u"account"_s, u"add"_s, u"Anna@Example.org"_s, u"--password-stdin"_s, u"--server"_s, u"127.0.0.1:1"_s}), "secret\n");
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    outcome = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(outcome.out, u"anna@example.org\n"_s);

    outcome = runToEnd(inProfile({u"account"_s, u"remove"_s, u"bert@example.org"_s}));
    QCOMPARE(outcome.code, 1);
    QVERIFY(outcome.err.contains(u"bert@example.org"_s));
    outcome = runToEnd(inProfile({u"account"_s, u"remove"_s, u"anna@example.org"_s}));
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    outcome = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(outcome.out, QString());
}

void RunTest::refusesToAdd_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("mentions");
    const QStringList add{u"account"_s, u"add"_s, u"anna@example.org"_s, u"--password-stdin"_s};
    QTest::newRow("no password") << add << QByteArray() << u"password"_s;
    QTest::newRow("an empty line") << add << QByteArray("\n") << u"password"_s;
    QTest::newRow("no address") << QStringList{u"account"_s, u"add"_s, u"@example.org"_s, u"--password-stdin"_s} << QByteArray("x\n") << u"@"_s;
    QTest::newRow("no such certificate file") << add + QStringList{u"--ca"_s, u"/none.pem"_s} << QByteArray("x\n") << u"/none.pem"_s;
    QTest::newRow("no such port") << add + QStringList{u"--server"_s, u"h:99999"_s} << QByteArray("x\n") << u""_s;
}

void RunTest::refusesToAdd()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, input);
    QFETCH(QString, mentions);
    const Outcome outcome = runToEnd(inProfile(arguments), input);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains(mentions), qPrintable(outcome.err));
    QCOMPARE(runToEnd(inProfile({u"account"_s, u"list"_s})).out, QString());
}

void RunTest::saysWhatIsWrongWithTheProfile()
{
    QFile file(m_dir->filePath(u"p"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const Outcome outcome = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(outcome.code, 3);
    QVERIFY(outcome.err.contains(file.fileName()));
}

void RunTest::saysWhatIsWrongWithTheDatabase()
{
    QVERIFY(QDir(m_dir->path()).mkdir(u"p"_s));
    QFile file(m_dir->filePath(u"p/kith.db"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray garbage(20000, 'x');
    file.write(garbage);
    file.close();
    const Outcome outcome = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(outcome.code, 5);
    QVERIFY(outcome.err.startsWith(u"kith: "_s) || outcome.err.contains(u"\nkith: "_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), garbage); // not touched
}

void RunTest::endsCleanlyWhenTold_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void RunTest::endsCleanlyWhenTold()
{
    QFETCH(int, number);
    const QString trace = m_dir->filePath(u"trace"_s);
    QProcess kith;
    prepare(kith, inProfile({u"--trace"_s, trace}));
    kith.start();
    QTRY_VERIFY_WITH_TIMEOUT(events(trace).contains(u"first_paint"_s), 20000);
    ::kill(pid_t(kith.processId()), number);
    QVERIFY(kith.waitForFinished(10000));
    QCOMPARE(kith.exitStatus(), QProcess::NormalExit);
    QCOMPARE(kith.exitCode(), 0);
    QCOMPARE(events(trace), (QStringList{u"process_start"_s, u"store_open"_s, u"first_paint"_s, u"quit"_s}));
}

void RunTest::runsOnceForAProfile()
{
    const QString trace = m_dir->filePath(u"trace"_s);
    QProcess first;
    prepare(first, inProfile({u"--hidden"_s, u"--trace"_s, trace}));
    first.start();
    QTRY_VERIFY_WITH_TIMEOUT(events(trace).contains(u"store_open"_s), 20000);

    const Outcome command = runToEnd(inProfile({u"account"_s, u"list"_s}));
    QCOMPARE(command.code, 4);
    QVERIFY(!events(trace).contains(u"first_paint"_s)); // it is hidden

    const Outcome second = runToEnd(inProfile({}));
    QVERIFY2(second.code == 0, qPrintable(second.err));
    QTRY_VERIFY_WITH_TIMEOUT(events(trace).contains(u"first_paint"_s), 20'000); // the second start shows the window of the first
    QCOMPARE(events(trace).count(u"process_start"_s), 1);

    first.terminate();
    QVERIFY(first.waitForFinished(10000));
    QCOMPARE(first.exitCode(), 0);
}

int main(int argc, char **argv)
{
    if (argc > 1 && qstrcmp(argv[1], kAsKith) == 0)
        return app::run(argc - 1, argv + 1);
    QCoreApplication application(argc, argv);
    RunTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_run.moc"
