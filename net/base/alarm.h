// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"

#include <memory>

namespace net {

/// A one-shot timer on a Clock that can be set again and stopped. Thread of its owner.
class Alarm
{
public:
    Alarm(Clock &clock, std::function<void()> ring)
        : m_clock(clock)
        , m_ring(std::move(ring))
    {
    }
    Alarm(const Alarm &) = delete;
    Alarm &operator=(const Alarm &) = delete;

    /// Rings once after `delay`; an earlier setting is forgotten.
    void start(std::chrono::milliseconds delay)
    {
        m_context = std::make_unique<QObject>();
        m_clock.callAfter(delay, m_context.get(), [this] {
            // The context is the receiver of this very call: it must outlive it, while the alarm may be set again in ring().
            m_context.release()->deleteLater();
            const auto ring = m_ring; // a copy: ringing may destroy this alarm
            ring();
        });
    }
    void stop() { m_context.reset(); }
    [[nodiscard]] bool isSet() const { return m_context != nullptr; }

private:
    Clock &m_clock;
    std::function<void()> m_ring;
    std::unique_ptr<QObject> m_context;
};

} // namespace net
