// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/post_auth_flight.h"

#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/bind2_seed.h"

namespace net {
namespace {

xml::Element elementOf(PostAuthStep step, PostAuthPlan &plan, const PostAuthWishes &wishes, IdSource &ids)
{
    switch (step) {
    case PostAuthStep::Resume:
        return resumeWith(*wishes.resume, wishes.proof);
    case PostAuthStep::SeedBind:
        return xep0386seed::bind();
    case PostAuthStep::Bind:
        plan.bindId = ids.newId();
        return rfc6120::bindRequest(plan.bindId, {});
    case PostAuthStep::Session:
        plan.sessionId = ids.newId();
        return rfc6120::sessionRequest(plan.sessionId);
    case PostAuthStep::Enable:
        break;
    }
    return xep0198::enable();
}

} // namespace

xml::Element resumeWith(const ResumeState &state, const xml::Element &proof)
{
    xml::Element resume = xep0198::resume(state.smId, state.inbound);
    if (!proof.isNull())
        resume.add(proof);
    return resume;
}

PostAuthPlan postAuthPlan(const ServerFeatures &features, const PostAuthWishes &wishes)
{
    PostAuthPlan plan;
    if (!wishes.bound) {
        if (wishes.resume && !wishes.resume->smId.isEmpty() && features.sm) {
            plan.steps = {PostAuthStep::Resume};
            return plan;
        }
        if (features.bind2Seed && wishes.readsArchive && features.learned.seed != Tried::Failed) {
            plan.steps = {PostAuthStep::SeedBind};
        } else if (features.bind) {
            plan.steps = {PostAuthStep::Bind};
            if (features.legacySession)
                plan.steps.push_back(PostAuthStep::Session);
        } else {
            return plan;
        }
    }
    if (wishes.sm && features.sm)
        plan.steps.push_back(PostAuthStep::Enable);
    return plan;
}

Flight sayNext(PostAuthPlan &plan, Portion portion, const PostAuthWishes &wishes, IdSource &ids)
{
    Flight flight;
    const size_t end = portion == Portion::All ? plan.steps.size() : std::min(plan.said + 1, plan.steps.size());
    for (; plan.said < end; ++plan.said)
        flight.push_back(elementOf(plan.steps[plan.said], plan, wishes, ids));
    return flight;
}

Flight restartFlight(PostAuthPlan &plan, const Jid &self, const PostAuthWishes &wishes, IdSource &ids)
{
    Flight flight{StreamHead{self, self.domain(), false}};
    for (FlightPiece &piece : sayNext(plan, Portion::All, wishes, ids))
        flight.push_back(std::move(piece));
    return flight;
}

} // namespace net
