// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/sync_context.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace model {

class RosterSync;

/// How far the user has read: moves the local marker, and tells the other side (XEP-0333) when they may see our presence and asked for it. Main thread.
class ReadMarkers : public QObject
{
    Q_OBJECT
public:
    ReadMarkers(const SyncContext &context, const RosterSync &roster, QObject *parent = nullptr);

    /// Which messages the user has seen is told to the other devices by DisplayedSync; where the server does that for us (XEP-0490 §3.4), the marker for the contact is enough.
    void setServerAssists(bool on) { m_serverAssists = on; }
    void markRead(ChatId chat, MessageId upTo);
    void markUnread(ChatId chat);
    /// An incoming message that did not ask for markers. Those of earlier runs count as asking: nearly every program does, and the rest ignore them.
    void noteUnmarkable(const net::Jid &peer, const QString &stanzaId);

Q_SIGNALS:
    /// Something was read here, and is in the store.
    void readHere();

private:
    SyncContext m_context;
    const RosterSync &m_roster;
    QHash<net::Jid, QSet<QString>> m_unmarkable;
    bool m_serverAssists = false;
};

} // namespace model
