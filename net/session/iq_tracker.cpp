// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/iq_tracker.h"

#include "net/proto/rfc6120_stanza.h"

#include <algorithm>
#include <utility>

namespace net {
namespace {

/// RFC 6120 §8.1.2.1: what the server answers for the account may come without sender, from the bare address or from the domain.
bool isOwnServer(const QString &from, const Jid &ownBare)
{
    if (from.isEmpty())
        return true;
    const Jid jid = Jid::fromString(from);
    return jid == ownBare || (jid.local().isEmpty() && jid.isBare() && jid.domain() == ownBare.domain());
}

bool isFromAsked(const QString &from, const Jid &asked, const Jid &ownBare)
{
    const bool askedOwnServer = asked.isEmpty() || isOwnServer(asked.toString(), ownBare);
    return askedOwnServer ? isOwnServer(from, ownBare) : !from.isEmpty() && Jid::fromString(from) == asked;
}

} // namespace

IqTracker::IqTracker(Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_alarm(clock, [this] { expire(); })
{
}

IqTracker::~IqTracker() = default;

void IqTracker::track(const QString &id, const Jid &to, QObject *context, Done done, std::chrono::milliseconds timeout)
{
    m_open.insert(id, {to, context, std::move(done), m_clock.monotonic() + timeout});
    schedule();
}

bool IqTracker::settle(const xml::Element &iq, const Jid &ownBare)
{
    const auto it = m_open.find(iq.attribute(u"id"));
    if (it == m_open.end() || !isFromAsked(iq.attribute(u"from"), it->to, ownBare))
        return false;
    const Entry entry = std::move(*it);
    m_open.erase(it);
    if (!entry.context)
        return true;
    if (iq.attribute(u"type") == u"error") {
        const auto error = rfc6120::parseStanzaError(iq).value_or(rfc6120::StanzaError{});
        entry.done(unexpected(IqError{IqErrorKind::Answered, error.condition, error.text, iq}));
    } else {
        entry.done(iq);
    }
    return true;
}

void IqTracker::cancelAll(IqErrorKind why)
{
    const auto ended = std::exchange(m_open, {});
    m_alarm.stop();
    for (const Entry &entry : ended) {
        if (entry.context)
            entry.done(unexpected(IqError{why, {}, {}, {}}));
    }
}

void IqTracker::expire()
{
    const auto now = m_clock.monotonic();
    std::vector<Entry> late;
    for (auto it = m_open.begin(); it != m_open.end();) {
        if (it->deadline <= now) {
            late.push_back(std::move(*it));
            it = m_open.erase(it);
        } else {
            ++it;
        }
    }
    schedule();
    // Last: a callback may ask the next question, or end the session and this tracker with it.
    for (const Entry &entry : late) {
        if (entry.context)
            entry.done(unexpected(IqError{IqErrorKind::TimedOut, {}, {}, {}}));
    }
}

void IqTracker::schedule()
{
    if (m_open.isEmpty()) {
        m_alarm.stop();
        return;
    }
    const auto next = std::min_element(m_open.cbegin(), m_open.cend(), [](const Entry &a, const Entry &b) { return a.deadline < b.deadline; });
    const auto left = std::max(next->deadline - m_clock.monotonic(), std::chrono::nanoseconds(0));
    m_alarm.start(std::chrono::ceil<std::chrono::milliseconds>(left));
}

} // namespace net
