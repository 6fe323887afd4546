// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0313_mam.h"

#include "net/proto/lexical.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0004_forms.h"
#include "net/proto/xep_0082_datetime.h"

#include <algorithm>

namespace net::xep0313 {
using namespace Qt::StringLiterals;
namespace {

QDateTime dateTimeOr(const QString &text)
{
    return xep0082::parseDateTime(text).value_or(QDateTime());
}

void addField(xep0004::Form &form, const QString &var, const QStringList &values)
{
    xep0004::Field field;
    field.var = var;
    field.values = values;
    form.fields.push_back(std::move(field));
}

xep0004::Form filterForm(const Query &query)
{
    xep0004::Form form = xep0004::submission(kNs.toString());
    if (!query.with.isEmpty())
        addField(form, u"with"_s, {query.with.toString()});
    if (query.start.isValid())
        addField(form, u"start"_s, {xep0082::formatDateTime(query.start)});
    if (query.end.isValid())
        addField(form, u"end"_s, {xep0082::formatDateTime(query.end)});
    if (!query.beforeId.isEmpty())
        addField(form, u"before-id"_s, {query.beforeId});
    if (!query.afterId.isEmpty())
        addField(form, u"after-id"_s, {query.afterId});
    if (!query.ids.isEmpty())
        addField(form, u"ids"_s, query.ids);
    return form;
}

std::vector<Jid> jidsIn(const xml::Element *list)
{
    std::vector<Jid> jids;
    if (!list)
        return jids;
    for (const xml::Element *e : list->children()) {
        const Jid jid = e->is(u"jid", kNs) ? Jid::fromString(e->text().trimmed()) : Jid();
        if (!jid.isEmpty())
            jids.push_back(jid);
    }
    return jids;
}

xml::Element listOf(QStringView name, const std::vector<Jid> &jids)
{
    xml::Element list(name, kNs);
    for (const Jid &jid : jids)
        list.add(u"jid", kNs, jid.toString());
    return list;
}

bool names(const std::vector<Jid> &jids, const Jid &peer)
{
    return std::any_of(jids.begin(), jids.end(), [&](const Jid &jid) { return jid.bare() == peer.bare(); });
}

} // namespace

std::optional<Query> parseQuery(const xml::Element &e)
{
    if (!e.is(u"query", kNs))
        return std::nullopt;
    Query query;
    query.queryId = e.attribute(u"queryid");
    query.node = e.attribute(u"node");
    if (const auto form = firstPayload(e, xep0004::parseForm)) {
        query.with = Jid::fromString(form->value(u"with"));
        query.start = dateTimeOr(form->value(u"start"));
        query.end = dateTimeOr(form->value(u"end"));
        query.beforeId = form->value(u"before-id");
        query.afterId = form->value(u"after-id");
        if (const xep0004::Field *ids = form->field(u"ids"))
            query.ids = ids->values;
    }
    query.page = firstPayload(e, xep0059::parsePageRequest).value_or(xep0059::PageRequest());
    query.flipPage = e.child(u"flip-page", kNs);
    return query;
}

xml::Element toElement(const Query &query)
{
    xml::Element e(u"query", kNs);
    if (!query.queryId.isEmpty())
        e.set(u"queryid", query.queryId);
    if (!query.node.isEmpty())
        e.set(u"node", query.node);
    const xep0004::Form form = filterForm(query);
    if (form.fields.size() > 1)
        e.add(xep0004::toElement(form));
    if (query.page != xep0059::PageRequest())
        e.add(xep0059::toElement(query.page));
    if (query.flipPage)
        e.add(xml::Element(u"flip-page", kNs));
    return e;
}

std::optional<Result> parseResult(const xml::Element &e)
{
    if (!e.is(u"result", kNs))
        return std::nullopt;
    const QString id = e.attribute(u"id");
    auto forwarded = firstPayload(e, xep0297::parseForwarded);
    if (id.isEmpty() || !forwarded || !forwarded->delay || rfc6120::stanzaKind(forwarded->stanza) != rfc6120::StanzaKind::Message)
        return std::nullopt;
    return Result{e.attribute(u"queryid"), id, std::move(*forwarded)};
}

xml::Element toElement(const Result &result)
{
    xml::Element e(u"result", kNs);
    if (!result.queryId.isEmpty())
        e.set(u"queryid", result.queryId);
    return e.set(u"id", result.id).add(xep0297::toElement(result.forwarded));
}

std::optional<Fin> parseFin(const xml::Element &e)
{
    if (!e.is(u"fin", kNs))
        return std::nullopt;
    Fin fin;
    fin.isComplete = isTrue(e.attribute(u"complete"));
    const QString stable = e.attribute(u"stable");
    fin.isStable = stable.isNull() || isTrue(stable); // true when not said (§4.3.3)
    fin.page = firstPayload(e, xep0059::parsePage).value_or(xep0059::Page());
    return fin;
}

xml::Element toElement(const Fin &fin)
{
    xml::Element e(u"fin", kNs);
    if (fin.isComplete)
        e.set(u"complete", u"true"_s);
    if (!fin.isStable)
        e.set(u"stable", u"false"_s);
    return e.add(xep0059::toElement(fin.page));
}

bool Prefs::keeps(const Jid &peer, bool isContact) const
{
    if (names(never, peer))
        return false;
    return byDefault == Default::Always || (byDefault == Default::Roster && isContact) || names(always, peer);
}

std::optional<Prefs> parsePrefs(const xml::Element &e)
{
    if (!e.is(u"prefs", kNs))
        return std::nullopt;
    const QString byDefault = e.attribute(u"default");
    Prefs prefs;
    if (byDefault.isEmpty() || byDefault == u"never") // Prosody leaves it out where only lists were set, and keeps nothing but what they name
        prefs.byDefault = Prefs::Default::Never;
    else if (byDefault == u"roster")
        prefs.byDefault = Prefs::Default::Roster;
    else if (byDefault != u"always")
        return std::nullopt;
    prefs.always = jidsIn(e.child(u"always", kNs));
    prefs.never = jidsIn(e.child(u"never", kNs));
    return prefs;
}

xml::Element toElement(const Prefs &prefs)
{
    xml::Element e(u"prefs", kNs);
    e.set(u"default", prefs.byDefault == Prefs::Default::Always ? u"always"_s : prefs.byDefault == Prefs::Default::Never ? u"never"_s : u"roster"_s);
    return e.add(listOf(u"always", prefs.always)).add(listOf(u"never", prefs.never));
}

} // namespace net::xep0313
