// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/connection.h"

#include "net/base/log.h"
#include "net/stream/login_errors.h"

#include <QCoreApplication>
#include <QMetaMethod>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {
namespace {

constexpr auto kLoginPatience = std::chrono::seconds(30);
// For what was sent long before: so many times what the last answer took, within bounds.
constexpr int kTimesTheLastAnswer = 4;
constexpr auto kLeastPatience = std::chrono::milliseconds(1500), kMostPatience = std::chrono::milliseconds(8000);

} // namespace

Connection::Connection(Dialer &dialer, Clock &clock, QObject *parent)
    : QObject(parent)
    , m_dialer(dialer)
    , m_clock(clock)
    , m_patience(clock, [this] { perform(m_login->timedOut()); })
{
}

Connection::~Connection()
{
    end();
}

void Connection::open(const DialRequest &request, FlightPlanner planner, IdSource &ids)
{
    m_login.emplace(std::move(planner), ids);
    m_trace.startedAt = m_clock.now();
    m_dialing = true;
    DialRequest asked = request;
    if (m_login->hasEarlyData())
        asked.earlyFlight = [this](const EarlyDataOffer &offer) { return earlyFlight(offer); };
    m_dialer.dial(asked, [this](Expected<Dialed, TransportError> result) { dialed(std::move(result)); });
}

QByteArray Connection::earlyFlight(const EarlyDataOffer &offer)
{
    const auto step = m_login->early(offer);
    if (!step)
        return {};
    const QPointer<Connection> self(this);
    act(step->before);
    if (!self || m_over)
        return {}; // whoever stored the count has ended it
    m_spoke = m_trace.firstFlight = m_clock.monotonic();
    const QByteArray bytes = toBytes(step->out);
    for (const FlightPiece &piece : step->out)
        Q_EMIT pieceSeen(false, piece);
    return bytes;
}

void Connection::dialed(Expected<Dialed, TransportError> result)
{
    m_dialing = false;
    if (!result) {
        perform(m_login->dialFailed(result.error()));
        return;
    }
    m_transport = std::move(result->transport);
    m_trace.dial = result->report;
    connect(m_transport.get(), &Transport::received, this, &Connection::read);
    connect(m_transport.get(), &Transport::encrypted, this, [this] {
        m_trace.dial.secured = m_clock.monotonic();
        m_trace.dial.tls = m_transport->tls();
        perform(m_login->secured(wireFacts(*m_transport)));
    });
    connect(m_transport.get(), &Transport::closed, this, [this](const TransportError &error) {
        if (!m_live)
            perform(m_login->closed(error));
        else
            fail({toSessionError(error), false, {}});
    });
    m_patience.start(kLoginPatience);
    if (m_trace.dial.tls.earlyData != EarlyData::Accepted)
        m_spoke = m_trace.firstFlight = m_clock.monotonic();
    perform(m_login->start(wireFacts(*m_transport)));
}

void Connection::read(const QByteArray &bytes)
{
    if (m_over)
        return;
    m_reader.feed(bytes);
    const QPointer<Connection> self(this);
    Q_EMIT heard();
    if (self && !m_reading) // a slot that spins the event loop must not read ahead of the element it was called for
        readEvents();
}

void Connection::readEvents()
{
    const QPointer<Connection> self(this);
    m_reading = true;
    while (const auto event = m_reader.next()) {
        note(*event);
        if (m_live)
            onLiveEvent(*event);
        else
            perform(m_login->step(*event));
        if (!self)
            return;
        if (m_over)
            break;
    }
    m_reading = false;
}

void Connection::onLiveEvent(const xml::Event &event)
{
    if (const auto *error = std::get_if<xml::ReadError>(&event)) {
        put({StreamEnd{}});
        fail({toSessionError(*error), false, {}});
        return;
    }
    if (std::holds_alternative<xml::StreamClosed>(event)) {
        put({StreamEnd{}});
        fail({{SessionErrorKind::ServerShutdown, {}, u"server closed the stream"_s}, false, {}});
        return;
    }
    const auto *read = std::get_if<xml::ElementRead>(&event);
    if (!read)
        return;
    if (const auto error = rfc6120::parseStreamError(read->element)) {
        put({StreamEnd{}});
        LoginFailure failure{toSessionError(*error), false, {}};
        if (error->condition == u"see-other-host")
            failure.otherHost = rfc6120::parseHostPort(error->otherHost);
        fail(failure);
    } else if (rfc6120::isFeatures(read->element)) {
        // They follow <success/>; Prosody sends them behind a resume too, after what it repeats.
        m_features.learnAfterAuth(read->element);
        Q_EMIT featuresLearned(m_features);
    } else {
        Q_EMIT elementRead(read->element);
    }
}

