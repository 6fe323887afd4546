// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/sync_context.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0084_avatar.h"

#include <QHash>
#include <QSet>

#include <deque>

namespace model {

class RosterSync;

/// Pictures and nicknames, own and contacts': XEP-0084 and XEP-0172 by events, XEP-0153 for programs that know nothing else. A picture is fetched once, from contacts only, when its
/// size is bearable, and kept only if it is what its hash says. Main thread.
class ProfileSync : public QObject
{
    Q_OBJECT
public:
    static constexpr int kMaxBytes = 512 * 1024;
    static constexpr int kParallel = 2; ///< fetched at the same time: a sign-in with 500 contacts must not drown what the user does
    ProfileSync(const SyncContext &context, InboundBatch &batch, const RosterSync &roster, QObject *parent = nullptr);

    /// An event from `from` (XEP-0060). Calls batch.add() or batch.skip() for it.
    void onEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event);
    /// A presence says which photo is in the vCard; empty: none.
    void onVCardPhoto(const net::Jid &from, const QString &hash);

Q_SIGNALS:
    void ownProfileChanged();

private:
    struct Wanted {
        net::Jid bare;
        QString hash;
        QString type; ///< as announced; empty: from the vCard
        bool fromVCard = false;
        bool operator==(const Wanted &) const = default;
    };
    [[nodiscard]] bool mayFetch(const net::Jid &bare) const;
    [[nodiscard]] InboundBatch::Effect setAvatar(const net::Jid &bare, const QString &hash) const;
    [[nodiscard]] InboundBatch::Committed told(const net::Jid &bare);
    void onMetadata(quint64 seq, const net::Jid &bare, const net::xep0084::AvatarMetadata &metadata);
    void want(const Wanted &wanted);
    void fetchNext();
    void fetch(const Wanted &wanted);
    void fetched(const Wanted &wanted, const QString &type, const QByteArray &bytes);

    SyncContext m_context;
    InboundBatch &m_batch;
    const RosterSync &m_roster;
    std::deque<Wanted> m_queue;
    int m_fetching = 0;
    QSet<QString> m_useless; ///< hashes that nobody could give, or that lied
    QSet<net::Jid> m_publishes; ///< has XEP-0084: what their vCard says does not count
};

} // namespace model
