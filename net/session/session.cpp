// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/session.h"

#include "net/proto/xep_0198_sm.h"
#include "net/session/session_p.h"

using namespace Qt::StringLiterals;

namespace net {

Session::Private::Private(Session *session, SessionSettings s, Dialer &d, Clock &c, IdSource &i)
    : q(session)
    , settings(std::move(s))
    , dialer(d)
    , clock(c)
    , ids(i)
    , retry(c, [this] { connectNow(); })
    , steady(c, [this] {
        backoff.reset();
        recovery.steady();
        conflictsAfterResume = 0;
    })
    , signOutLimit(c, [this] { finishSignOut(); })
    , iqs(c)
    , keepalive(c, [this] { ask(); }, [this] { breakOff({SessionErrorKind::KeepaliveTimeout, {}, u"no answer"_s}); })
{
    if (settings.cachedFeatures)
        features = *settings.cachedFeatures;
}

Session::Session(SessionSettings settings, Dialer &dialer, Clock &clock, IdSource &ids, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(settings), dialer, clock, ids))
{
    if (d->settings.resume)
        restore(*d->settings.resume);
}

Session::~Session() = default;

void Session::attach(Extension *extension)
{
    d->extensions.push_back(extension);
    if (d->settings.resume)
        extension->restore(*d->settings.resume);
}

void Session::setLedger(SessionLedger *ledger)
{
    d->ledger = ledger;
    const auto state = resumeState();
    if (!ledger || !state || d->state != SessionState::Live)
        return;
    ledger->began(*state);
    d->notedInbound = state->inbound;
    ledger->write({state->inbound, d->outbound.settled(), d->outbound.settled() + 1, {state->unacked.begin(), state->unacked.end()}}, [](bool) {});
}

void Session::restore(const ResumeState &left)
{
    if (left.smId.isEmpty())
        return;
    d->serverSide = Private::ServerSide{left.smId, left.location, left.max, left.fullJid, left.lostAt, left.detached, left.detachTicket, left.detachMax, left.proving, left.proving};
    d->fullJid = left.fullJid;
    d->bound = left.bound;
    d->inlined = left.inlined;
    d->outbound = AckQueue(left);
    d->inbound = InboundWatermark(left.inbound);
    d->notedInbound = left.inbound;
    for (const OutboundStanza &stanza : left.unacked)
        d->nextToken = std::max(d->nextToken, stanza.token + 1);
    d->smOn = true;
    for (Extension *extension : d->extensions)
        extension->restore(left);
}

void Session::goOnline()
{
    d->wanted = true;
    if ((d->state != SessionState::Offline && d->state != SessionState::Waiting) || d->signingOut)
        return; // finishSignOut() goes on: the connection that takes the token back is needed until then
    d->backoff.reset();
    d->connectNow();
}

void Session::hurry()
{
    d->backoff.reset();
    if (d->state == SessionState::Live)
        d->keepalive.hurry();
    else if (d->state == SessionState::Waiting || (d->state == SessionState::Connecting && d->connection && d->connection->isDialing()))
        d->connectNow(); // a dial that began on a dead network would hang until its time-out
}

void Session::detach(const std::vector<xml::Element> &farewell)
{
    d->wanted = false;
    if (d->isLive()) {
        if (std::exchange(d->leaving, true))
            return;
        for (const xml::Element &stanza : farewell)
            send(stanza);
        if (d->serverSide)
            d->serverSide->detached = !farewell.empty();
        // On the disk before the server hears of it: who comes back without knowing that a proof is asked for is turned away, and makes a new session.
        if (d->ledger && d->serverSide && d->serverSide->isProved())
            d->ledger->changed(*resumeState(), [](bool) {});
        d->ackOwed = d->smOn; // D51: else what was seen is sent again
        d->flush();
        return;
    }
    d->closeDetached();
}

void Session::Private::closeDetached()
{
    leaving = false;
    if (connection)
        connection->close({});
    disconnected();
    iqs.cancelAll(IqErrorKind::Disconnected);
    const bool again = wanted; // the owner thought better of it meanwhile
    setState(SessionState::Offline);
    if (again)
        connectNow();
}

void Session::end()
{
    d->wanted = false;
    d->forgetServerSide(); // </stream:stream> ends it at the server; without a connection it times out there
    d->leaving = false;
    if (d->isLive())
        d->sayAll();
    if (d->connection && d->connection->isLive()) {
        Flight last;
        if (d->smOn)
            last.push_back(xep0198::ack(d->inbound.h()));
        last.push_back(StreamEnd{});
        d->connection->close(last);
    }
    d->disconnected();
    d->iqs.cancelAll(IqErrorKind::Disconnected);
    d->setState(SessionState::Offline);
}

void Session::signOut()
{
    d->signingOut = true;
    end();
    d->tell(d->outbound.clear(), Fate::Cancelled);
    d->invalidateToken();
}

quint64 Session::send(const xml::Element &stanza)
{
    const quint64 token = d->nextToken++;
    xml::Element copy = stanza;
    for (Extension *extension : d->extensions)
        extension->onSend(copy);
    d->enqueue(std::move(copy), token);
    return token;
}

