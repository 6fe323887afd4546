// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/private_prosody.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kPython = u"/usr/bin/python3"_s; // the system's, as for the other partners
const QString kScript = QStringLiteral(KITH_SOURCE_DIR "/tests/integration/detach_module_test.py");
constexpr int kCaseMs = 120'000; // slow machines under load; the longest takes four seconds

struct Run {
    bool good = false;
    QString output;
};

Run runScript(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(kPython, QStringList{u"-B"_s, kScript} + arguments);
    const bool finished = process.waitForFinished(kCaseMs);
    Run run{finished && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, QString::fromUtf8(process.readAll())};
    if (!finished) {
        process.kill();
        process.waitForFinished();
    }
    return run;
}

} // namespace

/// packaging/prosody/mod_detach in a real Prosody. The cases are detach_*_cases.py: a client by hand, so that what is tested is the protocol and not our use of it.
class ModDetach : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void works_data();
    void works();
};

void ModDetach::initTestCase()
{
    if (app::PrivateProsody::isInstalled())
        return;
    if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");
    QSKIP("the server's package is not installed");
}

void ModDetach::works_data()
{
    QTest::addColumn<QString>("name");
    const Run list = runScript({u"--list"_s});
    const QStringList names = list.output.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY2(list.good && names.size() > 30, qPrintable(list.output));
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
}

void ModDetach::works()
{
    QFETCH(QString, name);
    const Run run = runScript({name});
    QVERIFY2(run.good && run.output.contains(u"PASS "_s + name), qPrintable(run.output.right(8000)));
}

QTEST_GUILESS_MAIN(ModDetach)
#include "tst_mod_detach.moc"
