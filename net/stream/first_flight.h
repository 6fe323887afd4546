// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/sasl/mechanism_choice.h"
#include "net/session/session_settings.h"
#include "net/stream/bind_request.h"
#include "net/stream/flight.h"
#include "net/stream/post_auth_flight.h"
#include "net/stream/wire_facts.h"

#include <QDateTime>

#include <memory>
#include <optional>

namespace net {

/// What a connection is for.
enum class LoginGoal {
    Session,
    InvalidateToken, ///< sign out: authenticate by the token once more so that it dies, bind nothing (B126)
};

/// One attempt to authenticate: what goes out, and what the login must expect back.
struct Attempt {
    sasl::Choice choice;
    std::unique_ptr<sasl::Mechanism> mechanism;
    xml::Element opening; ///< <authenticate/> (SASL2) or <auth/> (classic) with all that rides along
    bool classic = false;
    bool pipelined = false; ///< sent before this stream's features were seen
    bool asksResume = false;
    bool asksBind = false;
    bool asksSm = false;
    QStringList inlined; ///< namespaces of what rides inside <bind/>
    QString requestedToken; ///< mechanism of <request-token/>, empty: none asked for
    QString upgrade; ///< XEP-0480 task asked for; empty: none
    std::optional<FastToken> counted; ///< the token with the count that `opening` names: to be stored before a single octet leaves (B121)
    std::optional<PostAuthPlan> behind; ///< what went out behind the last word of the authentication, with a new stream header (B17)
    bool proved = false; ///< the server has shown who it is: <continue/> came before <success/>
};

struct FirstFlight {
    Flight flight;
    std::optional<Attempt> attempt; ///< what is in the air behind the header
};

/// Composes what the client says first, from what it knows: settings, token, session to resume, cached features, and the connection at hand.
/// The only place that decides on a rung of the login ladder (DESIGN.md "Login"); the Login machine asks it again when features or failures arrive.
class FlightPlanner
{
public:
    /// `useCache` false: speak only when spoken to (the quiet reconnect after a stale cache).
    FlightPlanner(SessionSettings settings, BindRequest bind, LoginGoal goal, bool useCache, IdSource &ids, QDateTime now);

    /// First octets on a connection that is not encrypted: header, and <starttls/> when this server is known to take it.
    [[nodiscard]] Flight plainFlight() const;
    [[nodiscard]] bool asksTlsAtOnce() const;
    /// First octets on an encrypted connection: header, and an attempt when cached features allow one.
    [[nodiscard]] FirstFlight securedFlight(const WireFacts &wire) const;
    /// What may leave as TLS early data, before this connection is known: header and a token login, nothing else (B102, B121). No attempt: send none.
    [[nodiscard]] FirstFlight earlyFlight(const EarlyDataOffer &offer) const;
    /// Is there any handshake for which earlyFlight() would say something?
    [[nodiscard]] bool hasEarlyData() const;
    /// What goes behind the attempt's last word, if that was said: a new stream header and all that is wanted behind it, where this server is not known to choke on it. Empty: not so.
    [[nodiscard]] Flight flightBehind(Attempt &attempt, const ServerFeatures &features, const WireFacts &wire) const;
    /// What goes with the header of the stream behind the authentication, before its features are seen: from what they said the last time, else what nearly every server has (RFC 6120 §7,
    /// XEP-0198). Empty: nothing.
    [[nodiscard]] PostAuthPlan planAhead(const ServerFeatures &features, const WireFacts &wire) const;
    /// An attempt from features that this stream has shown.
    [[nodiscard]] Expected<Attempt, sasl::ChoiceError> attempt(const ServerFeatures &features, const WireFacts &wire) const;

    /// The token was refused: attempts from now on are without it. What is left: the token that it had replaced, if any.
    std::optional<FastToken> dropToken();
    /// The token has been counted, before it is used.
    void setToken(const FastToken &token) { m_settings.token = token; }
    /// The server lists this mechanism but does not take it.
    void exclude(const QString &mechanism) { m_excluded << mechanism; }
    [[nodiscard]] const SessionSettings &settings() const { return m_settings; }
    [[nodiscard]] const BindRequest &bindRequest() const { return m_bind; }
    [[nodiscard]] LoginGoal goal() const { return m_goal; }
    [[nodiscard]] bool hasUsableToken() const;
    [[nodiscard]] PostAuthWishes postAuthWishes(bool bound, bool resumeTried, const WireFacts &wire) const;
    /// The session to take up was left on purpose at a server that gives it to nobody without a proof.
    [[nodiscard]] bool resumeIsProved() const { return wantsResume() && m_settings.resume->detached && !m_settings.resume->detachTicket.isEmpty() && !m_settings.signingKey.isEmpty(); }
    /// A proof was given and its answer got lost. Had it arrived, the session is an ordinary one by now, and is resumed without; if not, saying nothing costs nothing: the ticket is still good.
    [[nodiscard]] bool asksWithoutProof() const { return resumeIsProved() && m_settings.resume->proving; }
    /// Refused without a proof: so no earlier one has arrived.
    void ticketIsGood() { m_settings.resume->proving = false; }
    /// For this connection, and no other; null: there is none to be given.
    [[nodiscard]] xml::Element proof(const WireFacts &wire) const;
    /// Step by step when something went wrong just now.
    [[nodiscard]] Portion portion() const { return m_useCache ? Portion::All : Portion::One; }

private:
    [[nodiscard]] Expected<Attempt, sasl::ChoiceError> attemptFrom(const ServerFeatures &, const WireFacts &, bool classic) const;
    [[nodiscard]] FirstFlight pipelined(const ServerFeatures &cache, const WireFacts &wire) const;
    [[nodiscard]] bool prefersClassic(const ServerFeatures &) const;
    [[nodiscard]] bool wantsResume() const { return m_settings.resume && !m_settings.resume->smId.isEmpty(); }
    void addToken(Attempt &, const ServerFeatures &, const sasl::Offer &, const sasl::Connection &) const;
    void addUpgrade(Attempt &, const ServerFeatures &, const sasl::Connection &) const;
    void addSasl2Payload(Attempt &, const ServerFeatures &, const sasl::Offer &, const sasl::Connection &, const WireFacts &) const;
    [[nodiscard]] const ServerFeatures *usableCache(TlsKind tls) const;

    SessionSettings m_settings;
    BindRequest m_bind;
    LoginGoal m_goal;
    bool m_useCache;
    IdSource &m_ids;
    QDateTime m_now;
    QStringList m_excluded;
};

} // namespace net
