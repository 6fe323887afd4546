// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/ids.h"
#include "net/session/session_settings.h"
#include "net/stream/flight.h"

namespace net {

/// One thing to ask for on an authenticated stream that has no resource, or no stream management, yet. Each has one answer, and answers come in the order of the questions.
enum class PostAuthStep {
    Resume, ///< XEP-0198
    SeedBind, ///< <bind xmlns='urn:xmpp:bind2:0'/> (B3)
    Bind, ///< RFC 6120 §7
    Session, ///< RFC 3921 §3
    Enable, ///< XEP-0198
};

/// What is wanted of such a stream.
struct PostAuthWishes {
    const ResumeState *resume = nullptr; ///< a session to take up; null: none, or it was tried
    bool bound = false; ///< there is a resource already (Bind 2 inside SASL2)
    bool sm = true;
    bool readsArchive = true; ///< B24: false, and the seed's bind is not for us
    xml::Element proof{}; ///< that the session to take up is ours; null: none is needed, or none can be given
};

/// What to ask for behind the login, in order, and how far it has come.
struct PostAuthPlan {
    std::vector<PostAuthStep> steps;
    size_t said = 0, answered = 0;
    QString bindId, sessionId; ///< of the IQs

    [[nodiscard]] std::optional<PostAuthStep> awaited() const { return answered < said ? std::optional(steps[answered]) : std::nullopt; }
    [[nodiscard]] bool isDone() const { return answered == steps.size(); }
    bool operator==(const PostAuthPlan &) const = default;
};

/// From what the features behind the login say, or said the last time. Empty: there is nothing to ask, or (with nothing bound) no way to bind. Nothing is bound behind a
/// <resume/>: if that works, the stream has its resource.
[[nodiscard]] PostAuthPlan postAuthPlan(const ServerFeatures &features, const PostAuthWishes &wishes);

/// <resume/>
[[nodiscard]] xml::Element resumeWith(const ResumeState &state, const xml::Element &proof);
/// How much of a plan goes into one write.
enum class Portion {
    All, ///< a stream is worked off in order
    One, ///< speak only when spoken to
};
/// The next of the plan; counts it as said.
[[nodiscard]] Flight sayNext(PostAuthPlan &plan, Portion portion, const PostAuthWishes &wishes, IdSource &ids);
/// What a restarted stream begins with: a header without another XML declaration, for it may be in the middle of a chunk, and with it all of the plan, or nothing when it is empty.
[[nodiscard]] Flight restartFlight(PostAuthPlan &plan, const Jid &self, const PostAuthWishes &wishes, IdSource &ids);

} // namespace net
