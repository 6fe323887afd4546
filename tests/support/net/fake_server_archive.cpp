// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0280_carbons.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "tests/support/net/fake_server.h"

#include <algorithm>

using namespace Qt::StringLiterals;

/// The part of the FakeServer that keeps the archive, and hands out what it takes into it.
namespace net {

namespace {

const QString kOwn = u"anna@example.net"_s;

xml::Element messageOf(const QString &from, const QString &to, const QString &body, const QString &id)
{
    xml::Element message(u"message", u"jabber:client");
    message.set(u"from", from).set(u"to", to).set(u"type", u"chat"_s);
    if (!id.isEmpty())
        message.set(u"id", id);
    message.add(u"body", u"jabber:client", body);
    return message;
}

} // namespace

QDateTime FakeServer::now() const
{
    return m_began.addMSecs(std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.monotonic() - m_beganAt).count());
}

QString FakeServer::store(const xml::Element &message)
{
    const QString id = u"arc%1"_s.arg(++m_count, 5, 10, QLatin1Char('0'));
    archive.push_back({id, now(), message, archiveIsLate});
    return id;
}

QString FakeServer::message(const QString &from, const QString &body, const QString &id, const std::vector<xml::Element> &more)
{
    xml::Element stanza = messageOf(from, kOwn, body, id);
    for (const xml::Element &child : more)
        stanza.add(child);
    const QString archiveId = hasArchive ? store(stanza) : QString();
    if (hasArchive)
        stanza.add(toElement(xep0359::StanzaId{archiveId, Jid::fromString(kOwn)}));
    for (const auto &session : m_sessions) {
        // To one that is bound and not available nothing is delivered, and whoever has asked for the archive gets no offline copy (B140). Unless the server promises it (B22).
        if (session->interested || hasUnreads || !hasArchive)
            toSession(*session, stanza);
    }
    return archiveId;
}

void FakeServer::receipt(const QString &from, const QString &of)
{
    if (m_sessions.empty())
        return;
    xml::Element stanza(u"message", u"jabber:client");
    stanza.set(u"from", from).set(u"to", m_sessions.back()->fullJid).set(u"type", u"chat"_s).add(toElement(xep0184::Received{of}));
    const QString archiveId = store(stanza);
    stanza.add(toElement(xep0359::StanzaId{archiveId, Jid::fromString(kOwn)}));
    toSession(*m_sessions.back(), stanza);
}

void FakeServer::writeElsewhere(const QString &to, const QString &body, const QString &id)
{
    const xml::Element stanza = messageOf(kOwn + u"/elsewhere"_s, to, body, id);
    store(stanza);
    xml::Element copy(u"message", u"jabber:client");
    copy.set(u"from", kOwn).set(u"type", u"chat"_s);
    copy.add(toElement(xep0280::Carbon{xep0280::Direction::Sent, {{}, stanza}}));
    for (const auto &session : m_sessions) {
        if (session->interested)
            toSession(*session, copy);
    }
}

QString FakeServer::archiveOnly(const QString &from, const QString &to, const QString &body, const QString &id)
{
    return store(messageOf(from, to, body, id));
}

void FakeServer::onQuery(Session &session, const xml::Element &iq, const xml::Element &element)
{
    const auto query = xep0313::parseQuery(element);
    if (!query)
        return toSession(session, rfc6120::errorReply(iq, u"bad-request"_s));
    if (!query->afterId.isEmpty() && !hasExtendedArchive)
        return toSession(session, rfc6120::errorReply(iq, u"bad-request"_s));
    if (!query->afterId.isEmpty() && std::none_of(archive.begin(), archive.end(), [&](const Archived &row) { return row.id == query->afterId; }))
        return toSession(session, rfc6120::errorReply(iq, u"item-not-found"_s));
    bool isBehind = query->afterId.isEmpty();
    std::vector<const Archived *> rows;
    for (const Archived &row : archive) {
        if (!std::exchange(isBehind, isBehind || row.id == query->afterId) || (row.isLate && archiveIsLate))
            continue;
        const auto party = [&](QStringView name) { return Jid::fromString(row.message.attribute(name)).bare(); };
        if (!query->with.isEmpty() && party(u"from") != query->with.bare() && party(u"to") != query->with.bare())
            continue;
        if ((query->start.isValid() && row.stamp < query->start) || (query->end.isValid() && row.stamp > query->end))
            continue;
        rows.push_back(&row);
    }
    const auto place = [&](const QString &id) { return std::find_if(rows.begin(), rows.end(), [&](const Archived *row) { return row->id == id; }); };
    const int max = std::min(query->page.max.value_or(pageLimit), pageLimit);
    auto first = rows.begin();
    auto last = rows.end();
    bool complete = true;
    if (!query->page.before.isNull()) {
        if (!query->page.before.isEmpty()) {
            last = place(query->page.before);
            const bool isElsewhere = std::any_of(archive.begin(), archive.end(), [&](const Archived &row) { return row.id == query->page.before; });
            if (last == rows.end() && !(isElsewhere && hidesForeignEdges))
                return toSession(session, rfc6120::errorReply(iq, u"item-not-found"_s));
            if (last == rows.end())
                last = first;
        }
        if (last - first > max) {
            first = last - max;
            complete = false;
        }
    } else {
        if (!query->page.after.isEmpty()) {
            first = place(query->page.after);
            if (first == rows.end())
                return toSession(session, rfc6120::errorReply(iq, u"item-not-found"_s));
            ++first;
        }
        if (last - first > max) {
            last = first + max;
            complete = false;
        }
    }
    xep0313::Fin fin;
    fin.isComplete = complete;
    std::vector<xml::Element> results;
    for (auto it = first; it != last; ++it) {
        xep0313::Result result;
        result.queryId = query->queryId;
        result.id = (*it)->id;
        result.forwarded.delay = xep0203::Delay{(*it)->stamp, {}, {}};
        result.forwarded.stanza = (*it)->message;
        xml::Element message(u"message", u"jabber:client");
        message.set(u"from", kOwn).set(u"to", session.fullJid);
        message.add(toElement(result));
        results.push_back(message);
    }
    if (first != last) {
        fin.page.first = (*first)->id;
        fin.page.last = (*(last - 1))->id;
    }
    archivedSent += int(results.size());
    xml::Element answer = rfc6120::resultReply(iq, toElement(fin));
    answer.set(u"from", kOwn).set(u"to", QString());
    results.push_back(answer);
    m_later.push_back([this, results, to = session.id] {
        for (const auto &open : m_sessions) {
            if (open->id != to)
                continue;
            for (const xml::Element &stanza : results)
                toSession(*open, stanza);
        }
    });
    if (!isSlow)
        answerNow();
}

} // namespace net
