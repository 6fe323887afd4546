// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/base/ids.h"
#include "net/session/iq_tracker.h"
#include "net/session/login_trace.h"
#include "net/session/session_error.h"
#include "net/session/session_settings.h"

#include <QObject>

#include <memory>
#include <vector>

namespace net {

class Extension;
class SessionLedger;

enum class SessionState {
    Offline, ///< not wanted, or stopped for good by an error that only the user can cure
    Connecting,
    Live,
    Waiting, ///< will try again by itself at retryAt()
};

/// What became of something sent (STYLE §9). The last three are final.
enum class Fate {
    Queued, ///< kept; no connection, or behind others
    Written, ///< handed to the socket
    Acked, ///< the server has it (XEP-0198)
    Lost, ///< the session was not resumed: ask the archive, then send again (D55). Also told for what was queued behind a lost stanza, so that sending again in token order keeps the order
    Cancelled,
};

/// Live again: is it the same session as before?
enum class Resumed { No, Yes };

/// One account's session with its server: signs in on the best rung, keeps the stream alive, reconnects, resumes, acknowledges.
/// Knows nothing of what the stanzas mean; extensions do. Outlives its connections. Main thread; never blocks. Every function may be called from a slot of its own signals;
/// to end its life there, deleteLater().
///
/// Exactly once, inbound (D43): every message, presence and iq has a running number `seq`. The owner calls handled(seq) when the stanza's effect is committed; <a h=> only
/// ever names what is. Stanzas that no one needs to commit are advanced by the session itself, in order.
/// Exactly once, outbound: send() gives a token; fateChanged(token, …) tells. Unacked stanzas are written again, in order, after a resume (D53).
class Session : public QObject
{
    Q_OBJECT
public:
    /// dialer, clock, ids outlive the session.
    Session(SessionSettings settings, Dialer &dialer, Clock &clock, IdSource &ids, QObject *parent = nullptr);
    ~Session() override;

    /// Everything that another process needs to take the session up is written down here before it is said. Outlives the session; null: nothing is. A session that is live already is
    /// written down as it is.
    void setLedger(SessionLedger *ledger);
    /// Take up the session that another process left. Before the first connection.
    void restore(const ResumeState &state);
    /// Extensions attach before the first connection; in this order they see stanzas. The session does not own them; they outlive its connections.
    void attach(Extension *extension);

    /// Connect and stay connected: reconnect with back-off and jitter until told otherwise. No-op when online or connecting.
    void goOnline();
    /// Try at once (network came back, machine woke up, the user clicked). When live: check the connection with a ping first.
    void hurry();
    /// Close the connection and keep the session at the server: `farewell` (presence, mostly), final <a/>, then the socket, no </stream:stream> (D51). Offline when that is done: at once
    /// without a ledger, else when the ledger has it.
    void detach(const std::vector<xml::Element> &farewell = {});
    /// End the session: </stream:stream>, and others see us leave. What signs in is kept. Without a connection the server ends it in its own time.
    void end();
    /// End the session and forget what signed in: invalidates the token at the server (B126), </stream:stream>. signedOut() follows within a bounded time, also without a network.
    void signOut();

    /// Send a message or presence. Queued while offline; its fate is told by token. Order is kept. The stanza keeps its id for life.
    quint64 send(const xml::Element &stanza);
    /// Ask; the answer comes once: result element, or an error (server's, timed out, disconnected). Dropped when `context` dies. Not queued while offline: Disconnected at once.
    void request(xml::Element iq, QObject *context, IqTracker::Done done, std::chrono::milliseconds timeout = std::chrono::seconds(30));
    /// Answer an incoming IQ. Extensions use it; it rides on the stream like any stanza.
    void reply(const xml::Element &iq);
    /// Top-level element that is no stanza (XEP-0352 <active/>): leaves with what else is sent in this turn when live, before all stanzas of it, else dropped. Not counted, never repeated.
    void sendNonza(const xml::Element &element);
    /// The effects of all stanzas up to `seq` are committed.
    void handled(quint64 seq);
    /// The effect of this one stanza is committed, whatever becomes of those before it.
    void settled(quint64 seq);
    /// Number of the stanza being given out: valid inside Extension::onStanza() and slots of stanzaReceived().
    [[nodiscard]] quint64 currentSeq() const;
    /// The inbound counter (ResumeState::inbound) as it will be once everything up to `seq` is handled: write it in the same transaction as the effects (D43).
    [[nodiscard]] quint32 inboundAfter(quint64 seq) const;

