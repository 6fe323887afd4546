// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <memory>

class QDBusUnixFileDescriptor;

namespace net {

class Clock;

/// Tells when waiting for a time-out would be a waste: the network is another one, or the machine has slept. A plain NetworkMonitor never says
/// anything by itself: tests emit its signals. Main thread.
class NetworkMonitor : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// What fallingAsleep() asked for is done: nobody has to wait any longer.
    virtual void sleepReady() { }

Q_SIGNALS:
    /// Another network, or one again where there was none: connections of before are doubtful, new ones worth a try at once.
    void networkChanged();
    /// The machine is about to sleep, and waits a moment for us: say goodbye now, and sleepReady() when it is said.
    void fallingAsleep();
    /// The machine has slept: connections of before are most likely dead.
    void wokeUp();
};

/// Listens to QNetworkInformation (where a backend exists), to logind's PrepareForSleep on the system bus, and, where neither is, to jumps of the wall
/// clock against the monotonic one, which stands still during sleep. One sleep is told once, whoever notices first.
class SystemNetworkMonitor final : public NetworkMonitor
{
    Q_OBJECT
public:
    explicit SystemNetworkMonitor(Clock &clock, QObject *parent = nullptr);
    ~SystemNetworkMonitor() override;
    void sleepReady() override;

private Q_SLOTS:
    void prepareForSleep(bool begins);

private:
    void watchNetwork();
    void watchClock();
    void awake();
    void askForAMoment();

    Clock &m_clock;
    std::chrono::nanoseconds m_lastMonotonic{};
    qint64 m_lastWall = 0; ///< ms
    std::chrono::nanoseconds m_lastAwake{};
    std::unique_ptr<QDBusUnixFileDescriptor> m_moment; ///< as long as it is open, logind waits with sleeping (a few seconds at most)
};

} // namespace net
