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
    QStringList inlined; ///< namespaces that rode inside <bind/> and were accepted with it; carbons, where the seed's bind brings them unasked (B9)
    bool restartPipelined = false; ///< the restarted stream began behind the authentication. Some servers read so far and stumble over what comes next: see Session
};

struct LoginFailure {
    SessionError error;
    bool pipelined = false; ///< something sent on the strength of cached features was still unanswered: the cache may be to blame
    std::optional<rfc6120::HostPort> otherHost; ///< see-other-host
    bool tokenLeft = false; ///< a token is left to try, on another connection: the one before the refused one (B124), or one that was not looked at. Or the password
    bool unlearned = false; ///< what went wrong has been noted (LearnedFacts) and will not be tried again: worth one more connection without it
    bool ticketIsGood = false; ///< the proof of a session that was left on purpose has not been looked at, or not been given: it may be given again
    bool spoilt = false; ///< refused with more pipelined behind it: worth saying once more step by step, before anybody is told
};

// What the login asks its driver to do, in this order, after writing Step::out.
struct StartTls { }; ///< forget what was read and encrypt; Login::secured() next
struct AnswerDue { }; ///< what follows was sent long ago and has never been tried on this server: wait for little more than a round trip
struct RestartReader { }; ///< the next octet begins a new document
struct FeaturesLearned { ServerFeatures features; }; ///< worth caching
struct TokenIs { std::optional<FastToken> token; }; ///< store it, or forget the stored one
struct ScramSucceeded { }; ///< B120
struct ProofLeaves { }; ///< the ticket of a session that was left on purpose is burnt from now on, unless the server says otherwise
struct LoginDone { LoginResult result; }; ///< live; last action
struct LoginFailed { LoginFailure failure; }; ///< last action
using LoginAction = std::variant<StartTls, RestartReader, AnswerDue, FeaturesLearned, TokenIs, ScramSucceeded, ProofLeaves, LoginDone, LoginFailed>;

struct Step {
    Flight out; ///< one write
    std::vector<LoginAction> actions; ///< after it
    std::vector<LoginAction> before{}; ///< to be done before a single octet leaves: TokenIs, ProofLeaves
};

/// Signs in on one connection: a state machine without I/O (STYLE §8). Feed it what the connection says, write what it returns, do what it asks.
///
///     PlainOpening → PlainFeatures → Proceeding → Securing ┐                          (STARTTLS; also when the server does not insist)
///     start() on direct TLS ───────────────────────────────┴→ Opening → Choosing       (an attempt may be in the air from here on)
///     Choosing       --features-->  Authenticating            sends <authenticate/>, or waits for the answer to the one in the air
///     Authenticating --failure--->  Authenticating            other attempt on the same stream (B107, B125), else failed
///     Authenticating --success with <resumed/> or <bound/>--> Done
///     Authenticating --success without---> PostAuth           features follow
///     Authenticating --continue--> Upgrading → success        a SCRAM upgrade was asked for (XEP-0480)
///     Authenticating --success, classic--> Reopening → PostAuth    new header and what is wanted behind it, unless they have gone out already (B17)
///     PostAuth → Asking → Done                                resume, else bind, session, stream management: PostAuthPlan, each only when needed
///     any --stream error, end, nonsense--> Done (failed)
///
/// Never signs in without TLS. One object, one connection. Thread of its owner.
class Login
{
public:
    Login(FlightPlanner planner, IdSource &ids);

