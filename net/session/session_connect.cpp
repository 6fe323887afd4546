// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Coming and going of connections.
#include "net/base/log.h"
#include "net/proto/bind2_seed.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/session/session_p.h"
#include "net/session/xml_mask.h"
#include "net/stream/login_errors.h"

#include <QLocale>
#include <QMetaMethod>

#include <utility>

using namespace Qt::StringLiterals;

namespace net {
namespace {

constexpr auto kSteadyAfter = std::chrono::seconds(30); ///< a connection that lived this long was a good one: back-off begins anew
constexpr auto kSignOutLimit = std::chrono::seconds(3);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(net::Session)
};

bool asksForRest(SessionErrorKind kind)
{
    return kind == SessionErrorKind::ServerShutdown || kind == SessionErrorKind::ResourceConstraint || kind == SessionErrorKind::PolicyViolation
        || kind == SessionErrorKind::TemporaryAuthFailure;
}

bool isTroubleOnTheWay(const SessionError &error)
{
    if (!error.transport)
        return false;
    const auto kind = error.transport->kind;
    return kind == TransportErrorKind::ServiceRefused || kind == TransportErrorKind::CertificateUntrusted || kind == TransportErrorKind::CertificateExpired
        || kind == TransportErrorKind::CertificateWrongHost || kind == TransportErrorKind::CertificateRevoked;
}

} // namespace

void Session::Private::connectNow()
{
    retry.stop();
    dropConnection();
    setState(SessionState::Connecting);
    if (!wanted || connection)
        return; // a slot of stateChanged thought better of it, or was quicker
    ++tries;
    if (ledger && serverSide && serverSide->isProved() && !serverSide->proving && !serverSide->provingNoted)
        noteProof();
    else
        dial();
}

void Session::Private::noteProof()
{
    // Should the answer not come, whoever goes on from the ledger must not show the ticket again: it may be burnt, and showing it twice ends the session.
    ResumeState noted = *q->resumeState();
    noted.proving = true;
    ledger->changed(noted, [this, self = QPointer<Session>(q), mine = tries](bool kept) {
        if (!self || mine != tries || state != SessionState::Connecting || connection)
            return;
        if (!kept)
            return waitOrStop({SessionErrorKind::Other, {}, u"the use of a ticket could not be written down"_s});
        if (serverSide)
            serverSide->provingNoted = true;
        dial();
    });
}

void Session::Private::onProofLeaves()
{
    if (serverSide)
        serverSide->proving = true;
}

void Session::Private::dial()
{
    auto fresh = std::make_unique<Connection>(dialer, clock);
    Connection &opening = *fresh;
    adopt(std::move(fresh));
    opening.open(dialRequest(), FlightPlanner(loginSettings(), bindRequest(), LoginGoal::Session, recovery.mayUseCache(), ids, clock.now()), ids);
}

DialRequest Session::Private::dialRequest()
{
    DialRequest request = settings.dial;
    if (redirect) {
        request.fixedHost = redirect->host;
        request.fixedPort = redirect->port ? redirect->port : quint16(5222);
        // The kind that was in use: RFC 6120 §4.9.3.19 names no other.
        request.fixedKind = features.tls == TlsKind::Direct && redirect->port ? TlsKind::Direct : TlsKind::StartTls;
        redirect.reset();
    } else if (serverSide && !serverSide->location.isEmpty() && !triedLocation && request.fixedHost.isEmpty()) {
        // XEP-0198 §5: the node that keeps our session, once; then the normal way. Direct TLS must not be assumed there.
        if (const auto place = rfc6120::parseHostPort(serverSide->location)) {
            request.fixedHost = place->host;
            request.fixedPort = place->port ? place->port : quint16(5222);
            request.fixedKind = TlsKind::StartTls;
        }
        triedLocation = true;
    }
    return request;
}

BindRequest Session::Private::bindRequest()
{
    BindRequest request;
    request.tag = settings.software;
    for (Extension *extension : extensions)
        extension->inlineInto(request);
    return request;
}

SessionSettings Session::Private::loginSettings()
{
    SessionSettings login = settings;
    login.resume = q->resumeState();
    if (login.resume) {
        login.resume->inbound = inbound.beginResume();
        login.resume->proving = serverSide->proving;
    }
    return login;
}