void Connection::perform(const Step &step)
{
    if (m_over)
        return;
    const QPointer<Connection> self(this);
    act(step.before);
    if (!self || m_over)
        return;
    if (!step.out.empty()) {
        m_spoke = m_clock.monotonic();
        put(step.out);
    }
    if (self && !m_over)
        act(step.actions);
}

void Connection::act(const std::vector<LoginAction> &actions)
{
    const QPointer<Connection> self(this);
    for (const LoginAction &action : actions) {
        if (std::holds_alternative<StartTls>(action)) {
            m_reader.clear(); // octets behind <proceed/> were not protected: whoever put them there is not to be believed
            m_transport->startTls();
        } else if (std::holds_alternative<RestartReader>(action)) {
            m_reader.restart();
        } else if (std::holds_alternative<AnswerDue>(action)) {
            const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.monotonic() - m_spoke);
            m_patience.start(std::clamp<std::chrono::milliseconds>(kTimesTheLastAnswer * took, kLeastPatience, kMostPatience));
        } else if (const auto *learned = std::get_if<FeaturesLearned>(&action)) {
            Q_EMIT featuresLearned(learned->features);
        } else if (const auto *token = std::get_if<TokenIs>(&action)) {
            Q_EMIT tokenIs(token->token);
        } else if (std::holds_alternative<ProofLeaves>(action)) {
            Q_EMIT proofLeaves();
        } else if (std::holds_alternative<ScramSucceeded>(action)) {
            Q_EMIT scramWorked();
        } else if (const auto *success = std::get_if<LoginDone>(&action)) {
            done(success->result);
        } else if (const auto *failure = std::get_if<LoginFailed>(&action)) {
            fail(failure->failure);
        }
        if (!self || m_over)
            return;
    }
}

void Connection::done(const LoginResult &result)
{
    m_patience.stop();
    m_live = true;
    m_features = m_login->features();
    m_trace.live = m_clock.monotonic();
    m_trace.bytesSent = m_transport->bytesSent();
    m_trace.bytesReceived = m_transport->bytesReceived();
    m_trace.flights = result.flights;
    m_trace.rung = result.rung;
    m_trace.resumed = result.resumed;
    m_trace.mechanism = result.mechanism;
    m_trace.channelBinding = result.channelBinding;
    Q_EMIT loggedIn(result);
}

void Connection::fail(const LoginFailure &failure)
{
    if (m_over)
        return;
    qCInfo(logStream) << "connection ended:" << int(failure.error.kind) << failure.error.detail;
    const bool wasLive = m_live;
    if (m_login && !wasLive)
        m_features = m_login->features();
    end();
    if (wasLive)
        Q_EMIT broken(failure);
    else
        Q_EMIT loginFailed(failure);
}

void Connection::write(const Flight &flight)
{
    if (m_live && !m_over)
        put(flight);
}

void Connection::close(const Flight &lastWords)
{
    if (m_over)
        return;
    // Before the first header there is nobody to say anything to, and during sign-in nothing else may be said (B104).
    if (m_live)
        put(lastWords);
    end();
}

void Connection::put(const Flight &flight)
{
    if (!m_transport || flight.empty())
        return;
    m_transport->write(toBytes(flight));
    for (const FlightPiece &piece : flight)
        Q_EMIT pieceSeen(false, piece);
}

void Connection::note(const xml::Event &event)
{
    static const QMetaMethod signal = QMetaMethod::fromSignal(&Connection::pieceSeen);
    if (!isSignalConnected(signal))
        return;
    if (const auto *read = std::get_if<xml::ElementRead>(&event))
        Q_EMIT pieceSeen(true, read->element);
    else if (const auto *opened = std::get_if<xml::StreamOpened>(&event))
        Q_EMIT pieceSeen(true, StreamHead{Jid::fromString(opened->header.attribute(u"from")), opened->header.attribute(u"to"), false});
    else if (std::holds_alternative<xml::StreamClosed>(event))
        Q_EMIT pieceSeen(true, StreamEnd{});
}

void Connection::end()
{
    m_patience.stop();
    if (m_dialing)
        m_dialer.cancel();
    m_dialing = false;
    m_live = false;
    m_over = true;
    if (!m_transport)
        return;
    m_transport->disconnect(this);
    m_transport->close();
    // It may be the one that is calling us, and it flushes what was written: it goes when it has closed.
    Transport *closing = m_transport.release();
    closing->setParent(QCoreApplication::instance());
    connect(closing, &Transport::closed, closing, &QObject::deleteLater);
    m_clock.callAfter(std::chrono::seconds(5), closing, [closing] { closing->deleteLater(); });
}

} // namespace net
