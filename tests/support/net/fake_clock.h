// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"

#include <QPointer>

#include <vector>

namespace net {

/// Time that stands still until a test moves it; timers set through Clock::callAfter() move with it.
class FakeClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override { return m_start.addMSecs(m_passed.count() / 1'000'000 + m_wrongBy.count()); }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return std::chrono::hours(1) + m_passed; }
    void callAfter(std::chrono::milliseconds delay, QObject *context, std::function<void()> fn) override;

    /// Lets time pass, ringing what falls due on the way, in order.
    void advance(std::chrono::milliseconds by);
    /// From now on now() is ahead by so much of what it was at the beginning; timers do not care.
    void setWrongBy(std::chrono::milliseconds by) { m_wrongBy = by; }
    [[nodiscard]] int pending() const;

private:
    struct Due {
        std::chrono::nanoseconds at;
        QPointer<QObject> context;
        std::function<void()> fn;
    };
    const QDateTime m_start = QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
    std::chrono::nanoseconds m_passed{};
    std::chrono::milliseconds m_wrongBy{};
    std::vector<Due> m_due;
};

} // namespace net
