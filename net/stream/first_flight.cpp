// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/first_flight.h"

#include "net/crypto/crypto.h"
#include "net/proto/kith_detach.h"
#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/xep_0386_bind2.h"
#include "net/proto/bind2_seed.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0480_upgrade.h"
#include "net/proto/xep_0484_fast.h"
#include "net/proto/xep_0509_config_version.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace net {
namespace {

constexpr QStringView kCarbonsNs = u"urn:xmpp:carbons:2";
constexpr QStringView kCsiNs = u"urn:xmpp:csi:0";

sasl::Offer offerOf(const ServerFeatures &features, bool classic, const QStringList &excluded)
{
    sasl::Offer offer;
    offer.sasl2 = !classic;
    offer.mechanisms = classic ? features.classicMechanisms : features.mechanisms;
    for (const QString &mechanism : excluded)
        offer.mechanisms.removeAll(mechanism);
    offer.channelBindingTypes = features.channelBindings;
    if (!classic && features.sasl2Inline.contains(xep0484::kNs)) {
        offer.fastMechanisms = features.fastMechanisms;
        offer.zeroRtt = features.fastZeroRtt;
    }
    return offer;
}

/// B121: higher than any before, also when the last one was lost in a crash.
quint32 nextCount(quint32 last, const QDateTime &now)
{
    static const QDateTime kEpoch(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC);
    return std::max(last + 1, quint32(std::max<qint64>(0, kEpoch.secsTo(now))));
}

} // namespace

FlightPlanner::FlightPlanner(SessionSettings settings, BindRequest bind, LoginGoal goal, bool useCache, IdSource &ids, QDateTime now)
    : m_settings(std::move(settings))
    , m_bind(std::move(bind))
    , m_goal(goal)
    , m_useCache(useCache)
    , m_ids(ids)
    , m_now(std::move(now))
{
}

const ServerFeatures *FlightPlanner::usableCache(TlsKind tls) const
{
    // A server may offer one thing behind direct TLS and another behind STARTTLS.
    const auto &cache = m_settings.cachedFeatures;
    return m_useCache && cache && cache->isKnown() && cache->tls == tls ? &*cache : nullptr;
}

bool FlightPlanner::hasUsableToken() const
{
    const auto &token = m_settings.token;
    return token && !token->token.isEmpty() && !(token->expiry.isValid() && token->expiry <= m_now);
}

std::optional<FastToken> FlightPlanner::dropToken()
{
    const auto dropped = std::exchange(m_settings.token, std::nullopt);
    if (!dropped || dropped->older.isEmpty())
        return {};
    return FastToken{dropped->mechanism, dropped->older, {}, dropped->counter};
}

bool FlightPlanner::asksTlsAtOnce() const
{
    const ServerFeatures *cache = usableCache(TlsKind::StartTls);
    return cache && cache->startTls;
}

Flight FlightPlanner::plainFlight() const
{
    Flight flight{StreamHead{Jid(), m_settings.jid.domain()}};
    if (asksTlsAtOnce())
        flight.push_back(xml::Element(u"starttls", rfc6120::kTlsNs));
    return flight;
}

bool FlightPlanner::prefersClassic(const ServerFeatures &features) const
{
    if (!features.sasl2)
        return true;
    if (features.hasInlineBind() || features.classicMechanisms.isEmpty() || hasUsableToken())
        return false;
    if (wantsResume() && features.sasl2Inline.contains(xep0198::kNs))
        return false;
    // Behind <authenticate/> nothing may be said (B104): where its bind is the seed's, the older way is the shorter one.
    return features.bind2Seed && m_bind.readsArchive && features.learned.seed != Tried::Failed && features.learned.restart != Tried::Failed;
}

FirstFlight FlightPlanner::pipelined(const ServerFeatures &cache, const WireFacts &wire) const
{
    FirstFlight first;
    first.flight.push_back(StreamHead{m_settings.jid, m_settings.jid.domain()}); // B100
    auto attempt = attemptFrom(cache, wire, prefersClassic(cache));
    // The features of this stream decide what to tell the user. They also decide whether there is no channel binding in common (B118): a server that got another TLS has not been tampered with.
    if (!attempt || attempt->choice.offerHashRequired)
        return first;
    attempt->pipelined = true;
    if (!attempt->classic && !cache.configVersion.isEmpty())
        attempt->opening.add(xep0509::toElement({cache.configVersion, cache.configScheme}));
    first.flight.push_back(attempt->opening);
    for (FlightPiece &piece : flightBehind(*attempt, cache, wire))
        first.flight.push_back(std::move(piece));
    first.attempt = std::move(*attempt);
    return first;
}

