// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/login.h"

#include "net/proto/kith_detach.h"
#include "net/stream/login_errors.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace net {
namespace {

QString nameOf(const xml::Element &element)
{
    return u"<%1 xmlns='%2'>"_s.arg(element.name(), element.ns());
}

bool carriesProof(const Flight &flight)
{
    return std::any_of(flight.begin(), flight.end(), [](const FlightPiece &piece) {
        const auto *element = std::get_if<xml::Element>(&piece);
        const xml::Element *resume = !element ? nullptr : element->name() == u"resume" ? element : element->child(u"resume", xep0198::kNs);
        return resume && resume->child(u"proof", detach::kNs);
    });
}

} // namespace

Login::Login(FlightPlanner planner, IdSource &ids)
    : m_planner(std::move(planner))
    , m_ids(ids)
{
    // What was seen behind the login last time stays known until this login shows better: a resumed stream has no features at all.
    if (m_planner.settings().cachedFeatures)
        m_features = *m_planner.settings().cachedFeatures;
}

std::optional<Step> Login::early(const EarlyDataOffer &offer)
{
    FirstFlight first = m_planner.earlyFlight(offer);
    if (!first.attempt || toBytes(first.flight).size() > offer.limit)
        return {};
    Step step;
    launch(step, *first.attempt);
    step.out = std::move(first.flight);
    m_early = std::move(first.attempt);
    return step;
}

Step Login::start(WireFacts wire)
{
    m_wire = std::move(wire);
    std::optional<Attempt> early = std::exchange(m_early, std::nullopt);
    if (early && m_wire.tls.earlyData == EarlyData::Accepted) {
        // It is there already: what is left is to listen.
        m_features.tls = m_wire.tls.kind;
        m_inTheAir = m_earlyInTheAir = true;
        return wait(Opening{std::move(early)});
    }
    if (m_wire.encrypted)
        return openSecured();
    m_inTheAir = m_planner.asksTlsAtOnce();
    m_state = PlainOpening{m_inTheAir};
    return {m_planner.plainFlight(), {}};
}

Step Login::secured(WireFacts wire)
{
    if (!std::holds_alternative<Securing>(m_state) || !wire.encrypted)
        return fail(SessionErrorKind::EncryptionUnavailable, u"no TLS after <proceed/>"_s);
    m_wire = std::move(wire);
    return openSecured();
}

Step Login::openSecured()
{
    FirstFlight first = m_planner.securedFlight(m_wire);
    m_features.tls = m_wire.tls.kind;
    m_inTheAir = first.attempt.has_value();
    Step launched;
    if (first.attempt)
        launch(launched, *first.attempt);
    Step step = send(std::move(first.flight), Opening{std::move(first.attempt)});
    step.before.insert(step.before.end(), launched.before.begin(), launched.before.end());
    return step;
}

void Login::launch(Step &step, const Attempt &attempt)
{
    m_restartInTheAir = attempt.behind.has_value();
    if (!attempt.counted)
        return;
    m_planner.setToken(*attempt.counted);
    step.before.emplace_back(TokenIs{*attempt.counted});
}

Step Login::step(const xml::Event &event)
{
    if (const auto *element = std::get_if<xml::ElementRead>(&event))
        return onElement(element->element);
    if (const auto *opened = std::get_if<xml::StreamOpened>(&event))
        return onHeader(opened->header);
    if (const auto *error = std::get_if<xml::ReadError>(&event))
        return fail({toSessionError(*error), m_inTheAir, {}}, {StreamEnd{}});
    return fail(SessionErrorKind::ServerShutdown, u"server closed the stream during sign-in"_s, {StreamEnd{}});
}

Step Login::closed(const TransportError &error)
{
    return fail({toSessionError(error), m_inTheAir, {}});
}

Step Login::dialFailed(const TransportError &error)
{
    m_earlyInTheAir = m_early.has_value();
    return fail({toSessionError(error), m_earlyInTheAir, {}});
}

