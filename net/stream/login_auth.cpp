// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Authentication, from <authenticate/> or <auth/> on.
#include "net/base/log.h"
#include "net/proto/xep_0386_bind2.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0480_upgrade.h"
#include "net/proto/xep_0484_fast.h"
#include "net/proto/xep_0509_config_version.h"
#include "net/sasl/channel_binding.h"
#include "net/stream/login.h"
#include "net/stream/login_errors.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace net {

Step Login::on(Authenticating state, const xml::Element &element)
{
    const QStringView ns = state.attempt.classic ? rfc6120::kSaslNs : xep0388::kNs;
    if (element.name() == u"failure" && (element.ns() == ns || element.ns() == rfc6120::kSaslNs))
        return onFailure(std::move(state.attempt), element);
    if (element.is(u"challenge", ns))
        return onChallenge(std::move(state.attempt), element);
    if (element.is(u"success", ns))
        return state.attempt.classic ? onClassicSuccess(std::move(state.attempt), element) : onSasl2Success(std::move(state.attempt), element);
    if (element.is(u"continue", xep0388::kNs) && !state.attempt.classic)
        return onContinue(std::move(state.attempt), element);
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
    if (m_restartInTheAir) // it was to be silent: what went out behind the last word has come in between
        return fail(SessionErrorKind::ProtocolError, u"challenge behind the last word"_s, {StreamEnd{}});
    Flight flight{attempt.classic ? rfc6120::saslResponse(*answer) : xep0388::response(*answer)};
    for (FlightPiece &piece : m_planner.flightBehind(attempt, m_features, m_wire))
        flight.push_back(std::move(piece));
    m_restartInTheAir = attempt.behind.has_value();
    return send(std::move(flight), Authenticating{std::move(attempt)});
}

Step Login::onSasl2Success(Attempt attempt, const xml::Element &element)
{
    const auto success = xep0388::parseSuccess(element);
    if (!success)
        return saslFailed({sasl::SaslErrorKind::Malformed, u"success is no base64"_s}, false);
    if (const auto verified = attempt.proved ? Expected<void, sasl::SaslError>() : attempt.mechanism->success(success->additionalData); !verified) {
        if (!attempt.choice.isToken || verified.error().kind != sasl::SaslErrorKind::ServerRefused)
            return saslFailed(verified.error(), false);
        // A newer HT says no inside its answer. That is about the token, not about a password: the next connection goes without.
        return withFirst({TokenIs{m_planner.dropToken()}}, fail({{SessionErrorKind::NoPassword, {}, verified.error().detail}, false, {}, true}, {xep0388::abort(), StreamEnd{}}));
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
                actions.push_back(TokenIs{FastToken{mechanism, token->token, token->expiry, attempt.choice.isToken ? used->counter : 0, attempt.choice.isToken ? used->token : QString()}});
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
        if (auto step = child ? onResumeRefused(m_result.resumeFailed->condition) : std::nullopt)
            return withFirst(std::move(actions), std::move(*step));
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
    Step step;
    if (attempt.behind) {
        m_state = Reopening{std::move(attempt.behind)};
        step.actions.emplace_back(RestartReader{});
        if (m_features.learned.restart != Tried::Works)
            step.actions.emplace_back(AnswerDue{});
    } else {
        PostAuthPlan plan = m_planner.planAhead(m_features, m_wire);
        m_inTheAir = m_aheadInTheAir = !plan.steps.empty();
        Flight flight = restartFlight(plan, m_planner.settings().jid, m_planner.postAuthWishes(false, false, m_wire), m_ids);
        step = send(std::move(flight), Reopening{m_aheadInTheAir ? std::optional(std::move(plan)) : std::nullopt});
        step.actions.emplace_back(RestartReader{});
    }
    if (attempt.mechanism->provesServer())
        step.actions.emplace_back(ScramSucceeded{});
    return step;
}

Step Login::onFailure(Attempt attempt, const xml::Element &element)
{
    const auto failure = rfc6120::parseSaslFailure(element).value_or(rfc6120::SaslFailure{});
    qCInfo(logStream) << "authentication refused:" << attempt.choice.mechanism << failure.condition;
    m_inTheAir = false;
    m_ticketIsGood = m_proofGiven; // what came along was not looked at
    const SessionError error = toSessionError(failure);
    if (m_restartInTheAir)
        return onSpoiltFailure(error);
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
            return withFirst(std::move(actions), fail({{SessionErrorKind::NoPassword, {}, {}}, false, {}, true}, {StreamEnd{}}));
        }
        const bool aboutTheAccount = error.kind == SessionErrorKind::TemporaryAuthFailure || error.kind == SessionErrorKind::AccountDisabled;
        return tryAgain(std::move(actions), aboutTheAccount ? std::optional(error) : std::nullopt);
    }
    if (attempt.pipelined)
        return tryAgain({}, {}); // chosen from the cache: once more from the fresh features, which decide what to tell the user
    if (error.kind == SessionErrorKind::NoCommonMechanism) {
        m_planner.exclude(attempt.choice.mechanism);
        return tryAgain({}, error);
    }
    return fail({error, false, {}}, {StreamEnd{}});
}

