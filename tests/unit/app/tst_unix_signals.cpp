// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unix_signals.h"

#include <QSignalSpy>
#include <QtTest>

#include <csignal>

class UnixSignalsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsTheFirstAndStepsAside_data();
    void tellsTheFirstAndStepsAside();
    void putsTheDefaultBack();
};

namespace {

auto handlerOf(int number)
{
    struct sigaction action {};
    ::sigaction(number, nullptr, &action);
    return action.sa_handler;
}

} // namespace

void UnixSignalsTest::tellsTheFirstAndStepsAside_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void UnixSignalsTest::tellsTheFirstAndStepsAside()
{
    QFETCH(int, number);
    app::UnixSignals unixSignals;
    QSignalSpy spy(&unixSignals, &app::UnixSignals::quitRequested);
    std::raise(number);
    QTRY_COMPARE(spy.size(), 1);
    QCOMPARE(spy.at(0).at(0).toInt(), number);
    QVERIFY(handlerOf(number) == SIG_DFL); // a second one ends a process that hangs while it quits
}

void UnixSignalsTest::putsTheDefaultBack()
{
    {
        const app::UnixSignals unixSignals;
        QVERIFY(handlerOf(SIGTERM) != SIG_DFL);
    }
    QVERIFY(handlerOf(SIGTERM) == SIG_DFL);
}

QTEST_GUILESS_MAIN(UnixSignalsTest)
#include "tst_unix_signals.moc"