void Session::request(xml::Element iq, QObject *context, IqTracker::Done done, std::chrono::milliseconds timeout)
{
    if (!d->isLive()) {
        // From the event loop, as every other answer comes: an asker must not be called before it has finished asking.
        QMetaObject::invokeMethod(
            context, [done = std::move(done)] { done(unexpected(IqError{IqErrorKind::Disconnected, {}, {}, {}})); }, Qt::QueuedConnection);
        return;
    }
    if (iq.attribute(u"id").isEmpty())
        iq.set(u"id", d->ids.newId());
    d->iqs.track(iq.attribute(u"id"), Jid::fromString(iq.attribute(u"to")), context, std::move(done), timeout);
    d->enqueue(std::move(iq), 0);
}

void Session::reply(const xml::Element &iq)
{
    // To a question that came over a connection now gone: with stream management the answer still counts, else nobody waits for it.
    if (d->isLive() || d->serverSide)
        d->enqueue(iq, 0);
}

void Session::sendNonza(const xml::Element &element)
{
    if (!d->isLive())
        return;
    d->nonzas.push_back(element);
    d->scheduleFlush();
}

void Session::handled(quint64 seq)
{
    d->inbound.handled(seq);
    d->tellWhatWasShort();
}

void Session::settled(quint64 seq)
{
    d->inbound.settle(seq);
    d->tellWhatWasShort();
}

void Session::Private::tellWhatWasShort()
{
    // The server was told less when it asked: tell it, before it repeats what is committed by now.
    if (smOn && isLive() && ackWasShort && inbound.isSettled()) {
        ackOwed = true;
        scheduleFlush();
    }
}

quint64 Session::currentSeq() const
{
    return d->currentSeq;
}

quint32 Session::inboundAfter(quint64 seq) const
{
    return d->inbound.hAfter(seq);
}

SessionState Session::state() const
{
    return d->state;
}

Jid Session::jid() const
{
    return d->fullJid.isEmpty() ? d->settings.jid : d->fullJid;
}

const SessionSettings &Session::settings() const
{
    return d->settings;
}

std::optional<SessionError> Session::lastError() const
{
    return d->lastError;
}

QDateTime Session::retryAt() const
{
    return d->retryAt;
}

LoginTrace Session::lastLogin() const
{
    return d->trace;
}

const ServerFeatures &Session::features() const
{
    return d->features;
}

std::optional<ResumeState> Session::resumeState() const
{
    const auto &kept = d->serverSide;
    if (!kept)
        return {};
    ResumeState state;
    state.smId = kept->smId;
    state.location = kept->location;
    state.max = kept->max;
    state.fullJid = kept->fullJid;
    state.lostAt = kept->lostAt.isValid() ? kept->lostAt : d->clock.now();
    state.inbound = d->inbound.h();
    state.outbound = d->outbound.written();
    state.unacked = d->outbound.unacked();
    state.bound = d->bound;
    state.inlined = d->inlined;
    state.detachTicket = kept->ticket;
    state.detachMax = kept->detachMax;
    state.proving = kept->proving || kept->provingNoted; // who reads this later does not know which
    state.detached = kept->detached;
    for (const Extension *extension : d->extensions)
        extension->keep(state);
    return state;
}

void Session::noteState(std::function<void(bool)> done)
{
    if (d->ledger && d->serverSide)
        d->ledger->changed(*resumeState(), std::move(done));
    else
        done(true);
}

const xml::Element &Session::bound() const
{
    return d->bound;
}

bool Session::wasInlined(QStringView ns) const
{
    return d->inlined.contains(ns);
}

bool Session::saidFarewell() const
{
    return d->wasDetached;
}

const std::vector<Extension *> &Session::extensions() const
{
    return d->extensions;
}

Clock &Session::clock() const
{
    return d->clock;
}

IdSource &Session::ids() const
{
    return d->ids;
}

void Session::setPassword(const QString &password)
{
    d->settings.password = password;
}

void Session::setToken(const std::optional<FastToken> &token)
{
    d->settings.token = token;
}

void Session::setProxy(const QNetworkProxy &proxy)
{
    d->settings.dial.proxy = proxy;
}

void Session::setSigningKey(const QByteArray &privateKey)
{
    d->settings.signingKey = privateKey;
}

void Session::setDetachTicket(const QString &ticket, std::chrono::seconds max)
{
    if (!d->serverSide || d->leaving)
        return; // too late: what is being said tells of the one before
    d->serverSide->ticket = ticket;
    d->serverSide->detachMax = max;
    if (d->ledger)
        d->ledger->changed(*resumeState(), [](bool) {});
    d->trace.resumeWindow = max.count() > 0 ? max : kUntilServerStops;
    Q_EMIT loginTraced(d->trace);
}

void Session::markUnreadKnown()
{
    if (d->trace.unreadKnown.count() != 0)
        return;
    d->trace.unreadKnown = d->clock.monotonic();
    Q_EMIT loginTraced(d->trace);
}

void Session::markCaughtUp()
{
    if (d->trace.caughtUp.count() != 0)
        return;
    d->trace.caughtUp = d->clock.monotonic();
    Q_EMIT loginTraced(d->trace);
}

} // namespace net