void Session::Private::adopt(std::unique_ptr<Connection> fresh)
{
    Connection *c = fresh.get();
    connection = std::move(fresh);
    QObject::connect(c, &Connection::loggedIn, q, [this](const LoginResult &result) { onLoggedIn(result); });
    QObject::connect(c, &Connection::loginFailed, q, [this](const LoginFailure &failure) { onLoginFailed(failure); });
    QObject::connect(c, &Connection::broken, q, [this](const LoginFailure &why) { onBroken(why); });
    QObject::connect(c, &Connection::heard, q, [this] { keepalive.heard(); });
    QObject::connect(c, &Connection::elementRead, q, [this](const xml::Element &element) { onElement(element); });
    QObject::connect(c, &Connection::featuresLearned, q, [this](const ServerFeatures &learned) { onFeatures(learned); });
    QObject::connect(c, &Connection::tokenIs, q, [this](const std::optional<FastToken> &token) { onTokenIs(token); });
    QObject::connect(c, &Connection::proofLeaves, q, [this] { onProofLeaves(); });
    QObject::connect(c, &Connection::scramWorked, q, [this] {
        if (!settings.passwordIsPlainAllowed)
            return;
        settings.passwordIsPlainAllowed = false;
        Q_EMIT q->scramWorked();
    });
    QObject::connect(c, &Connection::pieceSeen, q, [this](bool incoming, const FlightPiece &piece) {
        static const QMetaMethod signal = QMetaMethod::fromSignal(&Session::xmlSeen);
        if (q->isSignalConnected(signal))
            Q_EMIT q->xmlSeen(incoming, maskedBytes(piece));
    });
}

void Session::Private::dropConnection()
{
    if (!connection)
        return;
    // It may be the one that is calling us.
    connection->disconnect(q);
    connection->close({});
    connection.release()->deleteLater();
}

void Session::Private::onLoggedIn(const LoginResult &result)
{
    recovery.succeeded();
    lastError.reset();
    triedLocation = false;
    features = connection->features();
    features.seenAt = clock.now();
    trace = connection->trace();
    restartOnTrial = result.restartPipelined;
    trace.whyNotResumed.clear();
    trace.quietReconnects = std::exchange(quietReconnects, 0);
    const Connection *const mine = connection.get();
    if (result.resumed) {
        if (!takeUp(result))
            return;
    } else {
        beginAnew(result);
    }
    if (connection.get() != mine)
        return; // whoever was told what became of his stanzas ended it
    trace.jid = q->jid();
    trace.whyNotKept = serverSide ? QString()
        : result.sm               ? Text::tr("This server keeps no session whose connection is gone.")
                                  : Text::tr("This server cannot keep a session: it offers no stream management.");
    wasDetached = serverSide && serverSide->detached;
    if (serverSide) {
        serverSide->lostAt = {};
        serverSide->detached = serverSide->proving = serverSide->provingNoted = false;
        serverSide->ticket.clear(); // burnt, or void as soon as the next is asked for
    }
    ++era;
    trace.resumeWindow = serverSide ? serverSide->max : std::chrono::seconds(0);
    answerPending = askAgain = ackOwed = ackWasShort = false;
    replaying = result.resumed;
    keepalive.start();
    steady.start(kSteadyAfter);
    setState(SessionState::Live);
    const Resumed resumed = result.resumed ? Resumed::Yes : Resumed::No;
    // Whoever is told may end it all.
    for (Extension *extension : extensions) {
        if (isLive())
            extension->onLive(*q, resumed);
    }
    if (isLive())
        Q_EMIT q->becameLive(resumed);
    if (isLive())
        Q_EMIT q->loginTraced(trace);
    if (restartOnTrial && features.learned.restart != Tried::Works && isLive()) // on a resumed stream there is perhaps nothing to say for hours
        q->request(rfc6120::makeIq(rfc6120::IqType::Get, {}, xml::Element(u"ping", u"urn:xmpp:ping")), q, [](const auto &) {});
    if (outbound.hasWaiting())
        scheduleFlush();
}

bool Session::Private::takeUp(const LoginResult &result)
{
    const auto settled = outbound.resumed(result.serverHandled);
    if (!settled) {
        forgetServerSide(); // it cannot be our session
        breakOff({SessionErrorKind::ProtocolError, {}, u"<resumed/> acknowledges more than was sent"_s});
        return false;
    }
    inbound.resumed();
    smOn = true;
    tell(*settled, Fate::Acked);
    return true;
}

