// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stanzas on a live stream.
#include "net/base/log.h"
#include "net/proto/kith_detach.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0198_sm.h"
#include "net/session/session_p.h"

#include <QMetaMethod>

#include <utility>

using namespace Qt::StringLiterals;

namespace net {

void Session::Private::onElement(const xml::Element &element)
{
    if (rfc6120::isStanza(element)) {
        onStanza(element);
    } else if (element.is(u"r", xep0198::kNs)) {
        ackOwed = true;
        scheduleFlush();
        noReplayLeft(); // both stock servers ask behind what they repeat
    } else if (const auto h = xep0198::parseAck(element)) {
        onAck(*h);
    } else {
        qCDebug(logSession) << "ignored" << element.name() << element.ns();
    }
}

void Session::Private::onStanza(const xml::Element &stanza)
{
    const auto seq = inbound.arrived();
    if (!seq)
        return; // repeated by a resume, given out before
    if (stanza.name() == u"iq") {
        const auto type = rfc6120::iqType(stanza);
        if (type == rfc6120::IqType::Result || type == rfc6120::IqType::Error) {
            onAnswered();
            iqs.settle(stanza, settings.jid);
            inbound.settle(*seq);
            return;
        }
    }
    currentSeq = *seq;
    const Handled outcome = offerToExtensions(stanza);
    if (outcome == Handled::Yes) {
        inbound.settle(*seq);
    } else if (outcome == Handled::No) {
        static const QMetaMethod signal = QMetaMethod::fromSignal(&Session::stanzaReceived);
        if (stanza.name() == u"iq") {
            answerIq(stanza);
            inbound.settle(*seq);
        } else if (q->isSignalConnected(signal)) {
            Q_EMIT q->stanzaReceived(*seq, stanza);
        } else {
            inbound.settle(*seq); // nobody will ever say that it is handled
        }
    }
    currentSeq = 0;
}

Handled Session::Private::offerToExtensions(const xml::Element &stanza)
{
    for (Extension *extension : extensions) {
        const Handled outcome = extension->onStanza(*q, stanza);
        if (outcome != Handled::No)
            return outcome;
    }
    return Handled::No;
}

void Session::Private::answerIq(const xml::Element &iq)
{
    if (iq.attribute(u"id").isEmpty())
        return; // there is no way to answer it (RFC 6120 §8.1.3)
    const bool wellFormed = rfc6120::iqType(iq) && iq.children().size() == 1; // §8.2.3: exactly one payload
    q->reply(rfc6120::errorReply(iq, wellFormed ? u"service-unavailable"_s : u"bad-request"_s));
}

void Session::Private::enqueue(xml::Element stanza, quint64 token)
{
    outbound.add({token, std::move(stanza), {}});
    if (isLive())
        scheduleFlush();
}

void Session::Private::scheduleFlush()
{
    if (flushScheduled)
        return;
    flushScheduled = true;
    // All that is sent in one turn of the event loop leaves in one write, with one request for an ack.
    QMetaObject::invokeMethod(q, [this] { flush(); }, Qt::QueuedConnection);
}

void Session::Private::flush()
{
    flushScheduled = false;
    if (isLive() && !noting) // what comes meanwhile leaves together, behind what is being written down
        depart();
}

void Session::Private::depart()
{
    Flight flight;
    Flight answer;
    if (std::exchange(ackOwed, false) && smOn) {
        // D43: what is not committed is not named. The rest follows when it is, see Session::handled().
        ackWasShort = !inbound.isSettled();
        if (leaving && serverSide && serverSide->isProved())
            answer.push_back(detach::detach());
        answer.push_back(xep0198::ack(inbound.h()));
    }
    if (!leaving)
        flight.swap(answer);
    for (xml::Element &nonza : std::exchange(nonzas, {}))
        flight.push_back(std::move(nonza));
    const auto taken = outbound.takeWaiting(clock.now());
    for (const OutboundStanza &stanza : taken)
        flight.push_back(stanza.stanza);
    if (!taken.empty() && !leaving) {
        if (answerPending)
            askAgain = true;
        else
            flight.push_back(question());
    }
    flight.insert(flight.end(), answer.begin(), answer.end()); // D51: the last word
    leave(flight, taken);
}

void Session::Private::leave(const Flight &flight, const std::vector<OutboundStanza> &stanzas)
{
    if (!ledger || !serverSide || (stanzas.empty() && inbound.h() == notedInbound))
        return say(flight, stanzas);
    noting = true;
    departing = {flight, stanzas};
    notedInbound = inbound.h();
    const SessionLedger::Entry entry{notedInbound, outbound.settled(), outbound.written() - quint32(stanzas.size()) + 1, stanzas};
    ledger->write(entry, [this, self = QPointer<Session>(q), spoken = era](bool kept) {
        if (!self)
            return;
        noting = false;
        const Departure ready = std::exchange(departing, {});
        if (spoken != era) { // another connection by now: what was taken up is written again from the queue (D53)
            if (isLive())
                flush();
        } else if (!kept) {
            breakOff({SessionErrorKind::Other, {}, u"what was to be sent could not be written down"_s});
        } else {
            say(ready.flight, ready.stanzas);
            if (self && isLive() && askAgain && !answerPending)
                ask();
            if (self && isLive() && (outbound.hasWaiting() || ackOwed || !nonzas.empty()))
                flush();
        }
    });
}

void Session::Private::say(const Flight &flight, const std::vector<OutboundStanza> &stanzas)
{
    connection->write(flight);
    const QPointer<Session> self(q);
    tell(stanzas, Fate::Written);
    if (self && isLive() && leaving && !outbound.hasWaiting() && !ackOwed) // D51: the last ack goes first
        closeDetached();
}

void Session::Private::sayAll()
{
    const QPointer<Session> self(q);
    if (noting) {
        const Departure first = std::exchange(departing, {});
        say(first.flight, first.stanzas);
    }
    if (self && isLive())
        depart();
}

void Session::Private::ask()
{
    if (noting)
        askAgain = true; // behind what is about to leave: an answer from before it would say nothing of it
    else if (isLive())
        connection->write({question()});
}

xml::Element Session::Private::question()
{
    answerPending = true;
    askAgain = false;
    keepalive.asked();
    if (smOn)
        return xep0198::request();
    // Without stream management a ping stands in: a server works off a stream in order, so its answer covers all that was written before.
    xml::Element ping = rfc6120::makeIq(rfc6120::IqType::Get, {}, xml::Element(u"ping", u"urn:xmpp:ping"), ids.newId());
    const quint32 upTo = outbound.written();
    const auto onAnswer = [this, upTo](const Expected<xml::Element, IqError> &answer) {
        if (answer || answer.error().kind == IqErrorKind::Answered) { // "I do not know ping" is an answer too
            onAck(upTo);
        } else if (answer.error().kind == IqErrorKind::TimedOut) { // lost alone, on a stream that goes on: the next one answers for both
            answerPending = false;
            if (askAgain)
                ask();
        }
    };
    iqs.track(ping.attribute(u"id"), {}, q, onAnswer, std::chrono::minutes(1));
    return ping;
}

void Session::Private::onAck(quint32 h)
{
    const auto settled = outbound.acked(h);
    if (!settled) {
        forgetServerSide();
        breakOff({SessionErrorKind::ProtocolError, {}, u"<a/> acknowledges more than was sent"_s});
        return;
    }
    if (!settled->empty())
        onAnswered(); // Prosody says h='0' to a session that it is about to end, having understood nothing
    noReplayLeft(); // a server says all in order
    answerPending = false;
    if (askAgain)
        ask();
    tell(*settled, Fate::Acked);
}

void Session::Private::noReplayLeft()
{
    if (std::exchange(replaying, false))
        Q_EMIT q->replayed();
}

void Session::Private::tell(const std::vector<OutboundStanza> &stanzas, Fate fate)
{
    for (const OutboundStanza &stanza : stanzas) {
        if (stanza.token != 0)
            Q_EMIT q->fateChanged(stanza.token, fate);
    }
}

} // namespace net