FirstFlight FlightPlanner::securedFlight(const WireFacts &wire) const
{
    if (const ServerFeatures *cache = usableCache(wire.tls.kind))
        return pipelined(*cache, wire);
    FirstFlight first;
    first.flight.push_back(StreamHead{m_settings.jid, m_settings.jid.domain()});
    return first;
}

bool FlightPlanner::hasEarlyData() const
{
    const ServerFeatures *cache = usableCache(TlsKind::Direct);
    return cache && cache->fastZeroRtt && cache->learned.early != Tried::Failed && m_goal == LoginGoal::Session && hasUsableToken()
        && !resumeIsProved(); // there is nothing to sign yet
}

FirstFlight FlightPlanner::earlyFlight(const EarlyDataOffer &offer) const
{
    if (!hasEarlyData())
        return {};
    WireFacts wire;
    wire.encrypted = true;
    wire.tls.kind = TlsKind::Direct;
    wire.tls.version = offer.tlsVersion;
    if (offer.serverEndPoint) {
        wire.bindings = {ChannelBinding::TlsServerEndPoint};
        wire.bindingData[ChannelBinding::TlsServerEndPoint] = *offer.serverEndPoint;
    }
    FirstFlight first = pipelined(*usableCache(TlsKind::Direct), wire);
    // A password, or a token whose binding does not exist yet, waits for the handshake.
    if (!first.attempt || !first.attempt->choice.isToken)
        return {};
    return first;
}

PostAuthWishes FlightPlanner::postAuthWishes(bool bound, bool resumeTried, const WireFacts &wire) const
{
    return {wantsResume() && !resumeTried ? &*m_settings.resume : nullptr, bound, m_bind.enableSm, m_bind.readsArchive, proof(wire)};
}

xml::Element FlightPlanner::proof(const WireFacts &wire) const
{
    // Below TLS 1.3 the server does not look at it, and counts it as wrong.
    if (!resumeIsProved() || asksWithoutProof() || wire.tls.version != u"TLSv1.3")
        return {};
    // D20, and more: the two ends of this connection alone know what is signed. A server that accepts less is not known to us.
    const auto exporter = wire.bindingData.find(ChannelBinding::TlsExporter);
    if (exporter == wire.bindingData.end())
        return {};
    const ResumeState &left = *m_settings.resume;
    return detach::proof(left.detachTicket, crypto::ed25519Sign(m_settings.signingKey, detach::signedOctets(left.detachTicket, left.smId, exporter->second)));
}

Flight FlightPlanner::flightBehind(Attempt &attempt, const ServerFeatures &features, const WireFacts &wire) const
{
    // What follows the login must be known from before.
    if (!attempt.classic || !attempt.mechanism->isSpoken() || m_goal != LoginGoal::Session || !usableCache(features.tls) || features.learned.restart == Tried::Failed)
        return {};
    const PostAuthWishes wishes = postAuthWishes(false, false, wire);
    PostAuthPlan plan = postAuthPlan(features, wishes);
    if (plan.steps.empty())
        return {};
    Flight flight = restartFlight(plan, m_settings.jid, wishes, m_ids);
    attempt.behind = std::move(plan);
    return flight;
}

PostAuthPlan FlightPlanner::planAhead(const ServerFeatures &features, const WireFacts &wire) const
{
    if (!m_useCache || m_goal != LoginGoal::Session || features.learned.ahead == Tried::Failed)
        return {};
    const PostAuthWishes wishes = postAuthWishes(false, false, wire);
    const ServerFeatures *cache = usableCache(features.tls);
    if (cache && (cache->bind || cache->bind2Seed))
        return postAuthPlan(*cache, wishes);
    if (wishes.resume)
        return {}; // bound, it could not be asked for any more
    PostAuthPlan plan{{PostAuthStep::Bind}, 0, 0, {}, {}};
    if (wishes.sm)
        plan.steps.push_back(PostAuthStep::Enable);
    return plan;
}

Expected<Attempt, sasl::ChoiceError> FlightPlanner::attempt(const ServerFeatures &features, const WireFacts &wire) const
{
    if (features.sasl2) {
        auto attempt = attemptFrom(features, wire, false);
        // Only an empty-handed SASL2 sends us to the classic list: the other errors are signs of tampering, which the older list would hide.
        if (attempt || attempt.error() != sasl::ChoiceError::NothingOffered || features.classicMechanisms.isEmpty())
            return attempt;
    }
    return attemptFrom(features, wire, true);
}