void Session::Private::beginAnew(const LoginResult &result)
{
    if (result.resumeFailed) {
        const QString &condition = result.resumeFailed->condition;
        // D34: how long it is kept is the server's decision; who was away for longer was seen leaving.
        const auto max = serverSide && serverSide->isProved() ? serverSide->detachMax : serverSide ? serverSide->max : std::chrono::seconds(0);
        const QDateTime keptUntil = serverSide && serverSide->lostAt.isValid() && max.count() > 0 ? serverSide->lostAt.addSecs(max.count()) : QDateTime();
        if (serverSide && serverSide->isProved() && condition == u"not-authorized")
            trace.whyNotResumed = Text::tr("The server did not accept this device's proof that the session is its own.");
        else if (condition == u"resource-constraint")
            trace.whyNotResumed = Text::tr("More had arrived than the server could keep in the session.");
        else if (!condition.isEmpty() && condition != u"item-not-found")
            trace.whyNotResumed = Text::tr("The server did not resume the session (%1).").arg(condition);
        else if (keptUntil.isValid() && keptUntil < clock.now())
            trace.whyNotResumed = Text::tr("The server kept the session until %1. Since then others saw you offline.").arg(QLocale().toString(keptUntil.toLocalTime(), QLocale::ShortFormat));
        else
            trace.whyNotResumed = Text::tr("The server no longer had the session.");
    }
    std::vector<OutboundStanza> known;
    if (result.resumeFailed && result.resumeFailed->h)
        known = outbound.acked(*result.resumeFailed->h).value_or(std::vector<OutboundStanza>()); // D54
    const auto lost = outbound.restart();
    inbound.newSession();
    fullJid = result.jid;
    bound = result.bound;
    inlined = result.inlined;
    trace.unreadFromServer = xep0386seed::parseUnreads(bound).unreads.has_value();
    smOn = result.sm.has_value();
    serverSide.reset();
    if (result.sm && result.sm->resume && !result.sm->id.isEmpty())
        serverSide = ServerSide{result.sm->id, result.sm->location, result.sm->max, result.jid, {}};
    notedInbound = 0;
    if (ledger && serverSide)
        ledger->began(*q->resumeState());
    else if (ledger)
        ledger->ended();
    iqs.cancelAll(IqErrorKind::Disconnected);
    tell(known, Fate::Acked);
    tell(lost, Fate::Lost);
}

void Session::Private::onLoginFailed(const LoginFailure &failure)
{
    dropConnection();
    if (serverSide && failure.ticketIsGood)
        serverSide->proving = false;
    switch (recovery.judge(failure)) {
    case Remedy::QuietRetry:
        qCInfo(logSession) << "quiet reconnect without cached features:" << failure.error.detail;
        if (settings.cachedFeatures)
            settings.cachedFeatures = settings.cachedFeatures->onlyLearned();
        ++quietReconnects;
        connectNow();
        return;
    case Remedy::OtherHost:
        redirect = failure.otherHost;
        connectNow();
        return;
    case Remedy::None:
        break;
    }
    if (triedLocation && failure.error.kind == SessionErrorKind::Transport && serverSide && !serverSide->location.isEmpty()) {
        serverSide->location.clear(); // the node is gone: the normal way, at once
        connectNow();
        return;
    }
    waitOrStop(failure.error);
}

void Session::Private::onBroken(const LoginFailure &failure)
{
    LoginFailure why = failure;
    // One conflict is another program of this device; those that take a session up again and again from each other are copies of one profile.
    if (why.error.kind == SessionErrorKind::Conflict && trace.resumed && steady.isSet() && ++conflictsAfterResume > 1)
        why.error.kind = SessionErrorKind::TakenUpElsewhere;
    if (std::exchange(restartOnTrial, false) && !why.otherHost && isAboutTheConversation(why.error.kind)) {
        // Bound, and then not a word understood: the server reads on where the chunk ended, in the document before.
        LearnedFacts::disappoint(features.learned.restart, isAnAnswer(why.error.kind));
        why.unlearned = true;
        keepFeatures();
    }
    disconnected();
    if (why.unlearned && wanted && recovery.judge(why) == Remedy::QuietRetry) {
        ++quietReconnects;
        connectNow();
        return;
    }
    if (wanted && recovery.judge(why) == Remedy::OtherHost) {
        redirect = why.otherHost;
        connectNow();
        return;
    }
    waitOrStop(why.error);
}