    /// TLS is about to be resumed: what may leave with the ClientHello, nullopt for nothing. Before start(), whose wire says what became of it; the last call counts.
    [[nodiscard]] std::optional<Step> early(const EarlyDataOffer &offer);
    [[nodiscard]] bool hasEarlyData() const { return m_planner.hasEarlyData(); }
    [[nodiscard]] Step start(WireFacts wire);
    [[nodiscard]] Step secured(WireFacts wire); ///< TLS stands, after StartTls
    [[nodiscard]] Step step(const xml::Event &event);
    [[nodiscard]] Step closed(const TransportError &error);
    [[nodiscard]] Step dialFailed(const TransportError &error); ///< instead of start()
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
    struct Upgrading { Attempt attempt; bool answered = false; };
    struct Reopening { std::optional<PostAuthPlan> plan; };
    struct PostAuth { std::optional<PostAuthPlan> plan; };
    struct Asking { PostAuthPlan plan; };
    struct Finished { };
    using State = std::variant<Idle, PlainOpening, PlainFeatures, Proceeding, Securing, Opening, Choosing, Authenticating, Upgrading, Reopening, PostAuth, Asking,
                               Finished>;

    Step onElement(const xml::Element &element);
    // One per state that waits for an element. They get their state by value: m_state is set by what they return.
    Step on(PlainFeatures, const xml::Element &);
    Step on(Proceeding, const xml::Element &);
    Step on(Choosing, const xml::Element &);
    Step on(Authenticating, const xml::Element &);
    Step on(Upgrading, const xml::Element &);
    Step on(PostAuth, const xml::Element &);
    Step on(Asking, const xml::Element &);
    template<class Other>
    Step on(Other, const xml::Element &element) { return unexpectedElement(element); }

    Step onHeader(const xml::Element &header);
    Step onChallenge(Attempt attempt, const xml::Element &element);
    Step onSasl2Success(Attempt attempt, const xml::Element &element);
    Step onClassicSuccess(Attempt attempt, const xml::Element &element);
    Step onFailure(Attempt attempt, const xml::Element &element);
    Step tryAgain(std::vector<LoginAction> actions, const std::optional<SessionError> &otherwise);
    void tellOffers(const Attempt &attempt);
    // login_auth.cpp
    Step onSpoiltFailure(const SessionError &error);
    Step onContinue(Attempt attempt, const xml::Element &element);
    Step withoutUpgrade(const QString &task, const QString &why);
    // login_post_auth.cpp
    Step ask();
    Step goOn(PostAuthPlan plan);
    Step onResumeAnswer(const xml::Element &element);
    std::optional<Step> onResumeRefused(const QString &condition);
    Step onSeedAnswer(PostAuthPlan plan, const xml::Element &element);
    void bind(const Jid &jid);
    void takenBehind();
    Step passOver(State state);

    Step openSecured();
    void launch(Step &step, const Attempt &attempt);
    static Step withFirst(std::vector<LoginAction> first, Step step);
    Step send(Flight flight, State next);
    Step wait(State next);
    Step finish(std::vector<LoginAction> actions = {});
    Step fail(SessionErrorKind kind, const QString &detail = {}, Flight lastWords = {});
    Step fail(LoginFailure failure, Flight lastWords = {});
    bool unlearn(LoginFailure &failure); ///< is what failed something that was tried, not something offered?
    Step unexpectedElement(const xml::Element &element);
    Step saslFailed(const sasl::SaslError &error, bool classic);

    FlightPlanner m_planner;
    IdSource &m_ids;
    WireFacts m_wire;
    State m_state = Idle{};
    ServerFeatures m_features;
    LoginResult m_result;
    std::optional<Attempt> m_early; ///< left with the ClientHello
    bool m_inTheAir = false; ///< something pipelined is unanswered
    bool m_earlyInTheAir = false; ///< the attempt went with the ClientHello, and not even the features are here
    bool m_aheadInTheAir = false; ///< something went with the header of the stream behind the authentication, and not all of it is answered
    bool m_restartInTheAir = false; ///< a stream header and more, behind the last word of the authentication, unanswered
    bool m_resumeTried = false;
    bool m_proofGiven = false; ///< on this stream
    bool m_ticketIsGood = false; ///< see LoginFailure
    bool m_tokenTried = false; ///< on this stream: some servers look at no second one
    bool m_bound = false;
    bool m_smSettled = false; ///< inline SM was asked for: whatever came of it, no second <enable/> (ejabberd lists <sm/> although enabled)
};

} // namespace net
