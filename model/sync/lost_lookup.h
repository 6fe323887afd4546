// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/sync_context.h"
#include "net/ext/xep_0313_archive.h"

#include <QSet>

#include <deque>
#include <map>

namespace model {

/// An own message of which nobody knows whether the server got it.
struct LostMessage {
    Message message;
    net::Jid peer;
    QString archivedBefore; ///< MessageGateway::archivedBefore
};

/// Asks the archive which of these messages it has, by their ids (D55): newest pages first, conversation by conversation, until all are found, or what was there before they were written is reached;
/// where nothing is known of that, until the pages are older than the messages. What it has not is not lost for sure where the account has such a conversation not archived. It outlives connections: on one that breaks again and again a reading that began anew each time would never end, and
/// nothing would be sent. Lives for one question, and deletes itself when that is answered. Main thread.
class LostLookup : public QObject
{
    Q_OBJECT
public:
    struct Result {
        std::vector<MessageId> found; ///< the archive has them
        std::vector<MessageId> missing; ///< the archive does not have them: they never arrived
        std::vector<MessageId> unknowable; ///< there is no archive to ask, or it keeps nothing of such a conversation
    };
    using Done = std::function<void(const Result &)>;
    /// `lost`: in the order they were written. Asks nothing before goOn().
    LostLookup(const SyncContext &context, net::xep0313::Archive &archive, std::vector<LostMessage> lost, Done done, QObject *parent);

    /// It was begun for these, and perhaps others.
    [[nodiscard]] bool covers(const std::vector<LostMessage> &lost) const;
    /// The session is live.
    void goOn();
    /// The connection is gone. What was found and read is kept.
    void pause();

private:
    struct Conversation {
        net::Jid peer;
        std::map<QString, LostMessage> byId; ///< by origin id
        QDateTime oldest;
        QString archivedBefore; ///< that of the one that was written first
    };
    void askNext();
    void onPage(const net::Expected<net::xep0313::Page, net::IqError> &page);
    void askPrefs();
    void notThere();
    [[nodiscard]] bool isArchived(const net::Jid &peer) const;
    void giveUp(std::vector<MessageId> &into);

    SyncContext m_context;
    net::xep0313::Archive &m_archive;
    std::deque<Conversation> m_todo;
    QSet<MessageId> m_all;
    QString m_before = QLatin1String(""); ///< empty: the newest page
    // Of the first conversation.
    struct Span {
        QString newest, oldest;
    };
    Span m_read; ///< read without a hole, from one entry to the other
    QString m_newest; ///< of the pages of this connection
    bool m_joined = false; ///< they reach what was read before
    bool m_waitsForPrefs = false; ///< all has been read
    int m_failures = 0;
    std::optional<net::xep0313::Prefs> m_prefs; ///< nullopt: not answered yet
    quint64 m_era = 0; ///< counts connections
    Result m_result;
    Done m_done;
};

} // namespace model
