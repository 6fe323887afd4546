// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/fake_clock.h"

#include <algorithm>

namespace net {

void FakeClock::callAfter(std::chrono::milliseconds delay, QObject *context, std::function<void()> fn)
{
    m_due.push_back({m_passed + delay, context, std::move(fn)});
}

void FakeClock::advance(std::chrono::milliseconds by)
{
    const auto end = m_passed + by;
    for (;;) {
        std::erase_if(m_due, [](const Due &due) { return !due.context; });
        const auto next = std::min_element(m_due.begin(), m_due.end(), [](const Due &a, const Due &b) { return a.at < b.at; });
        if (next == m_due.end() || next->at > end)
            break;
        const Due due = std::move(*next);
        m_due.erase(next);
        m_passed = std::max(m_passed, due.at);
        due.fn();
    }
    m_passed = end;
}

int FakeClock::pending() const
{
    return int(std::count_if(m_due.begin(), m_due.end(), [](const Due &due) { return !due.context.isNull(); }));
}

} // namespace net
