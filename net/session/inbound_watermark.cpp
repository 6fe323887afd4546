// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/inbound_watermark.h"

#include <algorithm>

namespace net {

std::optional<quint64> InboundWatermark::arrived()
{
    if (m_repeated < m_last) {
        ++m_repeated;
        return {};
    }
    m_repeated = ++m_last;
    m_open.push_back(m_last);
    return m_last;
}

void InboundWatermark::settle(quint64 seq)
{
    const auto it = std::lower_bound(m_open.begin(), m_open.end(), seq);
    if (it != m_open.end() && *it == seq)
        m_open.erase(it);
}

void InboundWatermark::handled(quint64 seq)
{
    m_open.erase(m_open.begin(), std::upper_bound(m_open.begin(), m_open.end(), seq));
}

quint32 InboundWatermark::hAfter(quint64 seq) const
{
    const auto next = std::upper_bound(m_open.begin(), m_open.end(), seq);
    return hFor(next == m_open.end() ? m_last : *next - 1);
}

void InboundWatermark::newSession()
{
    m_base = m_last;
    m_offset = 0;
    m_repeated = m_last;
}

quint32 InboundWatermark::beginResume()
{
    m_resumeFrom = std::max(m_base, m_open.empty() ? m_last : m_open.front() - 1);
    return hFor(m_resumeFrom);
}

void InboundWatermark::resumed()
{
    m_repeated = m_resumeFrom;
}

} // namespace net
