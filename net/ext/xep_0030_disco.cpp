// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0030_disco.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0115_caps.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net::xep0030 {
namespace {

/// XEP-0115 wants a URI that names the program; nothing need be found there.
xep0115::Caps capsOf(const Info &info)
{
    return {u"sha-1"_s, u"urn:x-kith:caps"_s, xep0115::verification(info).value_or(QString())};
}

} // namespace

bool ServerInfo::hasArchive() const
{
    return account.hasFeature(u"urn:xmpp:mam:2");
}

bool ServerInfo::hasExtendedArchive() const
{
    return account.hasFeature(u"urn:xmpp:mam:2#extended");
}

bool ServerInfo::isCareless() const
{
    return std::any_of(server.identities.begin(), server.identities.end(), [](const Identity &identity) { return identity.category == u"server" && identity.name == u"ejabberd"; });
}

bool ServerInfo::hasCarbons() const
{
    return server.hasFeature(u"urn:xmpp:carbons:2") || account.hasFeature(u"urn:xmpp:carbons:2");
}

bool ServerInfo::hasBlocking() const
{
    return server.hasFeature(u"urn:xmpp:blocking") || account.hasFeature(u"urn:xmpp:blocking");
}

bool ServerInfo::hasPersonalNodes() const
{
    return account.hasIdentity(u"pubsub", u"pep");
}

bool ServerInfo::hasPublishOptions() const
{
    return account.hasFeature(u"http://jabber.org/protocol/pubsub#publish-options");
}

Disco::Disco(Session &session, QStringList extra, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_extra(std::move(extra))
{
}

QStringList Disco::discoFeatures() const
{
    return {kInfoNs.toString(), kItemsNs.toString(), xep0115::kNs.toString()};
}

Info Disco::ownInfo() const
{
    Info info;
    info.identities.push_back({u"client"_s, u"pc"_s, {}, u"Kith"_s});
    info.features = m_extra;
    for (const Extension *extension : m_session.extensions())
        info.features += extension->discoFeatures();
    info.features.sort();
    info.features.removeDuplicates();
    return info;
}

void Disco::onSend(xml::Element &stanza)
{
    // Presence that says "here I am", to all or to a room; not subscriptions and farewells.
    if (stanza.name() != u"presence" || !stanza.attribute(u"type").isNull())
        return;
    stanza.removeChildren(u"c", xep0115::kNs);
    stanza.add(toElement(capsOf(ownInfo())));
}

void Disco::remember(ServerInfo info, const QDateTime &goodUntil)
{
    m_goodUntil = goodUntil;
    std::swap(m_server, info); // by value: it may be our own
    if (m_server != info)
        Q_EMIT serverInfoChanged(m_server);
}

void Disco::onLive(Session &session, Resumed resumed)
{
    if (m_server.known && (resumed == Resumed::Yes || session.clock().now() < m_goodUntil))
        return;
    ++m_round;
    m_open = 2;
    m_asking = {};
    ask(session, session.settings().jid, &ServerInfo::account);
    ask(session, Jid::fromString(session.settings().jid.domain()), &ServerInfo::server);
}

void Disco::ask(Session &session, const Jid &whom, Info ServerInfo::*where)
{
    session.request(rfc6120::makeIq(rfc6120::IqType::Get, whom, infoQuery()), this,
                    [this, where, round = m_round](const Expected<xml::Element, IqError> &answer) {
                        if (round != m_round)
                            return;
                        if (!answer && answer.error().kind != IqErrorKind::Answered)
                            return; // the connection went: the next one asks again
                        if (answer)
                            m_asking.*where = firstPayload(*answer, parseInfo).value_or(Info{});
                        if (--m_open > 0)
                            return;
                        m_asking.known = true;
                        m_server = std::move(m_asking);
                        Q_EMIT serverInfoChanged(m_server);
                        Q_EMIT serverAnswered(m_server);
                    });
}

Handled Disco::onStanza(Session &session, const xml::Element &stanza)
{
    if (stanza.name() != u"iq" || rfc6120::iqType(stanza) != rfc6120::IqType::Get)
        return Handled::No;
    if (const xml::Element *query = stanza.child(u"query", kInfoNs)) {
        Info info = ownInfo();
        const QString node = query->attribute(u"node");
        if (!node.isEmpty() && node != capsOf(info).discoNode()) {
            session.reply(rfc6120::errorReply(stanza, u"item-not-found"_s));
            return Handled::Yes;
        }
        info.node = node;
        session.reply(rfc6120::resultReply(stanza, toElement(info)));
        return Handled::Yes;
    }
    if (const xml::Element *query = stanza.child(u"query", kItemsNs)) {
        Items items;
        items.node = query->attribute(u"node");
        session.reply(rfc6120::resultReply(stanza, toElement(items)));
        return Handled::Yes;
    }
    return Handled::No;
}

} // namespace net::xep0030
