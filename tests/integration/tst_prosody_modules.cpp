// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/test_server.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace test;

/// The server modules of packaging/prosody, each requirement of theirs as a play of tests/integration/module_plays.
class ProsodyModulesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void compiles();
    void binds_data();
    void binds();
    void leavesOutWhatItIsTold_data();
    void leavesOutWhatItIsTold();
    void changesItsVersionWithItsOffer();

private:
    TestServer *running(const QString &name, const ServerOptions &options);
    struct Played {
        bool well = false;
        QString words;
    };
    Played play(const TestServer &server, const QString &name);

    net::CryptoRuntime m_crypto; // the servers' certificates
    std::map<QString, std::unique_ptr<TestServer>> m_servers;
};

namespace {

const QString kPython = u"/usr/bin/python3"_s; // Debian's
const QString kPlays = QStringLiteral(KITH_SOURCE_DIR "/tests/integration/module_plays/play.py");

ServerOptions withModules()
{
    ServerOptions options;
    options.prosodyModules = {u"bind2_unread"_s, u"config_version"_s, u"register_ibr"_s};
    options.config = u"allow_registration = true\n"_s;
    return options;
}

} // namespace

#define KITH_RUNNING(variable, name, options)                                             \
    TestServer *const variable = running(name, options);                                  \
    if (!variable) {                                                                      \
        if (QTest::currentTestFailed())                                                   \
            return;                                                                       \
        if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))                            \
            QFAIL("the server is not there, and KITH_REQUIRE_SERVERS is set");            \
        QSKIP("the server's package is not installed");                                   \
    }

TestServer *ProsodyModulesTest::running(const QString &name, const ServerOptions &options)
{
    auto &server = m_servers[name];
    if (!server && (!options.sqlStorage || canUseSql())) {
        server = makeServer(ServerKind::Prosody, options);
        if (server && !server->start()) {
            QTest::qFail(qPrintable(server->log().right(2000)), __FILE__, __LINE__);
            server.reset();
        }
    }
    return server.get();
}

ProsodyModulesTest::Played ProsodyModulesTest::play(const TestServer &server, const QString &name)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(kPython, {kPlays, server.pin(), server.caFile(), name});
    const bool ended = process.waitForFinished(120'000);
    return {ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, QString::fromUtf8(process.readAll())};
}

void ProsodyModulesTest::compiles()
{
    QProcess which;
    which.start(u"luac5.4"_s, {u"-v"_s});
    if (!which.waitForFinished(10'000))
        QSKIP("no luac5.4 here; Prosody compiles them too, in the other functions");
    QProcess find;
    find.start(u"find"_s, {QStringLiteral(KITH_SOURCE_DIR "/packaging/prosody"), u"-name"_s, u"*.lua"_s});
    QVERIFY(find.waitForFinished(10'000));
    const QStringList files = QString::fromUtf8(find.readAll()).split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(files.size() >= 6);
    for (const QString &file : files) {
        QProcess compiler;
        compiler.setProcessChannelMode(QProcess::MergedChannels);
        compiler.start(u"luac5.4"_s, {u"-p"_s, file});
        QVERIFY(compiler.waitForFinished(10'000));
        QVERIFY2(compiler.exitCode() == 0, compiler.readAll().constData());
    }
}

void ProsodyModulesTest::binds_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("name");
    const QStringList onlyElsewhere{u"without_counts"_s, u"unreads_within_a_bound"_s, u"print_version"_s};
    QProcess list;
    list.start(kPython, {u"-B"_s, kPlays, u"--list"_s});
    QVERIFY(list.waitForFinished(20'000));
    const QStringList plays = QString::fromUtf8(list.readAll()).split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(plays.size() >= 24);
    // Files; SQL; and a login that has to wait, so that what rides behind it waits too.
    for (const QString &server : {u"files"_s, u"sql"_s, u"slow"_s}) {
        for (const QString &name : plays) {
            if (!onlyElsewhere.contains(name))
                QTest::addRow("%s %s", qPrintable(server), qPrintable(name)) << server << name;
        }
    }
}

void ProsodyModulesTest::binds()
{
    QFETCH(QString, server);
    QFETCH(QString, name);
    ServerOptions options = withModules();
    options.sqlStorage = server == u"sql";
    if (server == u"slow")
        options.prosodyModules << u"slow_login"_s;
    KITH_RUNNING(prosody, server, options);
    const Played played = play(*prosody, name);
    QVERIFY2(played.well, qPrintable(played.words.right(1500))); // QtTest cuts what is longer
    QVERIFY2(!prosody->log().contains(u"Traceback"_s), qPrintable(prosody->log().right(4000)));
}

void ProsodyModulesTest::leavesOutWhatItIsTold_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("name");
    QTest::newRow("no counts") << u"bind2_unread_counts = false"_s << u"without_counts"_s;
    QTest::newRow("a bound") << u"bind2_unread_max_scan = 20"_s << u"unreads_within_a_bound"_s;
}

void ProsodyModulesTest::leavesOutWhatItIsTold()
{
    QFETCH(QString, config);
    QFETCH(QString, name);
    ServerOptions options = withModules();
    options.config += config;
    KITH_RUNNING(prosody, name, options);
    const Played played = play(*prosody, name);
    QVERIFY2(played.well, qPrintable(played.words.right(1500))); // QtTest cuts what is longer
}

void ProsodyModulesTest::changesItsVersionWithItsOffer()
{
    ServerOptions options = withModules();
    KITH_RUNNING(prosody, u"version"_s, options);
    const auto version = [&] {
        static const QRegularExpression line(u"^version (.+)$"_s, QRegularExpression::MultilineOption);
        return line.match(play(*prosody, u"print_version"_s).words).captured(1);
    };
    const QString before = version();
    QVERIFY(!before.isEmpty());

    const auto startAgain = [&] {
        prosody->stop();
        prosody->setOptions(options);
        QVERIFY2(prosody->start(), qPrintable(prosody->log().right(2000)));
    };
    startAgain();
    QCOMPARE(version(), before); // clients' caches outlive a restart

    options.config += u"disable_sasl_mechanisms = { \"PLAIN\" }"_s;
    startAgain();
    QVERIFY(!version().isEmpty());
    QVERIFY(version() != before);
}

QTEST_GUILESS_MAIN(ProsodyModulesTest)
#include "tst_prosody_modules.moc"
