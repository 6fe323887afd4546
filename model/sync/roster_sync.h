// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/sync_context.h"
#include "net/proto/rfc6121_presence.h"
#include "net/proto/rfc6121_roster.h"

#include <QHash>
#include <QSet>

namespace model {

/// The contact list: fetched by version, kept right by pushes, changed by the user. Also who may see our presence (RFC 6121 §3): a stranger who asks waits as a chat in "Requests";
/// somebody we asked first is let in at once. What the user does while offline is done when the session is live. Main thread.
class RosterSync : public QObject
{
    Q_OBJECT
public:
    RosterSync(const SyncContext &context, InboundBatch &batch, QObject *parent = nullptr);

    void onLive(net::Resumed resumed);
    void onDisconnected();
    /// Calls batch.add() for it.
    void onPush(quint64 seq, const net::rfc6121::RosterPush &push);
    /// A presence of type subscribe, subscribed, unsubscribe, unsubscribed. Calls batch.add() or batch.skip() for it.
    void onSubscription(quint64 seq, const net::rfc6121::Presence &presence);

    void add(const net::Jid &bare, const QString &name);
    void rename(const net::Jid &bare, const QString &name);
    void remove(const net::Jid &bare);
    /// Lets them see our presence, and asks for theirs, if they asked; else does nothing.
    void acceptIfAsked(const net::Jid &bare);
    void refuseIfAsked(const net::Jid &bare);
    void setBlocked(const net::Jid &bare, bool on);

    [[nodiscard]] bool isContact(const net::Jid &bare) const { return m_contacts.contains(bare); }
    [[nodiscard]] bool seesOurPresence(const net::Jid &bare) const;

private:
    void fetched(const std::optional<net::rfc6121::Roster> &roster);
    void sendSubscription(const net::Jid &bare, net::rfc6121::PresenceType type);
    void whenLive(std::function<void()> command);
    void setItem(const net::Jid &bare, const QString &name);

    SyncContext m_context;
    InboundBatch &m_batch;
    QHash<net::Jid, Contact> m_contacts; ///< as the server said last
    QSet<net::Jid> m_asking; ///< want to see our presence; the server repeats it at each sign-in (RFC 6121 §3.1.3)
    std::vector<std::function<void()>> m_later;
    bool m_live = false;
};

} // namespace model
