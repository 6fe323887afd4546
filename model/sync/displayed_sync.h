// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/sync_context.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/session/iq_tracker.h"

#include <QHash>

namespace model {

/// Shares with the account's other devices how far conversations were read (XEP-0490): takes in what the node says, at the beginning of a session and when it changes, and publishes
/// what was read here. What is to be published is in the store (DisplayedGateway), so it survives being offline and the end of the process. Main thread.
class DisplayedSync : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kDebounce{1000}; ///< reading thirty lines is one marker
    static constexpr std::chrono::seconds kRetryPause{60};
    static constexpr std::chrono::seconds kDoubtPause{2};
    static constexpr int kAtOnce = 10; ///< publications under way
    static constexpr int kNewest = 10; ///< items that are asked for where all were known in the session before; the rest only when most of these are news
    static constexpr int kMost = 256; ///< conversations that any server's node keeps (Prosody's limit)

    DisplayedSync(const SyncContext &context, InboundBatch &batch, QObject *parent = nullptr);

    /// A new session asks for the node's items before this returns. `isDoubted`: the session was taken up, at a server that may have lost events in between (ArchiveCheck).
    void onLive(net::Resumed resumed, bool isDoubted = false);
    void onDisconnected();
    /// False: the event is of another node. Else calls batch.add() or batch.skip() for it.
    [[nodiscard]] bool takeEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event);
    /// Something was read here, or more of the archive has come: look, in a moment, whether the node has to be told.
    void schedule();
    /// Nothing more is to be waited for: what other devices have read is in the store, or cannot be had.
    [[nodiscard]] bool isSettled() const { return m_settled; }

Q_SIGNALS:
    void settled(); ///< once for each session
    void failed(const model::StoreError &error);

private:
    /// How much of the node's configuration is asked for. Servers differ in what they call "as many as possible", and a node may have been made by another program.
    enum class Demand { Max, Limit, NoLimit, Configure };
    using Answer = net::Expected<net::xml::Element, net::IqError>;

    [[nodiscard]] int newestToAsk() const;
    void askLater();
    void ask(int newest); ///< so many, 0: all items
    void answered(const Answer &answer, int newest);
    void keep(const std::vector<ReadMarker> &markers, bool mayPublish);
    void settle(bool mayPublish);
    void lookForDue();
    void publishNext();
    void publish(const ReadMarker &marker);
    void published(const ReadMarker &marker, Demand demand, const Answer &answer);
    void configure();
    void later();
    [[nodiscard]] std::vector<ReadMarker> markersOf(const std::vector<net::xep0060::Item> &items) const;

    SyncContext m_context;
    InboundBatch &m_batch;
    bool m_live = false;
    bool m_settled = false;
    bool m_mayPublish = false; ///< the node is known, and it can be written
    bool m_configured = false; ///< tried in this session
    bool m_scheduled = false;
    bool m_looking = false;
    bool m_again = false; ///< schedule() while m_looking
    Demand m_demand = Demand::Max;
    quint64 m_era = 0; ///< counts connections
    std::vector<ReadMarker> m_queue; ///< to be published, the next one last
    QHash<net::Jid, QString> m_underWay; ///< what is being published
};

} // namespace model
