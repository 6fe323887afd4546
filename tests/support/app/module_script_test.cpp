// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/module_script_test.h"

#include "app/demo/private_prosody.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

namespace test {

namespace {
const QString kPython = u"/usr/bin/python3"_s; // the system's, as for the other partners
constexpr int kCaseMs = 120'000; // slow machines under load; the longest takes eight seconds
}

ModuleScriptTest::ModuleScriptTest(const QString &file, int cases)
    : m_path(QStringLiteral(KITH_SOURCE_DIR "/tests/integration/") + file)
    , m_cases(cases)
{
}

void ModuleScriptTest::initTestCase()
{
    if (app::PrivateProsody::isInstalled())
        return;
    if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");
    QSKIP("the server's package is not installed");
}

void ModuleScriptTest::works_data()
{
    QTest::addColumn<QString>("name");
    const Run list = run({u"--list"_s});
    const QStringList names = list.output.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY2(list.good && names.size() >= m_cases, qPrintable(list.output));
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
}

void ModuleScriptTest::works()
{
    QFETCH(QString, name);
    const Run played = run({name});
    QVERIFY2(played.good && played.output.contains(u"PASS "_s + name), qPrintable(played.output.right(8000)));
}

ModuleScriptTest::Run ModuleScriptTest::run(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(kPython, QStringList{u"-B"_s, m_path} + arguments);
    const bool finished = process.waitForFinished(kCaseMs);
    Run result{finished && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, QString::fromUtf8(process.readAll())};
    if (!finished) {
        process.kill();
        process.waitForFinished();
    }
    return result;
}

} // namespace test
