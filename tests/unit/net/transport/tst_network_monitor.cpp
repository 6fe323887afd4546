// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/network_monitor.h"
#include "tests/support/net/fake_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace net;
using namespace std::chrono_literals;

namespace {

// Wall clock and monotonic clock go apart when the machine sleeps.
class SleepyClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override { return m_fake.now().addMSecs(m_slept.count()); }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return m_fake.monotonic(); }
    void callAfter(std::chrono::milliseconds delay, QObject *context, std::function<void()> fn) override { m_fake.callAfter(delay, context, std::move(fn)); }
    void advance(std::chrono::milliseconds by) { m_fake.advance(by); }
    void sleep(std::chrono::milliseconds by) { m_slept += by; }

private:
    FakeClock m_fake;
    std::chrono::milliseconds m_slept{};
};

} // namespace

class NetworkMonitorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noticesSleepByTheClock();
    void smallStepsAreNoSleep();
    void logindIsBelieved();
    void oneSleepIsToldOnce();
};

void NetworkMonitorTest::noticesSleepByTheClock()
{
    SleepyClock clock;
    SystemNetworkMonitor monitor(clock);
    QSignalSpy woke(&monitor, &NetworkMonitor::wokeUp);
    clock.advance(1min);
    QCOMPARE(woke.size(), 0);
    clock.sleep(1h);
    clock.advance(10s);
    QCOMPARE(woke.size(), 1);
    clock.advance(1min);
    QCOMPARE(woke.size(), 1);
    clock.sleep(1h);
    clock.advance(10s);
    QCOMPARE(woke.size(), 2);
}

void NetworkMonitorTest::smallStepsAreNoSleep()
{
    SleepyClock clock;
    SystemNetworkMonitor monitor(clock);
    QSignalSpy woke(&monitor, &NetworkMonitor::wokeUp);
    clock.sleep(5s); // the clock was set
    clock.advance(10s);
    clock.sleep(-2h); // and set back
    clock.advance(10s);
    QCOMPARE(woke.size(), 0);
}

void NetworkMonitorTest::logindIsBelieved()
{
    SleepyClock clock;
    SystemNetworkMonitor monitor(clock);
    QSignalSpy woke(&monitor, &NetworkMonitor::wokeUp);
    QVERIFY(QMetaObject::invokeMethod(&monitor, "prepareForSleep", Q_ARG(bool, true)));
    QCOMPARE(woke.size(), 0);
    QVERIFY(QMetaObject::invokeMethod(&monitor, "prepareForSleep", Q_ARG(bool, false)));
    QCOMPARE(woke.size(), 1);
}

void NetworkMonitorTest::oneSleepIsToldOnce()
{
    SleepyClock clock;
    SystemNetworkMonitor monitor(clock);
    QSignalSpy woke(&monitor, &NetworkMonitor::wokeUp);
    QVERIFY(QMetaObject::invokeMethod(&monitor, "prepareForSleep", Q_ARG(bool, true)));
    clock.sleep(8h);
    QVERIFY(QMetaObject::invokeMethod(&monitor, "prepareForSleep", Q_ARG(bool, false)));
    clock.advance(10s); // the jump is seen here
    QCOMPARE(woke.size(), 1);
}

QTEST_GUILESS_MAIN(NetworkMonitorTest)
#include "tst_network_monitor.moc"
