// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"

namespace fault {

/// A clock that people set wrong, and that makes the engine's patience short: its timers and its monotonic time run `haste` times as fast. Main thread.
class WrongClock final : public net::Clock
{
public:
    explicit WrongClock(int haste) : m_haste(haste) { }

    [[nodiscard]] QDateTime now() const override { return QDateTime::currentDateTimeUtc().addSecs(m_wrongBy); }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return std::chrono::steady_clock::now().time_since_epoch() * m_haste; }
    void callAfter(std::chrono::milliseconds delay, QObject *context, std::function<void()> fn) override { QTimer::singleShot(delay / m_haste, context, std::move(fn)); }

    void setWrongBy(qint64 seconds) { m_wrongBy = seconds; }

private:
    const int m_haste;
    qint64 m_wrongBy = 0;
};

} // namespace fault
