// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace net {

/// How long to wait before the next try: doubling, capped, and spread by chance so that a server that comes back is not met by all its clients at once. Pure.
class Backoff
{
public:
    struct Limits {
        std::chrono::milliseconds first{1000};
        std::chrono::milliseconds most = std::chrono::minutes(5);
    };
    explicit Backoff(Limits limits)
        : m_limits(limits)
    {
    }
    Backoff()
        : Backoff(Limits{})
    {
    }

    /// `chance` in [0, 1): half of the delay is fixed, half is chance.
    [[nodiscard]] std::chrono::milliseconds next(double chance);
    /// The server asked for rest (going down, overloaded) or a person must act: begin a few steps up.
    void slowDown();
    void reset() { m_tries = 0; }

private:
    Limits m_limits;
    int m_tries = 0;
};

} // namespace net
