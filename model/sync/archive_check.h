// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/inbox_writer.h"
#include "model/sync/sync_context.h"
#include "net/ext/xep_0313_archive.h"

#include <QObject>

namespace model {

/// Looks, a moment after a session was begun or taken up, whether the archive has something that the server did not hand over, or handed over in another order. Only for servers that are known for it:
/// ejabberd 24.12, while it moves a session to a new connection, loses and swaps what comes at that moment, and nothing on the stream shows it. And what comes just before a new session is there to be
/// told may be on no page yet that the session reads, though the page has younger entries: another device gets it, as an offline message. A sound server is not asked.
/// What is doubted is in the store, so it is looked at also after a kill, or when the connection did not last. Main thread.
class ArchiveCheck : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kPause{2}; ///< what comes late is in the archive by then
    static constexpr std::chrono::seconds kRetryPause{15};
    static constexpr int kPage = 50;

    ArchiveCheck(const SyncContext &context, InboundBatch &batch, net::xep0313::Archive &archive, QObject *parent = nullptr);

    /// Before anything of this connection reaches the store. `isDoubted`: it is such a server.
    void onLive(bool isDoubted);
    void onDisconnected() { ++m_era; }

Q_SIGNALS:
    void committed(const model::InboxEffects &effects);

private:
    void look();
    struct Request {
        ArchiveGateway::Doubt doubt;
        QString before; ///< the page before this entry; empty: the newest
        qint64 beforePosition = 0; ///< its place
        bool isBounded = true; ///< by time: those servers know no after-id. False: a clock was wrong
    };
    void begin(const ArchiveGateway::Doubt &doubt, bool isBounded);
    void ask(const Request &request);
    void take(const Request &request, const net::xep0313::Page &page);
    void settle();
    void lookLater(std::chrono::seconds pause);

    SyncContext m_context;
    InboundBatch &m_batch;
    net::xep0313::Archive &m_archive;
    quint64 m_era = 0; ///< counts connections
};

} // namespace model
