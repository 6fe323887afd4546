// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_offer.h"

#include "net/crypto/crypto.h"

#include <algorithm>

using namespace std::chrono;

namespace net {

LinkOffer::LinkOffer(Clock &clock, LinkSecret secret)
    : m_clock(clock)
    , m_secret(std::move(secret))
    , m_start(clock.monotonic())
    , m_startedAt(clock.now())
{
}

milliseconds LinkOffer::left() const
{
    if (m_withdrawn)
        return milliseconds(0);
    // The later of two clocks: the steady one stands still while the machine sleeps, and the one on the wall can be set back.
    const auto steady = duration_cast<milliseconds>(m_clock.monotonic() - m_start);
    const auto wall = milliseconds(m_startedAt.msecsTo(m_clock.now()));
    return std::max(milliseconds(0), milliseconds(kLife) - std::max(steady, wall));
}

LinkOffer::Standing LinkOffer::standing() const
{
    if (m_used)
        return Standing::Used;
    if (m_tries == 0)
        return Standing::Burnt;
    return left() == milliseconds(0) ? Standing::Expired : Standing::Open;
}

bool LinkOffer::isRight(const QByteArray &proof, const QByteArray &expected)
{
    if (standing() != Standing::Open)
        return false;
    --m_tries;
    m_used = crypto::equalConstantTime(proof, expected);
    return m_used;
}

} // namespace net