Expected<Attempt, sasl::ChoiceError> FlightPlanner::attemptFrom(const ServerFeatures &features, const WireFacts &wire, bool classic) const
{
    const sasl::Offer offer = offerOf(features, classic, m_excluded);
    const bool invalidating = m_goal == LoginGoal::InvalidateToken;
    sasl::Credentials credentials;
    credentials.hasPassword = !m_settings.password.isEmpty() && !invalidating;
    credentials.plainAllowed = m_settings.passwordIsPlainAllowed;
    if (!classic && hasUsableToken())
        credentials.tokenMechanism = m_settings.token->mechanism;
    const sasl::Connection connection{wire.encrypted, wire.tls.version, wire.bindings};

    const auto choice = sasl::chooseMechanism(offer, credentials, connection);
    if (!choice)
        return unexpected(choice.error());

    Attempt attempt;
    attempt.choice = *choice;
    attempt.classic = classic;
    sasl::Secrets secrets;
    secrets.user = m_settings.jid.local();
    secrets.password = m_settings.password;
    if (choice->isToken)
        secrets.token = m_settings.token->token;
    if (choice->binding) {
        if (const auto data = wire.bindingData.find(*choice->binding); data != wire.bindingData.end())
            secrets.bindingData = data->second;
    }
    attempt.mechanism = sasl::makeMechanism(*choice, std::move(secrets), m_ids);
    const auto initial = attempt.mechanism->initial();
    if (classic) {
        attempt.opening = rfc6120::saslAuth(choice->mechanism, initial);
        return attempt;
    }
    attempt.opening = xep0388::authenticate(choice->mechanism, initial, {m_settings.userAgentId, m_settings.software, m_settings.device});
    addSasl2Payload(attempt, features, offer, connection, wire);
    return attempt;
}

void FlightPlanner::addSasl2Payload(Attempt &attempt, const ServerFeatures &features, const sasl::Offer &offer, const sasl::Connection &connection,
                                    const WireFacts &wire) const
{
    addToken(attempt, features, offer, connection);
    if (m_goal == LoginGoal::InvalidateToken)
        return;
    addUpgrade(attempt, features, connection);

    if (wantsResume() && features.sasl2Inline.contains(xep0198::kNs)) {
        attempt.asksResume = true;
        attempt.opening.add(resumeWith(*m_settings.resume, proof(wire)));
    }
    // Bound anew it could not be asked for a second time, with a proof.
    if (asksWithoutProof())
        return;
    // B24: whoever binds this way loses the offline messages too (XEP-0386 §3.2).
    if (!features.hasInlineBind() || !m_bind.readsArchive)
        return;
    // A session that is bound cannot be resumed any more: where resuming is no inline feature, it must be asked for before anything is bound.
    if (wantsResume() && !attempt.asksResume)
        return;
    std::vector<xml::Element> inside;
    if (m_bind.enableSm && features.bindInline.contains(xep0198::kNs)) {
        inside.push_back(xep0198::enable());
        attempt.asksSm = true;
    }
    if (m_bind.enableCarbons && features.bindInline.contains(kCarbonsNs))
        inside.emplace_back(u"enable", kCarbonsNs);
    if (m_bind.inactive && features.bindInline.contains(kCsiNs))
        inside.emplace_back(u"inactive", kCsiNs);
    if (features.bindInline.contains(xep0386seed::kNs))
        inside.push_back(xep0386seed::unreadRequest());
    for (const xml::Element &element : m_bind.more) {
        if (features.bindInline.contains(element.ns()))
            inside.push_back(element);
    }
    for (const xml::Element &element : inside)
        attempt.inlined << element.ns();
    attempt.asksBind = true;
    attempt.opening.add(xep0386::bind(m_bind.tag, std::move(inside)));
}

void FlightPlanner::addToken(Attempt &attempt, const ServerFeatures &features, const sasl::Offer &offer, const sasl::Connection &connection) const
{
    if (attempt.choice.isToken) {
        std::optional<quint32> count;
        if (features.fastZeroRtt) {
            // Also where this use is no early data: one that is recorded must be older than the next that is.
            attempt.counted = *m_settings.token;
            count = attempt.counted->counter = nextCount(m_settings.token->counter, m_now);
        }
        attempt.opening.add(xep0484::fast(m_goal == LoginGoal::InvalidateToken ? xep0484::Invalidate::Yes : xep0484::Invalidate::No, count));
    } else if (!m_settings.userAgentId.isEmpty()) {
        // Without a user-agent id the request brings some servers down (bind2.md (c)), and the token would belong to nobody.
        attempt.requestedToken = sasl::chooseTokenMechanism(offer, connection);
        if (!attempt.requestedToken.isEmpty())
            attempt.opening.add(xep0484::requestToken(attempt.requestedToken));
    }
}

void FlightPlanner::addUpgrade(Attempt &attempt, const ServerFeatures &features, const sasl::Connection &connection) const
{
    if (attempt.choice.isToken)
        return; // it takes the password, and a round trip
    attempt.upgrade = sasl::chooseUpgrade(features.upgradeTasks, features.mechanisms, attempt.choice.mechanism, features.learned.upgraded, connection);
    if (!attempt.upgrade.isEmpty())
        attempt.opening.add(xep0480::request(attempt.upgrade));
}

} // namespace net
