// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/read_markers.h"

#include "model/store/settings.h"
#include "model/sync/message_writer.h"
#include "model/sync/roster_sync.h"
#include "net/proto/xep_0490_mds.h"

namespace model {

namespace {
/// Of one person, until they are read. Forgetting one costs a marker that was not asked for.
constexpr qsizetype kMaxUnmarkable = 1000;
}

ReadMarkers::ReadMarkers(const SyncContext &context, const RosterSync &roster, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_roster(roster)
{
}

void ReadMarkers::noteUnmarkable(const net::Jid &peer, const QString &stanzaId)
{
    QSet<QString> &ids = m_unmarkable[peer];
    if (ids.size() >= kMaxUnmarkable)
        ids.erase(ids.cbegin());
    ids.insert(stanzaId);
}

void ReadMarkers::markUnread(ChatId chat)
{
    m_context.store.run([chat](StoreSession &session) { session.markers.markUnread(chat); });
}

void ReadMarkers::markRead(ChatId chat, MessageId upTo)
{
    struct Read {
        net::Jid peer;
        QString stanzaId; ///< newest message of theirs that is now read
        QString archiveId;
    };
    m_context.store
        .run([chat, upTo](StoreSession &session) -> std::optional<Read> {
            std::optional<Message> row = session.messages.find(upTo);
            if (const auto newest = upTo == MessageId{} ? session.messages.newest(chat, 1) : std::vector<Message>(); !newest.empty())
                row = newest.back();
            const auto before = session.chats.find(chat);
            if (!row || !before)
                return std::nullopt;
            // Also what counted as read already: then it was a guess, or another device's word.
            session.displayed.claim(chat, row->id);
            session.hints.drop(chat);
            if (!session.markers.markRead(chat, row->id) || before->request)
                return std::nullopt;
            // Own lines and lines without an id stand between often enough; more than a screenful of them is not worth a search.
            const std::vector<Message> recent = session.messages.before(chat, row->position + 1, 50);
            for (auto it = recent.rbegin(); it != recent.rend() && it->position > before->readPosition; ++it) {
                if (it->direction == Direction::Incoming && !it->stanzaId.isEmpty())
                    return Read{before->peer, it->stanzaId, it->archiveId};
            }
            return std::nullopt;
        })
        .then(this, [this](const StoreResult<std::optional<Read>> &result) {
            if (result)
                Q_EMIT readHere();
            if (!result || !*result)
                return;
            const Read &read = **result;
            const bool asked = !m_unmarkable.take(read.peer).contains(read.stanzaId);
            const bool wanted = !m_context.settings || m_context.settings->get<bool>(Setting::SendReceipts);
            if (!asked || !wanted || !m_roster.seesOurPresence(read.peer))
                return;
            net::xml::Element marker = writeDisplayed(read.peer, read.stanzaId, m_context.ids.newId());
            if (m_serverAssists && !read.archiveId.isEmpty())
                marker.add(net::xep0490::toItem({read.peer, read.archiveId, m_context.own}).payload);
            m_context.session.send(marker);
        });
}

} // namespace model
