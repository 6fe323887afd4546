// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/sync_context.h"
#include "model/types/device.h"
#include "net/proto/kith_links.h"

#include <QHash>

namespace model {

/// The account's links node: on login all items are read, the own one is written, and nothing of others is removed (L42); what the user changes here is said, and what somebody said who
/// did not know better is said again. What is to be said is in the store (DeviceGateway), so it survives being offline and the end of the process. Main thread.
class LinksSync : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kRepairPause{1000}; ///< and as long again at the most, by chance: not every device has to say the same
    static constexpr std::chrono::seconds kRetryPause{60};
    /// A server tells of changes only once it has learned what this session can do (XEP-0115), and nobody says when that is: what happened between the first reading and then is read up on.
    static constexpr std::chrono::seconds kSecondLook{3}, kThirdLook{15};
    static constexpr int kMostEntries = 3; ///< of one connection (L43): who takes our entry away again and again has a reason

    using Done = std::function<void(const DeviceAnswer &)>;

    LinksSync(const SyncContext &context, InboundBatch &batch, QObject *parent = nullptr);

    /// Asks for the node's items if the session is new. Behind the initial presence: nobody waits for it.
    void onLive(net::Resumed resumed);
    void onDisconnected();
    /// False: the event is of another node. Else calls batch.add() or batch.skip() for it.
    [[nodiscard]] bool takeEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event);

    /// Reads the items again.
    void lookAgain();
    /// The store has something to say of this device; `done` when the node has it. Not connected: it will be said, and that is what `done` hears.
    void say(const QString &id, Done done);
    /// Takes items away.
    void remove(const QStringList &ids, Done done);

Q_SIGNALS:
    void failed(const model::StoreError &error);
    /// Another device wants this one to leave. Once.
    void askedToLeave(const model::UnlinkWish &wish);

private:
    /// How much of the node's configuration is asked for, as in DisplayedSync.
    enum class Demand { Max, Limit, NoLimit, Configure };
    using Answer = net::Expected<net::xml::Element, net::IqError>;

    void ask();
    void answered(const Answer &answer);
    void takeAll(const std::vector<DeviceEntry> &entries);
    void lookAgainAfter(std::chrono::seconds pause);
    void settle(const QStringList &toRemove);
    [[nodiscard]] bool isAskedToLeave();
    [[nodiscard]] DeviceEntry ownPart() const;
    void schedule(std::chrono::milliseconds pause);
    void lookForDue();
    void publishNext();
    void publish(const DeviceEntry &entry);
    void published(const DeviceEntry &entry, Demand demand, const Answer &answer);
    void configure();
    void finish(const QString &id, const DeviceAnswer &answer);
    void finishAll(const DeviceAnswer &answer);

    SyncContext m_context;
    InboundBatch &m_batch;
    bool m_live = false;
    bool m_mayPublish = false; ///< the node is known, and it can be written
    bool m_configured = false; ///< tried in this session
    bool m_publishing = false;
    bool m_scheduled = false;
    bool m_wishTold = false;
    bool m_entered = false; ///< in this session
    bool m_hearsEvents = false; ///< that of our own entry has come
    int m_entries = 0; ///< on this connection
    Demand m_demand = Demand::Max;
    quint64 m_era = 0; ///< counts connections
    std::vector<DeviceEntry> m_queue; ///< to be published, the next one last
    QMultiHash<QString, Done> m_waiting; ///< say()
};

/// The IQ that takes a device's entry away: it has left (L21).
[[nodiscard]] net::xml::Element leaveRequest(const QString &device);

/// One to one.
[[nodiscard]] DeviceEntry entryFrom(const net::links::Link &link);
[[nodiscard]] net::links::Link linkFrom(const DeviceEntry &entry);

} // namespace model