    [[nodiscard]] SessionState state() const;
    [[nodiscard]] Jid jid() const; ///< full once bound, else bare
    [[nodiscard]] const SessionSettings &settings() const;
    [[nodiscard]] std::optional<SessionError> lastError() const;
    [[nodiscard]] QDateTime retryAt() const; ///< UTC, only while Waiting
    [[nodiscard]] LoginTrace lastLogin() const; ///< of the last time it became Live
    [[nodiscard]] const ServerFeatures &features() const; ///< of the current or last stream
    [[nodiscard]] std::optional<ResumeState> resumeState() const;
    /// What extensions put into resumeState() has changed. `done`, with true, when it is written down; at once where nothing is.
    void noteState(std::function<void(bool)> done);
    /// <bound/> of the present session, with what the server put into it (MAM metadata, unread lists); null after a classic login.
    [[nodiscard]] const xml::Element &bound() const;
    /// This feature of bind's <inline/> was asked for in the login that made the present session: no need to ask with an IQ.
    [[nodiscard]] bool wasInlined(QStringView ns) const;
    /// The present session had been left with a farewell before it was taken up: others were told that nobody is here.
    [[nodiscard]] bool saidFarewell() const;
    [[nodiscard]] const std::vector<Extension *> &extensions() const;
    [[nodiscard]] Clock &clock() const;
    [[nodiscard]] IdSource &ids() const;

    /// Replace what to sign in with (new password typed, token loaded later) and the way there. Takes effect at the next connection.
    void setPassword(const QString &password);
    void setToken(const std::optional<FastToken> &token);
    void setProxy(const QNetworkProxy &proxy);
    void setSigningKey(const QByteArray &privateKey); ///< SessionSettings::signingKey
    /// The server gave a ticket for the present session: left with a farewell, it is kept for `max` (0: until the server stops) and given to nobody who does not show it, signed. Written
    /// down before it can be needed; void with the next login.
    void setDetachTicket(const QString &ticket, std::chrono::seconds max);
    /// For the trace: these moments are known to the owner, not to the session.
    void markUnreadKnown();
    void markCaughtUp();

Q_SIGNALS:
    void stateChanged(net::SessionState state);
    /// After extensions were told. `resumed` Yes: nothing was lost, ask for nothing.
    void becameLive(net::Resumed resumed);
    /// What the server had kept for the session that was taken up has been given out; not necessarily committed. As the server shows by asking or answering behind it: in the same flight, mostly.
    void replayed();
    /// A message or presence that no extension consumed, or an iq set/get that none answers is answered by the session itself. Call handled(seq) when done.
    void stanzaReceived(quint64 seq, const net::xml::Element &stanza);
    void fateChanged(quint64 token, net::Fate fate);
    /// A token was issued, replaced, or proved useless (nullopt): store it (B124, B125).
    void tokenChanged(const std::optional<net::FastToken> &token);
    void featuresLearned(const net::ServerFeatures &features);
    /// SCRAM succeeded: never PLAIN again for this account (B120).
    void scramWorked();
    void loginTraced(const net::LoginTrace &trace); ///< at live, and again at unread known and caught up
    void errorOccurred(const net::SessionError &error); ///< also those that are retried
    void signedOut();
    /// For the XML console: secrets are masked already. `incoming` false: we wrote it.
    void xmlSeen(bool incoming, const QByteArray &xml);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace net
