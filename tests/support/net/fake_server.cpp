// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/fake_server.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0030_disco.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0490_mds.h"
#include "net/xml/writer.h"

#include <QCoreApplication>
#include <QEventLoop>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {

namespace {

const QString kOwn = u"anna@example.net"_s;

QByteArray bytesOf(const xml::Element &element)
{
    return xml::serialize(element, u"jabber:client");
}

} // namespace

class FakeServerDialer final : public Dialer
{
public:
    explicit FakeServerDialer(FakeServer &server)
        : m_server(&server)
    {
    }
    void dial(const DialRequest &request, Done done) override
    {
        if (m_server)
            m_server->lastDial = request;
        m_done = std::move(done);
        QMetaObject::invokeMethod(&m_life, [this] { answer(); }, Qt::QueuedConnection);
    }
    void cancel() override { m_done = nullptr; }

private:
    void answer()
    {
        const Done done = std::exchange(m_done, nullptr);
        if (!done || !m_server)
            return;
        ++m_server->dials;
        if (m_server->refusal)
            return done(unexpected(TransportError{*m_server->refusal, u"test"_s}));
        Dialed dialed;
        dialed.transport = std::make_unique<FakeServerTransport>(*m_server);
        dialed.report.tls = dialed.transport->tls();
        done(std::move(dialed));
    }
    QPointer<FakeServer> m_server;
    Done m_done;
    QObject m_life;
};

FakeServerTransport::FakeServerTransport(FakeServer &server)
    : m_server(&server)
{
}

void FakeServerTransport::write(const QByteArray &bytes)
{
    QMetaObject::invokeMethod(this, [this, bytes] { read(bytes); }, Qt::QueuedConnection);
}

void FakeServerTransport::close()
{
    if (std::exchange(m_closed, true))
        return;
    // What was written before still arrives.
    QMetaObject::invokeMethod(this, [this] { Q_EMIT closed({TransportErrorKind::RemoteClosed, {}}); }, Qt::QueuedConnection);
}

void FakeServerTransport::toClient(const QByteArray &bytes)
{
    QMetaObject::invokeMethod(
        this,
        [this, bytes] {
            if (!m_closed)
                Q_EMIT received(bytes);
        },
        Qt::QueuedConnection);
}

void FakeServerTransport::breakOff()
{
    m_dead = true;
    if (std::exchange(m_closed, true))
        return;
    QMetaObject::invokeMethod(this, [this] { Q_EMIT closed({TransportErrorKind::RemoteClosed, u"cut"_s}); }, Qt::QueuedConnection);
}

void FakeServerTransport::read(const QByteArray &bytes)
{
    // What arrives is always a beginning of what was written: behind lost octets nothing comes through any more.
    m_dead = m_dead || !m_server || m_server->deaf;
    if (m_dead)
        return;
    m_reader.feed(bytes);
    while (!(m_dead = m_dead || m_server->deaf)) {
        const auto event = m_reader.next();
        if (!event)
            break;
        if (std::holds_alternative<xml::StreamOpened>(*event)) {
            toClient("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.net' "
                     "id='s' version='1.0'><stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>PLAIN</mechanism><inline>"
                     + QByteArray(m_server->hasStreamManagement ? "<sm xmlns='urn:xmpp:sm:3'/>" : "") + "<bind xmlns='urn:xmpp:bind:0'><inline>"
                     + QByteArray(m_server->hasStreamManagement ? "<feature var='urn:xmpp:sm:3'/>" : "")
                     + QByteArray(m_server->hasUnreads ? "<feature var='urn:xmpp:bind2:0'/>" : "") + "<feature var='urn:xmpp:carbons:2'/></inline></bind></inline></authentication></stream:features>");
        } else if (const auto *read = std::get_if<xml::ElementRead>(&*event)) {
            m_server->onElement(*this, read->element);
        } else if (std::holds_alternative<xml::StreamClosed>(*event)) {
            std::erase_if(m_server->m_sessions, [this](const auto &session) { return session->transport == this; });
            toClient("</stream:stream>");
        }
    }
}

FakeServer::FakeServer(Clock &clock)
    : m_clock(clock)
{
}

FakeServer::~FakeServer() = default;

std::unique_ptr<Dialer> FakeServer::makeDialer()
{
    return std::make_unique<FakeServerDialer>(*this);
}

void FakeServer::settle() const
{
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents(QEventLoop::AllEvents);
}

FakeServer::Session *FakeServer::sessionOf(const FakeServerTransport &transport)
{
    const auto it = std::find_if(m_sessions.begin(), m_sessions.end(), [&](const auto &session) { return session->transport == &transport; });
    return it == m_sessions.end() ? nullptr : it->get();
}

