// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/ack_queue.h"
#include "net/session/backoff.h"
#include "net/session/connection.h"
#include "net/session/extension.h"
#include "net/session/inbound_watermark.h"
#include "net/session/keepalive.h"
#include "net/session/session.h"
#include "net/session/session_ledger.h"
#include "net/stream/recovery.h"

namespace net {

/// The parts of a session and how they are wired. Three sources: session.cpp (what the owner asks), session_connect.cpp (coming and going of connections),
/// session_traffic.cpp (stanzas on a live stream).
struct Session::Private {
    /// What a server with stream management keeps for us.
    struct ServerSide {
        QString smId, location;
        std::chrono::seconds max{0};
        Jid fullJid;
        QDateTime lostAt;
        bool detached = false; ///< a farewell was said
        QString ticket{}; ///< see ResumeState, as the next two
        std::chrono::seconds detachMax{0};
        bool proving = false;
        bool provingNoted = false; ///< the ledger knows of `proving`, or expects it
        [[nodiscard]] bool isProved() const { return detached && !ticket.isEmpty(); } ///< the server gives it to nobody without a proof
    };
    Private(Session *session, SessionSettings settings, Dialer &dialer, Clock &clock, IdSource &ids);

    // session_connect.cpp
    void connectNow();
    void noteProof(); ///< before it is given, then dial()
    void dial();
    void onProofLeaves();
    [[nodiscard]] DialRequest dialRequest();
    [[nodiscard]] BindRequest bindRequest();
    [[nodiscard]] SessionSettings loginSettings();
    void adopt(std::unique_ptr<Connection> fresh);
    void dropConnection();
    void onLoggedIn(const LoginResult &result);
    [[nodiscard]] bool takeUp(const LoginResult &result);
    void beginAnew(const LoginResult &result);
    void onLoginFailed(const LoginFailure &failure);
    void onBroken(const LoginFailure &failure);
    void onTokenIs(const std::optional<FastToken> &token);
    void onFeatures(const ServerFeatures &fresh);
    void keepFeatures(); ///< as they are now, for the next login
    void onAnswered(); ///< the server understands what is said on the live stream
    void breakOff(const SessionError &error);
    void disconnected();
    void waitOrStop(const SessionError &error);
    void setState(SessionState next);
    void forgetServerSide(); ///< nothing to resume any more
    void invalidateToken();
    void finishSignOut();

    // session_traffic.cpp
    void onElement(const xml::Element &element);
    void onStanza(const xml::Element &stanza);
    [[nodiscard]] Handled offerToExtensions(const xml::Element &stanza);
    void answerIq(const xml::Element &iq);
    void enqueue(xml::Element stanza, quint64 token);
    void scheduleFlush();
    void flush();
    void depart(); ///< all that is waiting
    void leave(const Flight &flight, const std::vector<OutboundStanza> &stanzas); ///< written down first, if there is a ledger
    void say(const Flight &flight, const std::vector<OutboundStanza> &stanzas);
    void sayAll(); ///< the session is over: nothing of it is written down any more
    void closeDetached();
    void ask();
    [[nodiscard]] xml::Element question();
    void onAck(quint32 h);
    void tellWhatWasShort();
    void noReplayLeft();
    void tell(const std::vector<OutboundStanza> &stanzas, Fate fate);
    [[nodiscard]] bool isLive() const { return state == SessionState::Live && connection && connection->isLive(); }

    Session *q;
    SessionSettings settings;
    Dialer &dialer;
    Clock &clock;
    IdSource &ids;
    std::vector<Extension *> extensions;

    SessionState state = SessionState::Offline;
    bool wanted = false; ///< the owner wants to be online
    bool wasDetached = false; ///< the session that was taken up had said farewell
    bool leaving = false; ///< detach() waits for what is being written down
    bool signingOut = false;
    std::optional<SessionError> lastError;
    QDateTime retryAt;
    Alarm retry, steady, signOutLimit;
    Backoff backoff;
    Recovery recovery;
    std::optional<rfc6120::HostPort> redirect; ///< see-other-host, for the next connection
    bool triedLocation = false; ///< <enabled location=>: once for each loss

    std::unique_ptr<Connection> connection;
    std::optional<ServerSide> serverSide; ///< nullopt: nothing to resume
    Jid fullJid;
    xml::Element bound;
    QStringList inlined;
    ServerFeatures features;
    LoginTrace trace;
    bool restartOnTrial = false; ///< this stream began behind its authentication, and no stanza of ours has been understood yet: is it any good?
    int quietReconnects = 0; ///< since the last login that worked

    AckQueue outbound;
    InboundWatermark inbound;
    IqTracker iqs;
    Keepalive keepalive;
    std::vector<xml::Element> nonzas; ///< to be written in this turn
    SessionLedger *ledger = nullptr;
    struct Departure {
        Flight flight;
        std::vector<OutboundStanza> stanzas; ///< of it
    };
    bool noting = false; ///< the ledger is writing down what leaves next
    Departure departing; ///< that
    quint64 era = 0; ///< counts connections
    quint64 tries = 0; ///< counts what connectNow() began
    int conflictsAfterResume = 0; ///< one after the other
    quint32 notedInbound = 0; ///< the ledger has this h
    quint64 nextToken = 1;
    quint64 currentSeq = 0;
    bool smOn = false;
    bool replaying = false; ///< taken up, and what was kept may still be on its way
    bool flushScheduled = false;
    bool ackOwed = false; ///< the server asked with <r/>
    bool ackWasShort = false; ///< when it last asked, something was not committed yet
    bool answerPending = false; ///< an <r/> or ping of ours is open
    bool askAgain = false; ///< more was written while it was open
};

} // namespace net
