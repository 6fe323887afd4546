// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/inbound_batch.h"
#include "model/sync/inbox_writer.h"
#include "model/sync/sync_context.h"
#include "net/ext/xep_0313_archive.h"

#include <QSet>

namespace model {

/// Brings the archive into the store, newest first. A new session opens a hole from the newest known entry to now; pages fill it from its newer edge backwards, each page with
/// the moved edge in one transaction, so an interruption at any point leaves a smaller hole and nothing else. The first question of a session asks only for what lies behind the newest
/// known entry: with nothing new the answer carries no messages. The first pages are read at once: then the list of
/// chats is right; what is older follows slowly in the background, hole by hole, or when the user scrolls up to it. Main thread.
class ArchiveSync : public QObject
{
    Q_OBJECT
public:
    enum class Support { Unknown, Yes, No };
    static constexpr int kFirstPage = 50; ///< small, so that something is there soon
    static constexpr int kPage = 100;
    static constexpr int kEagerPages = 10; ///< of one connection; then the user is not kept waiting for the rest
    static constexpr std::chrono::milliseconds kBackgroundPause{300}; ///< between pages that nobody waits for
    static constexpr std::chrono::milliseconds kRetryPause{15000};
    static constexpr std::chrono::seconds kWaitForMarkers{5};

    ArchiveSync(const SyncContext &context, InboundBatch &batch, net::xep0313::Archive &archive, QObject *parent = nullptr);

    /// Before the initial presence of a new session: opens the hole, and sends a question that asks for nothing, for a session that has asked gets no offline copies (B140).
    /// `latestId`: what the server said is the newest entry, with the promise that all that comes later is told to this session (B22); empty: it did not.
    void onLive(net::Resumed resumed, const QString &latestId = {});
    /// Behind the initial presence: from there on what comes to the archive is told as well, however long the presence was on its way. What was read before it could be incomplete
    /// by the time it arrives, with nobody to say so.
    void onAvailable();
    void onDisconnected();
    /// False: this device receives nothing of what is in it. Nothing is asked for, and what is known stays the end of what is known, so that all the rest comes once it is wanted again.
    void setWanted(bool wanted);
    /// XEP-0313 §7: it knows after-id. As the account announced last.
    void setExtended(bool on) { m_extended = on; }
    /// What other devices have read is in the store, or cannot be had. The very first page of an account waits for it a moment: it decides what counts as read already.
    void markersAreIn();
    /// See Account::loadOlder().
    void loadOlder(ChatId chat, MessageId before);

    /// Nothing shows yet that the session's presence has reached the server. What comes before that is only what was sent to this very session (receipts, mostly): what comes to the archive behind it
    /// is not told, so it must not become the newer edge of the hole. The first page shows it, because it was asked for behind the presence.
    [[nodiscard]] bool isOpening() const { return m_opening; }
    [[nodiscard]] bool isCatchingUp() const { return m_catchingUp; }
    [[nodiscard]] bool isCaughtUp() const { return m_caughtUp; }
    [[nodiscard]] Support support() const { return m_support; }

Q_SIGNALS:
    void catchingUpChanged(bool catchingUp);
    /// The pages the user waits for are in the store. Once per connection.
    void caughtUp();
    void supportChanged();
    /// After a commit.
    void committed(const model::InboxEffects &effects);
    void failed(const model::StoreError &error);

private:
    using PageResult = net::Expected<net::xep0313::Page, net::IqError>;
    struct Request {
        GapId gap{}; ///< zero: the hole of this connection's catch-up, whose row is still being made
        ChatId chat{};
        net::xep0313::PageRequest page;
        int rounds = 0; ///< pages of this chat that brought nothing to show
        QString head; ///< the page is bounded by this entry: nothing up to it is wanted
    };
    struct FirstPage {
        Request request;
        net::xep0313::Page page;
    };
    void catchUpOpened(GapId gap);
    void askForNothing();
    bool endIfNone(const net::IqError &error);
    void storeFirstPage();
    bool askUnbounded(const Request &request);
    void next();
    void nextAfter(std::chrono::milliseconds pause);
    void ask(const Request &request);
    void answered(const Request &request, const PageResult &result);
    void store(const Request &request, const net::xep0313::Page &page);
    void agedOut(const Request &request);
    void askChat(ChatId chat, const net::Jid &peer, const ArchiveGap &gap, int rounds);
    void endCatchUp();
    void setSupport(Support support);

    SyncContext m_context;
    InboundBatch &m_batch;
    net::xep0313::Archive &m_archive;
    Support m_support = Support::Unknown;
    bool m_live = false;
    bool m_wanted = true;
    bool m_asking = false; ///< one page of the whole archive at a time
    bool m_catchingUp = false;
    bool m_caughtUp = false; ///< on this connection
    bool m_opening = false; ///< of this session, whatever becomes of its connections
    int m_pages = 0; ///< read on this connection
    quint64 m_era = 0; ///< counts connections
    std::optional<GapId> m_catchUpGap; ///< of this connection; zero: nothing is missing
    std::optional<FirstPage> m_firstPage; ///< came before m_catchUpGap was known, or before the markers
    bool m_extended = false;
    bool m_waitsForMarkers = false;
    QString m_latestId; ///< of this connection, see onLive()
    QSet<ChatId> m_chats; ///< loadOlder() under way
};

} // namespace model
