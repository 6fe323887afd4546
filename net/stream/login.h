// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "net/session/login_trace.h"
#include "net/session/session_error.h"
#include "net/stream/first_flight.h"
#include "net/xml/reader.h"

namespace net {

/// What a login brought.
struct LoginResult {
    Jid jid; ///< full; bare only for LoginGoal::InvalidateToken
    Rung rung = Rung::Unknown;
    QString mechanism, channelBinding;
    int flights = 0; ///< waits for the server between the end of TLS and now
    bool resumed = false;
    quint32 serverHandled = 0; ///< h of <resumed/>
    std::optional<xep0198::Failed> resumeFailed; ///< asked to resume, refused
    std::optional<xep0198::Enabled> sm; ///< of a new session; nullopt: no stream management
    xml::Element bound; ///< Bind 2's answer, null without
    QStringList inlined; ///< namespaces that rode inside <bind/> and were accepted with it
};

struct LoginFailure {
    SessionError error;
    bool pipelined = false; ///< something sent on the strength of cached features was still unanswered: the cache may be to blame
    std::optional<rfc6120::HostPort> otherHost; ///< see-other-host
    bool tokenLeft = false; ///< a token is left to try, on another connection: the one before the refused one (B124), or one that was not looked at. Or the password
};

// What the login asks its driver to do, in this order, after writing Step::out.
struct StartTls { }; ///< forget what was read and encrypt; Login::secured() next
struct RestartReader { }; ///< the next octet begins a new document
struct FeaturesLearned { ServerFeatures features; }; ///< worth caching
struct TokenIs { std::optional<FastToken> token; }; ///< store it, or forget the stored one
struct ScramSucceeded { }; ///< B120
struct LoginDone { LoginResult result; }; ///< live; last action
struct LoginFailed { LoginFailure failure; }; ///< last action
using LoginAction = std::variant<StartTls, RestartReader, FeaturesLearned, TokenIs, ScramSucceeded, LoginDone, LoginFailed>;

struct Step {
    Flight out; ///< one write
    std::vector<LoginAction> actions;
};

/// Signs in on one connection: a state machine without I/O (STYLE §8). Feed it what the connection says, write what it returns, do what it asks.
///
///     PlainOpening → PlainFeatures → Proceeding → Securing ┐                          (STARTTLS; also when the server does not insist)
///     start() on direct TLS ───────────────────────────────┴→ Opening → Choosing       (an attempt may be in the air from here on)
///     Choosing       --features-->  Authenticating            sends <authenticate/>, or waits for the answer to the one in the air
///     Authenticating --failure--->  Authenticating            other attempt on the same stream (B107, B125), else failed
///     Authenticating --success with <resumed/> or <bound/>--> Done
///     Authenticating --success without---> PostAuth           features follow
///     ClassicAuth    --success-->  Reopening → PostAuth
///     PostAuth → Resuming → Binding → Establishing → Enabling → Done     each only when needed
///     any --stream error, end, nonsense--> Done (failed)
///
/// Never signs in without TLS. One object, one connection. Thread of its owner.
class Login
{
public:
    Login(FlightPlanner planner, IdSource &ids);

    [[nodiscard]] Step start(WireFacts wire);
    [[nodiscard]] Step secured(WireFacts wire); ///< TLS stands, after StartTls
    [[nodiscard]] Step step(const xml::Event &event);
    [[nodiscard]] Step closed(const TransportError &error);
    [[nodiscard]] Step timedOut();
    [[nodiscard]] bool isDone() const { return std::holds_alternative<Finished>(m_state); }
    [[nodiscard]] const ServerFeatures &features() const { return m_features; }

private:
    struct Idle { };
    struct PlainOpening { bool asked; };
    struct PlainFeatures { bool asked; };
    struct Proceeding { };
    struct Securing { };
    struct Opening { std::optional<Attempt> attempt; };
    struct Choosing { std::optional<Attempt> attempt; };
    struct Authenticating { Attempt attempt; };
    struct Reopening { };
    struct PostAuth { };
    struct Resuming { };
    struct Binding { QString id; };
    struct Establishing { QString id; };
    struct Enabling { };
    struct Finished { };
    using State = std::variant<Idle, PlainOpening, PlainFeatures, Proceeding, Securing, Opening, Choosing, Authenticating, Reopening, PostAuth,
                               Resuming, Binding, Establishing, Enabling, Finished>;

    Step onElement(const xml::Element &element);
    // One per state that waits for an element. They get their state by value: m_state is set by what they return.
    Step on(PlainFeatures, const xml::Element &);
    Step on(Proceeding, const xml::Element &);
    Step on(Choosing, const xml::Element &);
    Step on(Authenticating, const xml::Element &);
    Step on(PostAuth, const xml::Element &);
    Step on(Resuming, const xml::Element &);
    Step on(Binding, const xml::Element &);
    Step on(Establishing, const xml::Element &);
    Step on(Enabling, const xml::Element &);
    template<class Other>
    Step on(Other, const xml::Element &element) { return unexpectedElement(element); }

    Step onHeader(const xml::Element &header);
    Step onChallenge(Attempt attempt, const xml::Element &element);
    Step onSasl2Success(Attempt attempt, const xml::Element &element);
    Step onClassicSuccess(Attempt attempt, const xml::Element &element);
    Step onFailure(Attempt attempt, const xml::Element &element);
    Step tryAgain(std::vector<LoginAction> actions, const std::optional<SessionError> &otherwise);
    Step afterPostAuthFeatures();
    Step sendBind();
    Step afterBind();
    Step enableOrFinish();

    Step openSecured();
    Step send(Flight flight, State next);
    Step wait(State next);
    Step finish(std::vector<LoginAction> actions = {});
    Step fail(SessionErrorKind kind, const QString &detail = {}, Flight lastWords = {});
    Step fail(LoginFailure failure, Flight lastWords = {});
    Step unexpectedElement(const xml::Element &element);
    Step saslFailed(const sasl::SaslError &error, bool classic);

    FlightPlanner m_planner;
    IdSource &m_ids;
    WireFacts m_wire;
    State m_state = Idle{};
    ServerFeatures m_features;
    LoginResult m_result;
    bool m_inTheAir = false; ///< something pipelined is unanswered
    bool m_resumeTried = false;
    bool m_tokenTried = false; ///< on this stream: some servers look at no second one
    bool m_bound = false;
    bool m_smSettled = false; ///< inline SM was asked for: whatever came of it, no second <enable/> (ejabberd lists <sm/> although enabled)
};

} // namespace net
