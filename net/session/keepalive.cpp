// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/keepalive.h"

namespace net {

using std::chrono::ceil;
using std::chrono::milliseconds;

Keepalive::Keepalive(Clock &clock, std::function<void()> ask, std::function<void()> dead, KeepaliveLimits limits)
    : m_clock(clock)
    , m_ask(std::move(ask))
    , m_dead(std::move(dead))
    , m_limits(limits)
    , m_silence(clock, [this] { onSilence(); })
    , m_patience(clock, [this] { onPatienceOver(); })
{
}

void Keepalive::start()
{
    m_running = true;
    m_lastHeard = m_clock.monotonic();
    m_patience.stop();
    m_silence.start(m_limits.silence);
}

void Keepalive::stop()
{
    m_running = false;
    m_silence.stop();
    m_patience.stop();
}

void Keepalive::heard()
{
    ++m_signs;
    m_lastHeard = m_clock.monotonic(); // the alarms look at this when they ring: setting them again at every read would cost more than it is worth
}

void Keepalive::asked()
{
    if (m_running && !m_patience.isSet())
        expect(m_limits.patience);
}

void Keepalive::hurry()
{
    if (!m_running)
        return;
    m_ask();
    expect(m_limits.hurried);
}

void Keepalive::expect(milliseconds patience)
{
    m_signsWhenAsked = m_signs;
    m_patience.start(patience);
}

void Keepalive::onSilence()
{
    const auto quiet = m_clock.monotonic() - m_lastHeard;
    if (quiet < m_limits.silence) {
        m_silence.start(ceil<milliseconds>(m_limits.silence - quiet));
        return;
    }
    m_silence.start(m_limits.silence);
    m_ask();
    asked();
}

void Keepalive::onPatienceOver()
{
    if (m_signs != m_signsWhenAsked)
        return;
    stop();
    m_dead();
}

} // namespace net
