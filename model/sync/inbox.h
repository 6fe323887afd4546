// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/inbox_writer.h"
#include "model/sync/sync_context.h"

namespace model {

class PresenceBoard;
class ReadMarkers;
class RosterSync;

/// Messages as they come in, by whatever way: what concerns the moment (typing, who is here) goes to the presence board at once, what is to be kept goes into the batch and through
/// InboxWriter, and receipts leave when that has committed. Main thread.
class Inbox : public QObject
{
    Q_OBJECT
public:
    Inbox(const SyncContext &context, InboundBatch &batch, PresenceBoard &board, ReadMarkers &markers, const RosterSync &roster, QObject *parent = nullptr);

    /// The own server announced stanza-ids (XEP-0359 §6): they can be believed.
    void setBelieveStanzaIds(bool on) { m_believeStanzaIds = on; }
    /// The session was resumed: what its server repeats comes in order, however late it says that it is.
    void setResumed(bool on) { m_resumed = on; }
    /// ArchiveSync::isOpening()
    void setOpening(bool on) { m_opening = on; }
    void onMessage(quint64 seq, const net::xml::Element &stanza);
    void onCarbon(quint64 seq, net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay);
    /// After a commit.
    void carryOut(const InboxEffects &effects);

private:
    void take(quint64 seq, std::optional<IncomingMessage> message);
    void notePresence(const IncomingMessage &message);
    [[nodiscard]] ReadContext readContext() const;

    SyncContext m_context;
    InboundBatch &m_batch;
    PresenceBoard &m_board;
    ReadMarkers &m_markers;
    const RosterSync &m_roster;
    bool m_believeStanzaIds = false;
    bool m_resumed = false;
    bool m_opening = false;
};

} // namespace model
