// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/archive_reading.h"
#include "model/sync/archive_sync.h"
#include "model/sync/client_access.h"
#include "model/sync/displayed_sync.h"
#include "model/sync/inbox.h"
#include "model/sync/links_sync.h"
#include "model/sync/outbox.h"
#include "model/sync/own_sessions.h"
#include "model/sync/presence_board.h"
#include "model/sync/profile_sync.h"
#include "model/sync/push_listener.h"
#include "model/sync/read_markers.h"
#include "model/sync/archive_check.h"
#include "model/sync/roster_sync.h"
#include "model/sync/typing_notices.h"
#include "model/types/service_filter.h"
#include "net/ext/kith_access.h"
#include "net/ext/kith_detach.h"
#include "net/ext/xep_0030_disco.h"
#include "net/ext/xep_0045_rooms.h"
#include "net/ext/xep_0092_version.h"
#include "net/ext/xep_0199_ping.h"
#include "net/ext/xep_0280_carbons.h"
#include "net/ext/xep_0352_client_state.h"
#include "net/linking/link_stanzas.h"

#include <memory>

namespace model {

/// One account's session and everything that brings it together with the store: owns the session, its extensions and the parts that work on them, and routes every stanza to the
/// one part that knows it. The session may live before the account has a row (while signing in): until begin() what arrives is held. Main thread.
class AccountSync : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        Store &store;
        net::Clock &clock;
        net::IdSource &ids;
        const Settings *settings = nullptr;
    };
    AccountSync(const Parts &parts, net::SessionSettings sessionSettings, std::unique_ptr<net::Dialer> dialer, QObject *parent = nullptr);
    ~AccountSync() override;

    /// The account has a row. Once.
    void begin(AccountId account);
    void setOnline(bool online);
    enum class Farewell {
        None, ///< the connection alone is given up
        AsSet, ///< Kith is closed, or the machine falls asleep: what others see then is the user's choice (Setting::WhenClosed)
        Offline, ///< the user wants to be offline: the session ends
    };
    void leave(Farewell farewell);
    /// Takes up the session that an earlier process left. After begin(), before the first connection.
    void restore(const net::ResumeState &state);
    /// AccountSecret::deviceKey
    void setDeviceKey(const QByteArray &key) { m_detach.setDeviceKey(key); }
    void setActive(bool active) { m_clientState.setActive(m_session, active); }
    /// Something could not be written: offline, so that the server keeps what comes, until the store works again.
    void onStoreFailed(const StoreError &error);
    /// Nothing reaches the store any more.
    void end();

    [[nodiscard]] net::Session &session() { return m_session; }
    [[nodiscard]] const net::Session &session() const { return m_session; }
    [[nodiscard]] PresenceBoard &presence() { return m_presence; }
    [[nodiscard]] const PresenceBoard &presence() const { return m_presence; }
    [[nodiscard]] const net::xep0045::Rooms &rooms() const { return m_rooms; }
    [[nodiscard]] net::LinkStanzas &linking() { return m_linking; }
    [[nodiscard]] OwnSessions &ownSessions() { return m_ownSessions; }
    [[nodiscard]] const net::xep0030::ServerInfo &serverInfo() const { return m_disco.serverInfo(); }
    [[nodiscard]] std::optional<StoreError> storeTrouble() const { return m_storeTrouble; }

    /// The parts that exist after begin().
    struct Running {
        Running(const SyncContext &context, AccountSync &sync);
        SyncContext context;
        ServerRoutes routes;
        InboundBatch batch;
        RosterSync roster;
        ProfileSync profiles;
        ReadMarkers markers;
        DisplayedSync displayed;
        LinksSync links;
        ClientAccess clients;
        TypingNotices typing;
        Inbox inbox;
        ArchiveSync archive;
        ArchiveCheck archiveCheck;
        Outbox outbox;
    };
    [[nodiscard]] Running &running() { return *m_running; }
    [[nodiscard]] const Running &running() const { return *m_running; }

Q_SIGNALS:
    /// Something that the status line says may have changed.
    void statusMayHaveChanged();
    void serverInfoChanged();
    void ownProfileChanged();

private:
    struct Carbon {
        net::xep0280::Direction direction;
        QDateTime delay;
    };
    struct Held { ///< arrived before begin()
        quint64 seq = 0;
        net::xml::Element stanza;
        std::optional<Carbon> carbon;
        std::optional<net::rfc6121::RosterPush> push;
    };
    void received(Held held);
    void route(const Held &held);
    void routePresence(quint64 seq, const net::xml::Element &stanza);
    void onStateChanged(net::SessionState state);
    void onLive(net::Resumed resumed);
    void onServerInfo();
    void onDevicesChanged();
    void takeFilter(const ServiceFilter &filter);
    void tellFilter();
    void routeOwnPresence(quint64 seq, const net::rfc6121::Presence &presence, const net::xml::Element &stanza);
    [[nodiscard]] bool serverFilters() const { return m_disco.serverInfo().account.hasFeature(net::access::kNs); }
    [[nodiscard]] net::rfc6121::Presence ownPresence() const;
    void onServerAnswered(const net::xep0030::ServerInfo &info);
    void recallServerInfo();
    void onSupport();
    void takeBound(const net::xml::Element &bound);
    void holdLive();
    void onReplayed();
    void caughtUp();
    void noteUnread();
    void tryStoreLater();
    void tryStoreAgain();

    Parts m_parts;
    std::unique_ptr<net::Dialer> m_dialer;
    net::Session m_session;
    net::xep0030::Disco m_disco;
    net::xep0092::VersionResponder m_version;
    net::xep0199::PingResponder m_ping;
    net::xep0280::Carbons m_carbons;
    net::xep0313::Archive m_archive;
    net::xep0352::ClientState m_clientState;
    net::detach::Preparation m_detach;
    net::xep0045::Rooms m_rooms;
    ArchiveReading m_archiveReading;
    net::access::Services m_services;
    net::LinkStanzas m_linking;
    PushListener m_pushes;
    PresenceBoard m_presence;
    OwnSessions m_ownSessions;
    ServiceFilter m_filter; ///< what this device receives
    std::unique_ptr<Running> m_running;
    std::vector<Held> m_held;
    std::optional<net::Resumed> m_heldLive;
    std::optional<StoreError> m_storeTrouble;
    bool m_online = false; ///< as the user wants it
    bool m_wasLive = false;
    bool m_replaying = false; ///< what the server kept for the session that was taken up is not all in the store
    bool m_openingUnsure = false; ///< of a session that an earlier process began
    quint64 m_holds = 0; ///< counts them, so that the end of one does not end the next
    bool m_storeRetryPending = false;
};

} // namespace model
