// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimer>

#include <chrono>
#include <functional>

namespace net {

/// Where time comes from, so that tests can move it. Main thread; outlives its users.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall clock, UTC, milliseconds.
    [[nodiscard]] virtual QDateTime now() const = 0;
    /// Never goes backwards; its zero means nothing.
    [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
    /// Calls `fn` once, `delay` from now, from the event loop; not at all if `context` dies before. Part of the clock so that tests move timers with it. See Alarm.
    virtual void callAfter(std::chrono::milliseconds delay, QObject *context, std::function<void()> fn)
    {
        QTimer::singleShot(delay, context, std::move(fn));
    }
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override
    {
        return std::chrono::steady_clock::now().time_since_epoch();
    }
};

} // namespace net
