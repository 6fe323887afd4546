// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked for on an authenticated stream: a session to resume, a resource, stream management.
#include "net/proto/xep_0280_carbons.h"
#include "net/proto/bind2_seed.h"
#include "net/stream/login.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace net {
namespace {

bool isIqAnswer(const xml::Element &element, const QString &id)
{
    const QString type = element.attribute(u"type");
    return element.is(u"iq", rfc6120::kClientNs) && element.attribute(u"id") == id && (type == u"result" || type == u"error");
}

} // namespace

Step Login::on(PostAuth state, const xml::Element &element)
{
    if (!rfc6120::isFeatures(element)) {
        if (m_bound && rfc6120::isStanza(element))
            return passOver(std::move(state));
        return unexpectedElement(element);
    }
    m_features.learnAfterAuth(element);
    std::vector<LoginAction> actions{FeaturesLearned{m_features}};
    if (m_planner.goal() == LoginGoal::InvalidateToken)
        return finish(std::move(actions));
    if (state.plan && m_features.legacySession && m_aheadInTheAir && std::ranges::find(state.plan->steps, PostAuthStep::Session) == state.plan->steps.end())
        state.plan->steps.push_back(PostAuthStep::Session); // nobody knew
    if (state.plan) // in the air already; if the features say otherwise, so will the answers
        return withFirst(std::move(actions), wait(Asking{std::move(*state.plan)}));
    return withFirst(std::move(actions), ask());
}

Step Login::ask()
{
    PostAuthPlan plan = postAuthPlan(m_features, m_planner.postAuthWishes(m_bound, m_resumeTried, m_wire));
    if (m_smSettled)
        std::erase(plan.steps, PostAuthStep::Enable);
    if (plan.steps.empty())
        return m_bound ? finish() : fail(SessionErrorKind::BindFailed, u"server offers no resource binding"_s, {StreamEnd{}});
    return goOn(std::move(plan));
}

Step Login::goOn(PostAuthPlan plan)
{
    if (plan.isDone())
        return finish();
    if (plan.awaited())
        return wait(Asking{std::move(plan)});
    Flight flight = sayNext(plan, m_planner.portion(), m_planner.postAuthWishes(m_bound, m_resumeTried, m_wire), m_ids);
    return send(std::move(flight), Asking{std::move(plan)});
}

Step Login::on(Asking state, const xml::Element &element)
{
    m_state = state; // what fails looks at how far it had come
    PostAuthPlan &plan = state.plan;
    const PostAuthStep step = *plan.awaited();
    if (m_bound && rfc6120::isStanza(element) && step != PostAuthStep::Session)
        return passOver(std::move(state));
    switch (step) {
    case PostAuthStep::Resume:
        return onResumeAnswer(element);
    case PostAuthStep::SeedBind:
        return onSeedAnswer(std::move(plan), element);
    case PostAuthStep::Bind: {
        const auto jid = isIqAnswer(element, plan.bindId) ? rfc6120::parseBindResult(element) : std::nullopt;
        if (!isIqAnswer(element, plan.bindId))
            return unexpectedElement(element);
        if (element.attribute(u"type") == u"error" || !jid || jid->bare() != m_planner.settings().jid)
            return fail(SessionErrorKind::BindFailed, u"server bound no resource of this account"_s, {StreamEnd{}});
        bind(*jid);
        break;
    }
    case PostAuthStep::Session:
        if (!isIqAnswer(element, plan.sessionId))
            return rfc6120::isStanza(element) ? passOver(std::move(state)) : unexpectedElement(element);
        if (element.attribute(u"type") == u"error")
            return fail(SessionErrorKind::BindFailed, u"server established no session"_s, {StreamEnd{}});
        break;
    case PostAuthStep::Enable:
        if (const auto enabled = xep0198::parseEnabled(element))
            m_result.sm = *enabled;
        else if (!xep0198::parseFailed(element)) // failed: a session without
            return unexpectedElement(element);
        break;
    }
    ++plan.answered;
    return goOn(std::move(plan));
}

Step Login::onResumeAnswer(const xml::Element &element)
{
    if (const auto resumed = xep0198::parseResumed(element)) {
        m_result.resumed = true;
        m_result.serverHandled = resumed->h;
        m_result.jid = m_planner.settings().resume->fullJid;
        takenBehind();
        return finish();
    }
    const auto failed = xep0198::parseFailed(element);
    if (!failed)
        return unexpectedElement(element);
    m_result.resumeFailed = *failed;
    m_resumeTried = true;
    m_aheadInTheAir = false; // nothing goes with a question that may be answered like this
    m_inTheAir = false; // but not sure yet that the server reads on: some stumble over what does not come in the same chunk
    if (auto step = onResumeRefused(failed->condition))
        return std::move(*step);
    return ask();
}

std::optional<Step> Login::onResumeRefused(const QString &condition)
{
    if (!m_planner.resumeIsProved())
        return {};
    if (condition == u"conflict" && m_proofGiven)
        return fail(SessionErrorKind::TakenUpElsewhere, u"the ticket was used before"_s, {StreamEnd{}});
    if (condition == u"service-unavailable") {
        // The server is about to stop, and keeps the session for afterwards: not the moment for a new one.
        m_ticketIsGood = true;
        return fail(SessionErrorKind::ServerShutdown, u"the session can be taken up later"_s, {StreamEnd{}});
    }
    if (condition == u"not-authorized" && m_planner.asksWithoutProof()) {
        m_planner.ticketIsGood();
        m_ticketIsGood = true;
        m_resumeTried = m_planner.proof(m_wire).isNull();
        if (!m_resumeTried)
            m_result.resumeFailed.reset();
    }
    return {};
}

Step Login::onSeedAnswer(PostAuthPlan plan, const xml::Element &element)
{
    const auto jid = xep0386seed::parseBoundJid(element);
    if (!jid)
        return unexpectedElement(element); // not supported, whatever was offered: unlearned on the way out
    if (jid->bare() != m_planner.settings().jid)
        return fail(SessionErrorKind::BindFailed, u"bound to no address of this account: %1"_s.arg(jid->toString()), {StreamEnd{}});
    bind(*jid);
    m_result.rung = Rung::Seed;
    m_result.bound = element;
    m_result.inlined = QStringList{xep0280::kNs.toString()}; // B9
    ++plan.answered;
    if (m_features.learned.seed == Tried::Works)
        return goOn(std::move(plan));
    m_features.learned.seed = Tried::Works;
    return withFirst({FeaturesLearned{m_features}}, goOn(std::move(plan)));
}

void Login::bind(const Jid &jid)
{
    m_bound = true;
    m_result.jid = jid;
    takenBehind();
}

void Login::takenBehind()
{
    m_inTheAir = false;
    m_result.restartPipelined = m_result.restartPipelined || std::exchange(m_restartInTheAir, false);
}

Step Login::passOver(State state)
{
    // Between <bound/> and <enabled/> it is outside of what stream management counts. Bound by the seed, it is in the archive, which is read from now on; otherwise nobody knows our
    // address yet.
    return wait(std::move(state));
}

} // namespace net