void Session::Private::breakOff(const SessionError &error)
{
    if (connection)
        connection->close({});
    onBroken({error, false, {}});
}

void Session::Private::disconnected()
{
    const bool wasLive = state == SessionState::Live;
    nonzas.clear();
    dropConnection();
    retry.stop();
    steady.stop();
    keepalive.stop();
    if (!wasLive)
        return;
    leaving = false;
    ++era;
    departing = {}; // of this connection: what was on its way is in the queue, or told to be lost
    if (serverSide) {
        serverSide->lostAt = clock.now();
        if (ledger)
            ledger->left(*q->resumeState());
    } else
        iqs.cancelAll(IqErrorKind::Disconnected); // with a session to resume, answers may still come
    for (Extension *extension : extensions)
        extension->onDisconnected();
}

void Session::Private::waitOrStop(const SessionError &error)
{
    lastError = error;
    if (!wanted) {
        setState(SessionState::Offline);
    } else if (!error.isRetried()) {
        wanted = false;
        setState(SessionState::Offline);
    } else {
        if (error.beforeTls || asksForRest(error.kind) || isTroubleOnTheWay(error))
            backoff.slowDown();
        const auto delay = backoff.next(ids.jitter());
        retryAt = clock.now().addMSecs(delay.count());
        retry.start(delay);
        setState(SessionState::Waiting);
    }
    Q_EMIT q->errorOccurred(error);
}

void Session::Private::forgetServerSide()
{
    serverSide.reset();
    if (ledger)
        ledger->ended();
}

void Session::Private::setState(SessionState next)
{
    if (next != SessionState::Waiting)
        retryAt = {};
    if (state == next)
        return;
    state = next;
    Q_EMIT q->stateChanged(next);
}

void Session::Private::onTokenIs(const std::optional<FastToken> &token)
{
    settings.token = token;
    Q_EMIT q->tokenChanged(token);
}

void Session::Private::onFeatures(const ServerFeatures &fresh)
{
    const LearnedFacts known = features.learned;
    features = fresh;
    if (state == SessionState::Live)
        features.learned = known; // only the login learns more than is offered
    keepFeatures();
}

void Session::Private::onAnswered()
{
    // A resumed stream proves nothing for one that is bound: some servers give it a new reader (Prosody).
    if (!std::exchange(restartOnTrial, false) || trace.resumed || features.learned.restart == Tried::Works)
        return;
    features.learned.restart = Tried::Works;
    keepFeatures();
}

void Session::Private::keepFeatures()
{
    features.seenAt = clock.now();
    settings.cachedFeatures = features;
    Q_EMIT q->featuresLearned(features);
}

void Session::Private::invalidateToken()
{
    signOutLimit.start(kSignOutLimit);
    if (!settings.token || !settings.cachedFeatures) {
        // Nothing the server would have to forget. Still from the event loop.
        QMetaObject::invokeMethod(q, [this] { finishSignOut(); }, Qt::QueuedConnection);
        return;
    }
    SessionSettings login = settings;
    login.resume.reset();
    auto fresh = std::make_unique<Connection>(dialer, clock);
    Connection *c = fresh.get();
    connection = std::move(fresh);
    QObject::connect(c, &Connection::loggedIn, q, [this] {
        connection->close({StreamEnd{}});
        finishSignOut();
    });
    QObject::connect(c, &Connection::loginFailed, q, [this] { finishSignOut(); });
    c->open(settings.dial, FlightPlanner(std::move(login), {}, LoginGoal::InvalidateToken, true, ids, clock.now()), ids);
}

void Session::Private::finishSignOut()
{
    if (!std::exchange(signingOut, false))
        return;
    signOutLimit.stop();
    dropConnection();
    if (settings.token)
        onTokenIs({});
    const QPointer<Session> self(q);
    Q_EMIT q->signedOut();
    if (self && wanted && state == SessionState::Offline)
        q->goOnline(); // the owner thought better of it meanwhile
}

} // namespace net