void FakeServer::onElement(FakeServerTransport &transport, const xml::Element &element)
{
    if (element.is(u"authenticate", xep0388::kNs))
        return authenticate(transport, element);
    Session *session = sessionOf(transport);
    if (!session)
        return;
    if (element.is(u"r", xep0198::kNs) && !confirms)
        return;
    if (element.is(u"r", xep0198::kNs))
        return transport.toClient(bytesOf(xep0198::ack(session->in)));
    if (const auto h = xep0198::parseAck(element)) {
        m_lastAck = *h;
        while (session->acked != *h && !session->unacked.empty()) {
            ++session->acked;
            session->unacked.pop_front();
        }
        return;
    }
    if (!rfc6120::stanzaKind(element))
        return;
    if (element.name() == u"presence" && !session->interested && std::exchange(losesFirstPresence, false)) {
        deaf = true;
        return;
    }
    if (session->sm)
        ++session->in;
    onStanza(*session, element);
}

void FakeServer::authenticate(FakeServerTransport &transport, const xml::Element &element)
{
    const QByteArray initial = QByteArray::fromBase64(element.childText(u"initial-response", xep0388::kNs).toLatin1());
    if (initial != QByteArray("\0anna\0", 6) + password.toUtf8()) {
        transport.toClient("<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>");
        return;
    }
    QByteArray inSuccess;
    if (const xml::Element *resume = element.child(u"resume", xep0198::kNs)) {
        for (const auto &session : m_sessions) {
            const quint32 h = resume->attribute(u"h").toUInt();
            if (!session->sm || session->id != resume->attribute(u"previd"))
                continue;
            // As Prosody does: what has been acknowledged once cannot be given again, what was never sent cannot have been handled.
            forgotten += h < session->acked;
            if (h < session->acked || h > session->acked + session->unacked.size())
                continue;
            ++resumes;
            if (session->transport)
                session->transport->breakOff();
            session->transport = &transport;
            m_lastAck = h;
            while (session->acked != h && !session->unacked.empty()) {
                ++session->acked;
                session->unacked.pop_front();
            }
            transport.toClient("<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>" + session->fullJid.toUtf8() + "</authorization-identifier>"
                               "<resumed xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(session->in) + "' previd='" + session->id.toUtf8() + "'/></success>");
            for (const xml::Element &stanza : session->unacked)
                transport.toClient(bytesOf(stanza));
            return;
        }
        inSuccess = "<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>";
    }
    // One resource per device: a new session of it ends the old one.
    m_sessions.clear();
    ++binds;
    auto session = std::make_unique<Session>();
    session->id = u"sm%1"_s.arg(++m_count);
    session->fullJid = kOwn + u"/Kith"_s;
    session->sm = hasStreamManagement && element.child(u"bind", u"urn:xmpp:bind:0");
    session->transport = &transport;
    QByteArray extra;
    for (const xml::Element &said : inBound)
        extra += bytesOf(said);
    const QByteArray enabled = hasStreamManagement ? "<enabled xmlns='urn:xmpp:sm:3' id='" + session->id.toUtf8() + "' resume='true' max='600'/>" : QByteArray();
    transport.toClient("<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>" + session->fullJid.toUtf8() + "</authorization-identifier>" + inSuccess
                       + (element.child(u"bind", u"urn:xmpp:bind:0") ? "<bound xmlns='urn:xmpp:bind:0'>" + enabled + extra + "</bound>" : QByteArray())
                       + "</success><stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>" + QByteArray(hasRosterVersions ? "<ver xmlns='urn:xmpp:features:rosterver'/>" : "") + "</stream:features>");
    m_sessions.push_back(std::move(session));
}

void FakeServer::toSession(Session &session, const xml::Element &stanza)
{
    if (session.sm)
        session.unacked.push_back(stanza);
    if (!session.transport || !session.transport->isOpen())
        return;
    if (cutAfter == 0) {
        cutAfter = -1;
        cut();
        return;
    }
    if (cutAfter > 0)
        --cutAfter;
    session.transport->toClient(bytesOf(stanza));
    if (session.sm)
        session.transport->toClient(bytesOf(xep0198::request()));
}

void FakeServer::deliver(const xml::Element &stanza)
{
    for (const auto &session : m_sessions)
        toSession(*session, stanza);
}

void FakeServer::putMarker(const QString &chat, const xml::Element &payload)
{
    std::erase_if(markers, [&](const auto &item) { return item.first == chat; });
    markers.emplace_back(chat, payload);
    if (std::ssize(markers) > markerLimit)
        markers.erase(markers.begin());
    tellEvent({xep0060::Event::Kind::Items, xep0490::kNs.toString(), {{chat, {}, payload}}, {}});
}

void FakeServer::answerNow()
{
    for (const auto &answer : std::exchange(m_later, {}))
        answer();
}

void FakeServer::readElsewhere(const QString &chat, const QString &archiveId)
{
    putMarker(chat, xep0490::toItem({Jid::fromString(chat), archiveId, Jid::fromString(kOwn)}).payload);
}

void FakeServer::onPublish(Session &session, const xml::Element &iq, const xml::Element &pubsub)
{
    const auto refuse = [&](const QString &condition, bool precondition) {
        xml::Element answer = rfc6120::errorReply(iq, condition);
        answer.set(u"to", QString());
        if (precondition) {
            xml::Element error = *answer.child(u"error", u"jabber:client");
            answer.removeChildren(u"error", u"jabber:client");
            answer.add(error.add(xml::Element(u"precondition-not-met", u"http://jabber.org/protocol/pubsub#errors")));
        }
        toSession(session, answer);
    };
    if (!hasPersonalNodes)
        return refuse(u"service-unavailable"_s, false);
    const xml::Element *publish = pubsub.child(u"publish", xep0060::kNs);
    const xml::Element *item = publish ? publish->firstChild() : nullptr;
    if (!item || !item->firstChild())
        return refuse(u"bad-request"_s, false);
    QString maxItems;
    if (const xml::Element *options = pubsub.child(u"publish-options", xep0060::kNs)) {
        if (const auto form = firstPayload(*options, xep0004::parseForm))
            maxItems = form->value(u"pubsub#max_items");
    }
    if (hasForeignMarkerNode || refusedMaxItems.contains(maxItems))
        return refuse(u"conflict"_s, true);
    ++publications;
    xml::Element answer = rfc6120::resultReply(iq, {});
    answer.set(u"to", QString());
    putMarker(item->attribute(u"id"), *item->firstChild());
    toSession(session, answer);
}

void FakeServer::pushRoster(const rfc6121::RosterItem &item)
{
    rosterVersion = QString::number(rosterVersion.toInt() + 1);
    if (item.subscription == rfc6121::Subscription::Remove)
        roster.erase(item.jid.toString());
    else
        roster[item.jid.toString()] = item;
    xml::Element query = toElement(rfc6121::Roster{rosterVersion, {item}});
    xml::Element iq(u"iq", u"jabber:client");
    iq.set(u"type", u"set"_s).set(u"id", u"push%1"_s.arg(++m_count)).set(u"to", kOwn);
    iq.add(query);
    deliver(iq);
}

void FakeServer::cut()
{
    deaf = false;
    for (const auto &session : m_sessions) {
        if (session->transport)
            session->transport->breakOff();
    }
}

void FakeServer::forgetSessions()
{
    cut();
    m_sessions.clear();
}

bool FakeServer::isConnected() const
{
    return std::any_of(m_sessions.begin(), m_sessions.end(), [](const auto &session) { return session->transport && session->transport->isOpen(); });
}

quint32 FakeServer::acknowledged() const
{
    return m_lastAck;
}

QStringList FakeServer::bodies() const
{
    QStringList result;
    for (const xml::Element &stanza : stanzas) {
        const QString body = stanza.childText(u"body", u"jabber:client");
        if (!body.isNull())
            result << body;
    }
    return result;
}

void FakeServer::onStanza(Session &session, const xml::Element &stanza)
{
    if (stanza.name() == u"iq") {
        const auto type = rfc6120::iqType(stanza);
        if (type == rfc6120::IqType::Get || type == rfc6120::IqType::Set) {
            questions.push_back(stanza);
            onIq(session, stanza);
        }
        return;
    }
    stanzas.push_back(stanza);
    if (stanza.name() == u"presence" && stanza.attribute(u"type").isNull() && !std::exchange(session.interested, true))
        questionsBeforePresence = int(questions.size());
    if (stanza.name() == u"message" && stanza.child(u"body", u"jabber:client") && hasArchive) {
        xml::Element copy = stanza;
        copy.set(u"from", session.fullJid);
        store(copy);
    }
}

void FakeServer::onIq(Session &session, const xml::Element &iq)
{
    const xml::Element *payload = iq.firstChild();
    const QString to = iq.attribute(u"to");
    const auto reply = [&](xml::Element result = {}) {
        xml::Element answer = rfc6120::resultReply(iq, std::move(result));
        if (!to.isEmpty())
            answer.set(u"from", to);
        answer.set(u"to", QString());
        toSession(session, answer);
    };
    if (!payload)
        return;
    if (auto own = answers ? answers(iq) : std::nullopt) {
        own->set(u"id", iq.attribute(u"id")).set(u"to", QString());
        return toSession(session, *own);
    }
    if (onLinks(session, iq))
        return;
    if (payload->is(u"query", rfc6121::kRosterNs) && iq.attribute(u"type") == u"get") {
        const QString known = payload->attribute(u"ver");
        if (hasRosterVersions && !known.isEmpty() && known == rosterVersion)
            return reply();
        rfc6121::Roster all;
        all.version = hasRosterVersions ? rosterVersion : QString();
        for (const auto &[jid, item] : roster)
            all.items.push_back(item);
        return reply(toElement(all));
    }
    if (payload->is(u"query", rfc6121::kRosterNs)) {
        reply();
        for (const xml::Element *child : payload->children()) {
            const QString jid = child->attribute(u"jid");
            rfc6121::RosterItem item = roster.contains(jid) ? roster[jid] : rfc6121::RosterItem{};
            item.jid = Jid::fromString(jid);
            item.name = child->attribute(u"name");
            if (child->attribute(u"subscription") == u"remove")
                item.subscription = rfc6121::Subscription::Remove;
            pushRoster(item);
        }
        return;
    }
    if (payload->is(u"query", xep0030::kInfoNs)) {
        xep0030::Info info;
        if (!software.isEmpty() && to != kOwn)
            info.identities.push_back({u"server"_s, u"im"_s, {}, software});
        if (to == kOwn) {
            info.features << accountFeatures;
            if (hasPersonalNodes)
                info.identities.push_back({u"pubsub"_s, u"pep"_s, {}, {}});
            if (hasArchive)
                info.features << u"urn:xmpp:mam:2"_s << u"urn:xmpp:sid:0"_s;
            if (hasExtendedArchive)
                info.features << xep0313::kExtendedNs.toString();
        } else {
            info.features << u"urn:xmpp:carbons:2"_s << u"urn:xmpp:blocking"_s;
        }
        return reply(toElement(info));
    }
    if (payload->is(u"query", xep0313::kNs) && hasArchive)
        return onQuery(session, iq, *payload);
    if (payload->child(u"publish", xep0060::kNs))
        return onPublish(session, iq, *payload);
    if (payload->is(u"pubsub", u"http://jabber.org/protocol/pubsub#owner")) {
        hasForeignMarkerNode = false;
        return reply();
    }
    if (const xml::Element *items = payload->child(u"items", xep0060::kNs); items && items->attribute(u"node") == xep0490::kNs && !markers.empty() && hasPersonalNodes) {
        xep0060::Items all{xep0490::kNs.toString(), {}};
        const auto most = items->attribute(u"max_items").toLongLong(); // §6.5.7: the newest
        for (size_t i = most > 0 && size_t(most) < markers.size() ? markers.size() - size_t(most) : 0; i < markers.size(); ++i)
            all.items.push_back({markers[i].first, {}, markers[i].second});
        markersSent += int(all.items.size());
        return reply(toElement(all));
    }
    if (payload->is(u"bind", u"urn:ietf:params:xml:ns:xmpp-bind")) {
        xml::Element bound(u"bind", u"urn:ietf:params:xml:ns:xmpp-bind");
        bound.add(u"jid", u"urn:ietf:params:xml:ns:xmpp-bind", session.fullJid);
        return reply(bound);
    }
    if (const xml::Element *items = payload->child(u"items", xep0060::kNs)) {
        const xml::Element *item = items->firstChild();
        const QString key = (to.isEmpty() ? kOwn : to) + u' ' + items->attribute(u"node") + u' ' + (item ? item->attribute(u"id") : QString());
        if (const auto found = nodes.find(key); found != nodes.end())
            return reply(toElement(xep0060::Items{items->attribute(u"node"), {{item->attribute(u"id"), {}, found->second}}}));
    }
    if (payload->is(u"ping", u"urn:xmpp:ping") || payload->is(u"enable", u"urn:xmpp:carbons:2") || payload->ns() == u"urn:xmpp:blocking")
        return reply();
    xml::Element error = rfc6120::errorReply(iq, payload->child(u"items", xep0060::kNs) && hasPersonalNodes ? u"item-not-found"_s : u"service-unavailable"_s);
    if (!to.isEmpty())
        error.set(u"from", to);
    error.set(u"to", QString());
    toSession(session, error);
}

} // namespace net
