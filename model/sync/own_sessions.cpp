// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/own_sessions.h"

namespace model {

bool OwnSessions::setPresent(const QString &resource, const Session &session)
{
    const auto known = m_sessions.find(resource);
    if (known == m_sessions.end() && m_sessions.size() >= kMost)
        return false;
    if (known != m_sessions.end() && known->second == session)
        return true;
    m_sessions[resource] = session;
    Q_EMIT changed();
    return true;
}

void OwnSessions::setGone(const QString &resource)
{
    if (resource.isEmpty() ? m_sessions.empty() : !m_sessions.contains(resource))
        return;
    if (resource.isEmpty())
        m_sessions.clear();
    else
        m_sessions.erase(resource);
    Q_EMIT changed();
}

} // namespace model
