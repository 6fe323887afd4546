// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0313_archive.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0313_mam.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace net::xep0313 {
namespace {

constexpr auto kTimeout = std::chrono::seconds(60); // a page may be a search through years

Query toQuery(const PageRequest &request, const QString &queryId)
{
    Query query;
    query.queryId = queryId;
    query.with = request.with;
    query.start = request.start;
    query.end = request.end;
    query.afterId = request.afterId;
    query.page.max = request.max;
    if (request.before)
        query.page.before = request.before->isNull() ? u""_s : *request.before; // null would be "not asked"
    if (!request.after.isEmpty())
        query.page.after = request.after;
    return query;
}

Page toPage(const Fin &fin, std::vector<ArchivedItem> items)
{
    Page page;
    page.items = std::move(items);
    page.complete = fin.isComplete;
    page.stable = fin.isStable;
    page.first = fin.page.first;
    page.last = fin.page.last;
    page.count = fin.page.count;
    return page;
}

} // namespace

void Archive::query(Session &session, const PageRequest &request, QObject *context, Done done)
{
    const QString queryId = session.ids().newId();
    m_open.insert(queryId, {request.archive, request.max, {}});
    xml::Element iq = rfc6120::makeIq(rfc6120::IqType::Set, request.archive, toElement(toQuery(request, queryId)));
    // The tracker asks on behalf of this object, so that a question whose asker is gone is tidied up all the same.
    const auto onAnswer = [this, queryId, asker = QPointer<QObject>(context), done = std::move(done)](const Expected<xml::Element, IqError> &answer) {
        Collecting collected = m_open.take(queryId);
        if (!asker)
            return;
        if (!answer) {
            done(unexpected(answer.error()));
            return;
        }
        const auto fin = firstPayload(*answer, parseFin);
        if (fin)
            done(toPage(*fin, std::move(collected.items)));
        else
            done(unexpected(IqError{IqErrorKind::Answered, u"undefined-condition"_s, {}, *answer}));
    };
    session.request(std::move(iq), &m_life, onAnswer, kTimeout);
}

void Archive::askPrefs(Session &session, QObject *context, std::function<void(Expected<Prefs, IqError>)> done)
{
    const auto onAnswer = [done = std::move(done)](const Expected<xml::Element, IqError> &answer) {
        if (!answer)
            return done(unexpected(answer.error()));
        if (const auto prefs = firstPayload(*answer, parsePrefs))
            return done(*prefs);
        done(unexpected(IqError{IqErrorKind::Answered, u"undefined-condition"_s, {}, *answer}));
    };
    session.request(rfc6120::makeIq(rfc6120::IqType::Get, {}, xml::Element(u"prefs", kNs)), context, onAnswer);
}

Handled Archive::onStanza(Session &session, const xml::Element &stanza)
{
    if (stanza.name() != u"message" || !stanza.child(u"result", kNs))
        return Handled::No;
    // From here on: whatever is wrong with it, it is a claim about an archive and never a message to show.
    const auto result = firstPayload(stanza, parseResult);
    const auto addresses = rfc6120::parseAddresses(stanza);
    if (!result || !addresses)
        return Handled::Yes;
    const auto open = m_open.find(result->queryId);
    if (open == m_open.end())
        return Handled::Yes;
    const Jid own = session.settings().jid;
    const Jid asked = open->archive.isEmpty() ? own : open->archive;
    const Jid from = addresses->from.isEmpty() ? own : addresses->from; // RFC 6120 §8.1.2.1
    if (from != asked || result->forwarded.stanza.name() != u"message" || open->room <= 0)
        return Handled::Yes;
    --open->room;
    open->items.push_back({result->id, result->forwarded.delay ? result->forwarded.delay->stamp : QDateTime(), result->forwarded.stanza});
    return Handled::Yes;
}

} // namespace net::xep0313
