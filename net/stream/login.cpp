// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/login.h"

#include "net/base/log.h"
#include "net/proto/xep_0386_bind2.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0484_fast.h"
#include "net/proto/xep_0509_config_version.h"
#include "net/sasl/channel_binding.h"
#include "net/stream/login_errors.h"

using namespace Qt::StringLiterals;

namespace net {
namespace {

QString nameOf(const xml::Element &element)
{
    return u"<%1 xmlns='%2'>"_s.arg(element.name(), element.ns());
}

bool isIqAnswer(const xml::Element &element, const QString &id)
{
    const QString type = element.attribute(u"type");
    return element.is(u"iq", rfc6120::kClientNs) && element.attribute(u"id") == id && (type == u"result" || type == u"error");
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

Step Login::start(WireFacts wire)
{
    m_wire = std::move(wire);
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
    return send(std::move(first.flight), Opening{std::move(first.attempt)});
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
    if (std::holds_alternative<Reopening>(m_state))
        return wait(PostAuth{});
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
    std::vector<LoginAction> actions{FeaturesLearned{m_features}};
    if (!state.attempt)
        return tryAgain(std::move(actions), {});
    // An attempt is in the air. If the cache was stale it will fail by itself; until then nothing is done (bind2.md, recovery).
    state.attempt->mechanism->offers(m_features.mechanisms, m_features.channelBindings, m_features.fastMechanisms);
    m_state = Authenticating{std::move(*state.attempt)};
    return {{}, std::move(actions)};
}

Step Login::on(Authenticating state, const xml::Element &element)
{
    const QStringView ns = state.attempt.classic ? rfc6120::kSaslNs : xep0388::kNs;
    if (element.name() == u"failure" && (element.ns() == ns || element.ns() == rfc6120::kSaslNs))
        return onFailure(std::move(state.attempt), element);
    if (element.is(u"challenge", ns))
        return onChallenge(std::move(state.attempt), element);
    if (element.is(u"success", ns))
        return state.attempt.classic ? onClassicSuccess(std::move(state.attempt), element) : onSasl2Success(std::move(state.attempt), element);
    if (element.is(u"continue", xep0388::kNs) && !state.attempt.classic) {
        // B108: no task is known here, and none was asked for.
        return fail(SessionErrorKind::StepNotSupported, xep0388::parseTasks(element).join(u", "_s), {xep0388::abort(), StreamEnd{}});
    }
    return unexpectedElement(element);
}

Step Login::onChallenge(Attempt attempt, const xml::Element &element)
{
    const auto data = attempt.classic ? rfc6120::saslPayload(element) : xep0388::parseChallenge(element);
    if (!data)
        return saslFailed({sasl::SaslErrorKind::Malformed, u"challenge is no base64"_s}, attempt.classic);
    const auto answer = attempt.mechanism->challenge(*data);
    if (!answer)
        return saslFailed(answer.error(), attempt.classic);
    xml::Element response = attempt.classic ? rfc6120::saslResponse(*answer) : xep0388::response(*answer);
    return send({std::move(response)}, Authenticating{std::move(attempt)});
}

Step Login::onSasl2Success(Attempt attempt, const xml::Element &element)
{
    const auto success = xep0388::parseSuccess(element);
    if (!success)
        return saslFailed({sasl::SaslErrorKind::Malformed, u"success is no base64"_s}, false);
    if (const auto verified = attempt.mechanism->success(success->additionalData); !verified) {
        if (!attempt.choice.isToken || verified.error().kind != sasl::SaslErrorKind::ServerRefused)
            return saslFailed(verified.error(), false);
        // A newer HT says no inside its answer. That is about the token, not about a password: the next connection goes without.
        Step step = fail({{SessionErrorKind::NoPassword, {}, verified.error().detail}, false, {}, true}, {xep0388::abort(), StreamEnd{}});
        step.actions.insert(step.actions.begin(), TokenIs{m_planner.dropToken()});
        return step;
    }
    m_inTheAir = false;

    std::vector<LoginAction> actions;
    if (attempt.mechanism->provesServer() && !attempt.choice.isToken)
        actions.push_back(ScramSucceeded{});
    m_result.rung = attempt.choice.isToken ? Rung::Token : attempt.pipelined ? Rung::Password : Rung::Unknown;
    m_result.mechanism = attempt.choice.mechanism;
    if (attempt.choice.binding)
        m_result.channelBinding = sasl::channelBindingName(*attempt.choice.binding);

    const auto &used = m_planner.settings().token; // if it is what was used
    bool replaced = false;
    for (const xml::Element *child : element.children()) {
        if (const auto token = xep0484::parseToken(*child)) {
            // B124: asked for or not, it replaces the stored one. Unasked it belongs to the mechanism of the token in use.
            const QString mechanism = attempt.choice.isToken ? attempt.choice.mechanism : attempt.requestedToken;
            if (!mechanism.isEmpty()) {
                actions.push_back(TokenIs{FastToken{mechanism, token->token, token->expiry, 0, attempt.choice.isToken ? used->token : QString()}});
                replaced = true;
            }
        }
    }
    if (attempt.choice.isToken && !replaced && !used->older.isEmpty()) {
        FastToken proved = *used;
        proved.older.clear();
        actions.push_back(TokenIs{proved});
    }
    const Jid jid = Jid::fromString(success->identifier);
    if (m_planner.goal() == LoginGoal::InvalidateToken) {
        m_result.jid = jid.isEmpty() ? m_planner.settings().jid : jid;
        return finish(std::move(actions));
    }

    if (attempt.asksResume) {
        if (const xml::Element *child = element.child(u"resumed", xep0198::kNs)) {
            const auto resumed = xep0198::parseResumed(*child);
            if (!resumed)
                return fail(SessionErrorKind::ProtocolError, u"<resumed/> without h"_s, {StreamEnd{}});
            m_result.resumed = true;
            m_result.serverHandled = resumed->h;
            m_result.jid = m_planner.settings().resume->fullJid;
            if (attempt.choice.isToken)
                m_result.rung = Rung::Resume;
            return finish(std::move(actions));
        }
    }

    const xml::Element *bound = attempt.asksBind ? element.child(u"bound", xep0386::kNs) : nullptr;
    if (attempt.asksResume) {
        // No word about it: asked on the strength of a cache that was stale. Without a resource the old way is still open.
        const xml::Element *child = element.child(u"failed", xep0198::kNs);
        m_resumeTried = child || bound;
        if (m_resumeTried)
            m_result.resumeFailed = child ? xep0198::parseFailed(*child).value_or(xep0198::Failed{}) : xep0198::Failed{};
    }
    if (!bound) {
        // No resource yet: either not asked for, or refused (Prosody says so with <failed xmlns='urn:xmpp:bind:0'/>). The features behind <success/> offer the old way.
        m_state = PostAuth{};
        return {{}, std::move(actions)};
    }
    // Everything below trusts "own bare address" (IQ answers, carbons, archive): it must be the one the user signed in to.
    if (jid.isBare() || jid.bare() != m_planner.settings().jid)
        return fail(SessionErrorKind::BindFailed, u"bound to no address of this account: %1"_s.arg(success->identifier), {StreamEnd{}});
    m_bound = true;
    m_result.jid = jid;
    m_result.bound = *bound;
    // What a stale cache made us ask for was passed over in silence: it counts as not asked.
    for (const QString &ns : attempt.inlined) {
        if (m_features.bindInline.contains(ns))
            m_result.inlined << ns;
    }
    m_smSettled = attempt.asksSm && m_result.inlined.contains(xep0198::kNs);
    if (const xml::Element *enabled = bound->child(u"enabled", xep0198::kNs))
        m_result.sm = xep0198::parseEnabled(*enabled);
    if (m_smSettled || !m_planner.bindRequest().enableSm)
        return finish(std::move(actions));
    m_state = PostAuth{}; // stream management is perhaps offered the old way
    return {{}, std::move(actions)};
}

Step Login::onClassicSuccess(Attempt attempt, const xml::Element &element)
{
    const auto data = rfc6120::saslPayload(element);
    if (!data)
        return saslFailed({sasl::SaslErrorKind::Malformed, u"success is no base64"_s}, true);
    if (const auto verified = attempt.mechanism->success(*data); !verified)
        return saslFailed(verified.error(), true);
    m_result.rung = Rung::Classic;
    m_result.mechanism = attempt.choice.mechanism;
    if (attempt.choice.binding)
        m_result.channelBinding = sasl::channelBindingName(*attempt.choice.binding);
    // A new stream on the same connection, without a second XML declaration.
    Step step = send({StreamHead{m_planner.settings().jid, m_planner.settings().jid.domain(), false}}, Reopening{});
    step.actions.push_back(RestartReader{});
    if (attempt.mechanism->provesServer())
        step.actions.push_back(ScramSucceeded{});
    return step;
}

Step Login::onFailure(Attempt attempt, const xml::Element &element)
{
    const auto failure = rfc6120::parseSaslFailure(element).value_or(rfc6120::SaslFailure{});
    qCInfo(logStream) << "authentication refused:" << attempt.choice.mechanism << failure.condition;
    m_inTheAir = false;
    const SessionError error = toSessionError(failure);
    const bool secondToken = attempt.choice.isToken && std::exchange(m_tokenTried, true);
    if (attempt.pipelined && xep0509::isMismatch(element))
        return tryAgain({}, error); // only our cache was stale: the token is as good as ever

    if (attempt.choice.isToken) {
        // B125: on with the password on the same stream. The token is forgotten only when it was looked at: a server in trouble, one that does not take tokens now, and one that
        // takes a single one per stream (Prosody: malformed-request) have said nothing about it.
        const bool notNow = error.kind == SessionErrorKind::TemporaryAuthFailure || !m_features.fastMechanisms.contains(attempt.choice.mechanism);
        const bool notHere = secondToken && failure.condition == u"malformed-request";
        const auto older = m_planner.dropToken();
        std::vector<LoginAction> actions;
        if (!notNow && !notHere)
            actions.push_back(TokenIs{older});
        if ((notHere || (older && !notNow)) && m_planner.settings().password.isEmpty()) {
            // It gets a connection of its own.
            Step step = fail({{SessionErrorKind::NoPassword, {}, {}}, false, {}, true}, {StreamEnd{}});
            step.actions.insert(step.actions.begin(), std::make_move_iterator(actions.begin()), std::make_move_iterator(actions.end()));
            return step;
        }
        const bool aboutTheAccount = error.kind == SessionErrorKind::TemporaryAuthFailure || error.kind == SessionErrorKind::AccountDisabled;
        return tryAgain(std::move(actions), aboutTheAccount ? std::optional(error) : std::nullopt);
    }
    if (attempt.pipelined)
        return tryAgain({}, error); // chosen from the cache: once more from the fresh features, before anybody is told
    if (error.kind == SessionErrorKind::NoCommonMechanism) {
        m_planner.exclude(attempt.choice.mechanism);
        return tryAgain({}, error);
    }
    return fail({error, false, {}}, {StreamEnd{}});
}

Step Login::tryAgain(std::vector<LoginAction> actions, const std::optional<SessionError> &otherwise)
{
    auto attempt = m_planner.attempt(m_features, m_wire);
    Step step;
    if (!attempt) {
        step = fail({otherwise.value_or(toSessionError(attempt.error())), false, {}}, {StreamEnd{}});
    } else {
        attempt->mechanism->offers(attempt->classic ? m_features.classicMechanisms : m_features.mechanisms, m_features.channelBindings,
                                   attempt->classic ? QStringList() : m_features.fastMechanisms);
        xml::Element opening = attempt->opening;
        step = send({std::move(opening)}, Authenticating{std::move(*attempt)});
    }
    step.actions.insert(step.actions.begin(), std::make_move_iterator(actions.begin()), std::make_move_iterator(actions.end()));
    return step;
}

Step Login::on(PostAuth, const xml::Element &element)
{
    if (!rfc6120::isFeatures(element))
        return unexpectedElement(element);
    m_features.learnAfterAuth(element);
    Step step = afterPostAuthFeatures();
    step.actions.insert(step.actions.begin(), FeaturesLearned{m_features});
    return step;
}

Step Login::afterPostAuthFeatures()
{
    if (m_planner.goal() == LoginGoal::InvalidateToken)
        return finish();
    if (m_bound)
        return enableOrFinish();
    const auto &resume = m_planner.settings().resume;
    if (resume && !resume->smId.isEmpty() && !m_resumeTried && m_features.sm) {
        m_resumeTried = true;
        return send({xep0198::resume(resume->smId, resume->inbound)}, Resuming{});
    }
    return sendBind();
}

Step Login::on(Resuming, const xml::Element &element)
{
    if (const auto resumed = xep0198::parseResumed(element)) {
        m_result.resumed = true;
        m_result.serverHandled = resumed->h;
        m_result.jid = m_planner.settings().resume->fullJid;
        return finish();
    }
    if (const auto failed = xep0198::parseFailed(element)) {
        m_result.resumeFailed = *failed;
        return sendBind();
    }
    return unexpectedElement(element);
}

Step Login::sendBind()
{
    if (!m_features.bind)
        return fail(SessionErrorKind::BindFailed, u"server offers no resource binding"_s, {StreamEnd{}});
    const QString id = m_ids.newId();
    return send({rfc6120::bindRequest(id, {})}, Binding{id});
}

Step Login::on(Binding state, const xml::Element &element)
{
    if (!isIqAnswer(element, state.id))
        return unexpectedElement(element);
    const auto jid = rfc6120::parseBindResult(element);
    if (element.attribute(u"type") == u"error" || !jid || jid->bare() != m_planner.settings().jid)
        return fail(SessionErrorKind::BindFailed, u"server bound no resource of this account"_s, {StreamEnd{}});
    m_bound = true;
    m_result.jid = *jid;
    if (!m_features.legacySession)
        return enableOrFinish();
    const QString id = m_ids.newId();
    return send({rfc6120::sessionRequest(id)}, Establishing{id});
}

Step Login::on(Establishing state, const xml::Element &element)
{
    if (!isIqAnswer(element, state.id))
        return unexpectedElement(element);
    if (element.attribute(u"type") == u"error")
        return fail(SessionErrorKind::BindFailed, u"server established no session"_s, {StreamEnd{}});
    return enableOrFinish();
}

Step Login::enableOrFinish()
{
    if (m_smSettled || !m_features.sm || !m_planner.bindRequest().enableSm)
        return finish();
    return send({xep0198::enable()}, Enabling{});
}

Step Login::on(Enabling, const xml::Element &element)
{
    if (const auto enabled = xep0198::parseEnabled(element)) {
        m_result.sm = *enabled;
        return finish();
    }
    if (xep0198::parseFailed(element))
        return finish(); // a session without
    return unexpectedElement(element);
}

Step Login::send(Flight flight, State next)
{
    m_state = std::move(next);
    ++m_result.flights;
    return {std::move(flight), {}};
}

Step Login::wait(State next)
{
    m_state = std::move(next);
    return {};
}

Step Login::finish(std::vector<LoginAction> actions)
{
    m_state = Finished{};
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
    m_state = Finished{};
    return {std::move(lastWords), {LoginFailed{std::move(failure)}}};
}

Step Login::saslFailed(const sasl::SaslError &error, bool classic)
{
    m_inTheAir = false; // this is about the secret or the peer, not about the cache
    return fail({toSessionError(error), false, {}}, {classic ? rfc6120::saslAbort() : xep0388::abort(), StreamEnd{}});
}

Step Login::unexpectedElement(const xml::Element &element)
{
    return fail(SessionErrorKind::ProtocolError, u"unexpected %1 during sign-in"_s.arg(nameOf(element)), {StreamEnd{}});
}

} // namespace net