Step Login::timedOut()
{
    return closed({TransportErrorKind::TimedOut, u"no answer during sign-in"_s});
}

Step Login::onHeader(const xml::Element &header)
{
    if (!header.is(u"stream", rfc6120::kStreamNs) || !rfc6120::speaksVersion1(header))
        return fail(SessionErrorKind::ProtocolError, u"not an XMPP 1.0 stream: %1"_s.arg(nameOf(header)), {StreamEnd{}});
    if (const auto *plain = std::get_if<PlainOpening>(&m_state))
        return wait(PlainFeatures{plain->asked});
    if (auto *opening = std::get_if<Opening>(&m_state))
        return wait(Choosing{std::move(opening->attempt)});
    if (auto *reopening = std::get_if<Reopening>(&m_state))
        return wait(PostAuth{std::move(reopening->plan)});
    return fail(SessionErrorKind::ProtocolError, u"stream header out of place"_s, {StreamEnd{}});
}

Step Login::onElement(const xml::Element &element)
{
    if (const auto error = rfc6120::parseStreamError(element)) {
        LoginFailure failure{toSessionError(*error), m_inTheAir, {}};
        if (error->condition == u"see-other-host")
            failure.otherHost = rfc6120::parseHostPort(error->otherHost);
        return fail(std::move(failure), {StreamEnd{}});
    }
    return std::visit([&](auto &state) { return on(std::move(state), element); }, m_state);
}

Step Login::on(PlainFeatures state, const xml::Element &element)
{
    if (!rfc6120::isFeatures(element))
        return unexpectedElement(element);
    // Whatever else these features say was said in the clear by who knows whom: only STARTTLS is read.
    if (!element.child(u"starttls", rfc6120::kTlsNs))
        return fail(SessionErrorKind::EncryptionUnavailable, u"server offers no STARTTLS"_s, {StreamEnd{}});
    if (state.asked)
        return wait(Proceeding{});
    m_state = Proceeding{};
    return {{xml::Element(u"starttls", rfc6120::kTlsNs)}, {}};
}

Step Login::on(Proceeding, const xml::Element &element)
{
    if (element.is(u"failure", rfc6120::kTlsNs))
        return fail(SessionErrorKind::EncryptionUnavailable, u"server refused STARTTLS"_s, {StreamEnd{}});
    if (!element.is(u"proceed", rfc6120::kTlsNs))
        return unexpectedElement(element);
    m_inTheAir = false;
    m_state = Securing{};
    return {{}, {StartTls{}}};
}

Step Login::on(Choosing state, const xml::Element &element)
{
    if (!rfc6120::isFeatures(element))
        return unexpectedElement(element);
    m_features.learnBeforeAuth(element);
    // STARTTLS is offered on the plain stream only; what the cache needs to know is that it was there.
    m_features.startTls = m_wire.tls.kind == TlsKind::StartTls;
    if (std::exchange(m_earlyInTheAir, false))
        m_features.learned.early = Tried::Works;
    std::vector<LoginAction> actions{FeaturesLearned{m_features}};
    if (!state.attempt)
        return tryAgain(std::move(actions), {});
    // An attempt is in the air. If the cache was stale it will fail by itself; until then nothing is done (bind2.md, recovery).
    tellOffers(*state.attempt);
    m_state = Authenticating{std::move(*state.attempt)};
    return {{}, std::move(actions)};
}

void Login::tellOffers(const Attempt &attempt)
{
    if (attempt.classic)
        attempt.mechanism->offers(m_features.classicMechanisms, m_features.channelBindings);
    else
        attempt.mechanism->offers(m_features.mechanisms, m_features.channelBindings, m_features.fastMechanisms);
}

