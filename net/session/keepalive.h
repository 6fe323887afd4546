// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/alarm.h"

namespace net {

struct KeepaliveLimits {
    std::chrono::milliseconds silence = std::chrono::seconds(60); ///< then ask
    std::chrono::milliseconds patience = std::chrono::seconds(20); ///< for an answer
    std::chrono::milliseconds hurried = std::chrono::seconds(4); ///< for an answer when the network has just changed
};

/// Notices a connection that died without a word. Anything that arrives is a sign of life; after a silence it asks, and what is asked must be answered in time.
/// Does not know how one asks (XEP-0198 <r/>, XEP-0199 ping). Main thread.
class Keepalive
{
public:
    Keepalive(Clock &clock, std::function<void()> ask, std::function<void()> dead, KeepaliveLimits limits = {});

    void start();
    void stop();
    void heard(); ///< octets arrived
    void asked(); ///< something that must be answered was just written
    void hurry(); ///< ask now and be impatient

private:
    void expect(std::chrono::milliseconds patience);
    void onSilence();
    void onPatienceOver();

    Clock &m_clock;
    std::function<void()> m_ask, m_dead;
    KeepaliveLimits m_limits;
    std::chrono::nanoseconds m_lastHeard{};
    quint64 m_signs = 0, m_signsWhenAsked = 0; ///< of life; counted, because two may fall on one tick of the clock
    Alarm m_silence, m_patience;
    bool m_running = false;
};

} // namespace net
