// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/backoff.h"

#include <algorithm>

namespace net {

std::chrono::milliseconds Backoff::next(double chance)
{
    constexpr int kMostDoublings = 20; // beyond, the shift would overflow long after the cap was reached
    const auto full = std::min(m_limits.most, m_limits.first * (std::int64_t(1) << std::min(m_tries, kMostDoublings)));
    ++m_tries;
    return full / 2 + std::chrono::milliseconds(qint64(double(full.count()) / 2 * chance));
}

void Backoff::slowDown()
{
    constexpr int kSlowStart = 3;
    m_tries = std::max(m_tries, kSlowStart);
}

} // namespace net