Step Login::tryAgain(std::vector<LoginAction> actions, const std::optional<SessionError> &otherwise)
{
    auto attempt = m_planner.attempt(m_features, m_wire);
    if (!attempt)
        return withFirst(std::move(actions), fail({otherwise.value_or(toSessionError(attempt.error())), false, {}}, {StreamEnd{}}));
    tellOffers(*attempt);
    Flight flight{attempt->opening};
    for (FlightPiece &piece : m_planner.flightBehind(*attempt, m_features, m_wire))
        flight.push_back(std::move(piece));
    Step launched;
    launch(launched, *attempt);
    Step step = send(std::move(flight), Authenticating{std::move(*attempt)});
    step.before.insert(step.before.end(), launched.before.begin(), launched.before.end());
    return withFirst(std::move(actions), std::move(step));
}

Step Login::withFirst(std::vector<LoginAction> first, Step step)
{
    step.actions.insert(step.actions.begin(), std::make_move_iterator(first.begin()), std::make_move_iterator(first.end()));
    return step;
}

Step Login::send(Flight flight, State next)
{
    m_state = std::move(next);
    ++m_result.flights;
    Step step;
    if (carriesProof(flight)) {
        m_proofGiven = true;
        m_ticketIsGood = false;
        step.before.emplace_back(ProofLeaves{});
    }
    step.out = std::move(flight);
    return step;
}

Step Login::wait(State next)
{
    m_state = std::move(next);
    return {};
}

Step Login::finish(std::vector<LoginAction> actions)
{
    m_state = Finished{};
    if (m_aheadInTheAir && std::exchange(m_features.learned.ahead, Tried::Works) != Tried::Works)
        actions.push_back(FeaturesLearned{m_features});
    actions.push_back(LoginDone{std::move(m_result)});
    return {{}, std::move(actions)};
}

Step Login::fail(SessionErrorKind kind, const QString &detail, Flight lastWords)
{
    return fail({{kind, {}, detail}, m_inTheAir, {}}, std::move(lastWords));
}

Step Login::fail(LoginFailure failure, Flight lastWords)
{
    if (std::holds_alternative<PlainOpening>(m_state) || std::holds_alternative<PlainFeatures>(m_state) || std::holds_alternative<Proceeding>(m_state)) {
        failure.error.beforeTls = failure.error.kind != SessionErrorKind::Transport; // a line that breaks says nothing
        failure.otherHost.reset(); // a redirect is as little to be believed
    }
    failure.ticketIsGood = m_ticketIsGood;
    std::vector<LoginAction> actions;
    if (unlearn(failure))
        actions.emplace_back(FeaturesLearned{m_features});
    m_state = Finished{};
    actions.emplace_back(LoginFailed{std::move(failure)});
    return {std::move(lastWords), std::move(actions), {}};
}

bool Login::unlearn(LoginFailure &failure)
{
    if (failure.unlearned)
        return true;
    if (failure.otherHost || !isAboutTheConversation(failure.error.kind))
        return false;
    const bool certain = isAnAnswer(failure.error.kind);
    const auto *asking = std::get_if<Asking>(&m_state);
    const bool atSeed = asking && asking->plan.awaited() == PostAuthStep::SeedBind;
    if (atSeed && !m_features.bind2Seed)
        return false; // it was offered the last time: only the cache was stale
    if (atSeed && ((!m_restartInTheAir && !m_aheadInTheAir) || m_features.learned.seed != Tried::Works))
        LearnedFacts::disappoint(m_features.learned.seed, certain);
    else if (m_restartInTheAir)
        LearnedFacts::disappoint(m_features.learned.restart, certain);
    else if (m_aheadInTheAir)
        LearnedFacts::disappoint(m_features.learned.ahead, certain);
    else if (m_earlyInTheAir)
        LearnedFacts::disappoint(m_features.learned.early, certain);
    else
        return false;
    failure.unlearned = true;
    return true;
}

Step Login::unexpectedElement(const xml::Element &element)
{
    return fail(SessionErrorKind::ProtocolError, u"unexpected %1 during sign-in"_s.arg(nameOf(element)), {StreamEnd{}});
}

} // namespace net
