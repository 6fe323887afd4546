// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/network_monitor.h"

#include "net/base/clock.h"
#include "net/base/log.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#include <QNetworkInformation>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr std::chrono::seconds kTick{10};
constexpr std::chrono::seconds kJump{20}; // more than a clock is ever set by while the machine is awake, less than a sleep that matters
constexpr std::chrono::seconds kSameSleep{15}; // the signal and the clock's jump are about one and the same

} // namespace

SystemNetworkMonitor::SystemNetworkMonitor(Clock &clock, QObject *parent)
    : NetworkMonitor(parent)
    , m_clock(clock)
    , m_lastMonotonic(clock.monotonic())
    , m_lastWall(clock.now().toMSecsSinceEpoch())
    , m_lastAwake(clock.monotonic() - kSameSleep)
{
    watchNetwork();
    QDBusConnection::systemBus().connect(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s, u"org.freedesktop.login1.Manager"_s,
        u"PrepareForSleep"_s, this, SLOT(prepareForSleep(bool)));
    askForAMoment();
    m_clock.callAfter(kTick, this, [this] { watchClock(); });
}

void SystemNetworkMonitor::askForAMoment()
{
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s, u"org.freedesktop.login1.Manager"_s, u"Inhibit"_s);
    call << u"sleep"_s << u"Kith"_s << tr("Says goodbye to the chat server") << u"delay"_s;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (reply.isValid())
            m_moment = std::make_unique<QDBusUnixFileDescriptor>(reply.value());
        watcher->deleteLater();
    });
}

void SystemNetworkMonitor::sleepReady()
{
    m_moment.reset(); // the last copy closes it
}

SystemNetworkMonitor::~SystemNetworkMonitor() = default;

void SystemNetworkMonitor::watchNetwork()
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability)) {
        qCInfo(logTransport) << "no backend tells of network changes";
        return;
    }
    const QNetworkInformation *information = QNetworkInformation::instance();
    connect(information, &QNetworkInformation::reachabilityChanged, this, [this](QNetworkInformation::Reachability reachability) {
        if (reachability != QNetworkInformation::Reachability::Disconnected)
            Q_EMIT networkChanged();
    });
    connect(information, &QNetworkInformation::transportMediumChanged, this, &NetworkMonitor::networkChanged);
}

void SystemNetworkMonitor::watchClock()
{
    const auto monotonic = m_clock.monotonic();
    const qint64 wall = m_clock.now().toMSecsSinceEpoch();
    const auto slept = std::chrono::milliseconds(wall - m_lastWall) - (monotonic - m_lastMonotonic);
    m_lastMonotonic = monotonic;
    m_lastWall = wall;
    if (slept > kJump)
        awake();
    m_clock.callAfter(kTick, this, [this] { watchClock(); });
}

void SystemNetworkMonitor::prepareForSleep(bool begins)
{
    if (!begins) {
        awake();
        askForAMoment();
        return;
    }
    m_lastAwake = m_clock.monotonic() - kSameSleep; // however soon it ends, this is another one
    Q_EMIT fallingAsleep();
}

void SystemNetworkMonitor::awake()
{
    const auto now = m_clock.monotonic();
    if (now - m_lastAwake < kSameSleep)
        return;
    m_lastAwake = now;
    qCInfo(logTransport) << "the machine has slept";
    Q_EMIT wokeUp();
}

} // namespace net