Step Login::onSpoiltFailure(const SessionError &error)
{
    // The server takes what came behind for the same stream: nothing can be said here any more. What it means by it shows when the same is said step by step.
    LoginFailure failure{error, true, {}};
    failure.spoilt = error.kind != SessionErrorKind::TemporaryAuthFailure && error.kind != SessionErrorKind::AccountDisabled;
    return fail(std::move(failure), {StreamEnd{}});
}

Step Login::onContinue(Attempt attempt, const xml::Element &element)
{
    const auto more = xep0388::parseContinue(element);
    if (!more)
        return saslFailed({sasl::SaslErrorKind::Malformed, u"continue is no base64"_s}, false);
    m_inTheAir = false;
    if (attempt.upgrade.isEmpty() || !more->tasks.contains(attempt.upgrade))
        return withoutUpgrade(attempt.upgrade, more->tasks.join(u", "_s)); // B108
    if (!attempt.proved) {
        // Before a task is worked on: its answer is worth as much as the password.
        if (const auto verified = attempt.mechanism->success(more->additionalData); !verified)
            return saslFailed(verified.error(), false);
        attempt.proved = true;
    }
    xml::Element next = xep0388::next(attempt.upgrade);
    return send({std::move(next)}, Upgrading{std::move(attempt)});
}

Step Login::on(Upgrading state, const xml::Element &element)
{
    const QString task = state.attempt.upgrade;
    if (element.is(u"task-data", xep0388::kNs) && !state.answered) {
        const auto salt = xep0480::parseSalt(element);
        const sasl::ScramSettings bounds;
        if (!salt || salt->iterations < bounds.minIterations || salt->iterations > bounds.maxIterations)
            return withoutUpgrade(task, u"salt or iterations of %1 out of bounds"_s.arg(task));
        const QByteArray salted = sasl::saltPassword(*sasl::upgradeHash(task), m_planner.settings().password, salt->salt, salt->iterations);
        return send({xep0388::taskData(xep0480::hash(salted))}, Upgrading{std::move(state.attempt), true});
    }
    const bool done = element.is(u"success", xep0388::kNs) || element.is(u"continue", xep0388::kNs);
    if (done && state.answered) {
        m_features.learned.upgraded << task; // B116
        state.attempt.upgrade.clear();
        return withFirst({FeaturesLearned{m_features}},
                         element.name() == u"success" ? onSasl2Success(std::move(state.attempt), element) : onContinue(std::move(state.attempt), element));
    }
    return withoutUpgrade(task, u"%1 failed"_s.arg(task));
}

Step Login::withoutUpgrade(const QString &task, const QString &why)
{
    // Behind <continue/> there is no other attempt on this stream (B107).
    LoginFailure failure{{SessionErrorKind::StepNotSupported, {}, why}, false, {}};
    if (!task.isEmpty()) {
        m_features.learned.upgraded << task;
        failure.unlearned = true;
    }
    return fail(std::move(failure), {xep0388::abort(), StreamEnd{}});
}

Step Login::saslFailed(const sasl::SaslError &error, bool classic)
{
    m_inTheAir = false; // this is about the secret or the peer, not about the cache
    return fail({toSessionError(error), false, {}}, {classic ? rfc6120::saslAbort() : xep0388::abort(), StreamEnd{}});
}

} // namespace net
