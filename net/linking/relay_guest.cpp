// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/relay_guest.h"

#include "net/base/log.h"
#include "net/linking/relay_host.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/stream/flight.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace net {

RelayGuest::RelayGuest(Clock &clock, IdSource &ids, std::unique_ptr<Dialer> dialer, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_ids(ids)
    , m_dialer(std::move(dialer))
    , m_alarm(clock, [this] { fail(Failure::NoServer); })
    , m_reader(xml::Limits{16, 64, 64 * 1024, 8 * 1024})
{
}

RelayGuest::~RelayGuest()
{
    m_done = nullptr;
    m_dialer->cancel();
    end();
}

void RelayGuest::open(const DialRequest &request, const Jid &account, const QString &place, Done done)
{
    m_account = account;
    m_place = place;
    m_done = std::move(done);
    m_alarm.start(kPatience);
    m_dialer->dial(request, [this](Expected<Dialed, TransportError> result) { dialed(std::move(result)); });
}

void RelayGuest::dialed(Expected<Dialed, TransportError> result)
{
    if (!result) {
        qCInfo(logTransport) << "no way to the server for a new device:" << int(result.error().kind) << result.error().detail;
        return fail(Failure::NoServer);
    }
    m_transport = std::move(result->transport);
    connect(m_transport.get(), &Transport::received, this, &RelayGuest::read);
    connect(m_transport.get(), &Transport::encrypted, this, &RelayGuest::head);
    connect(m_transport.get(), &Transport::closed, this, [this] { fail(Failure::NoServer); });
    head();
}

void RelayGuest::head()
{
    m_transport->write(toBytes(FlightPiece(StreamHead{Jid(), m_account.domain()}))); // RFC 6120 §4.7.1: who is meant is said inside
}

void RelayGuest::read(const QByteArray &bytes)
{
    m_reader.feed(bytes);
    const QPointer<RelayGuest> self(this);
    while (self && !m_over) {
        const auto event = m_reader.next();
        if (!event)
            return;
        if (const auto *element = std::get_if<xml::ElementRead>(&*event))
            take(element->element);
        else if (!std::holds_alternative<xml::StreamOpened>(*event))
            fail(Failure::NoServer);
    }
}

void RelayGuest::take(const xml::Element &element)
{
    if (rfc6120::isFeatures(element))
        takeFeatures(element);
    else if (element.is(u"proceed", rfc6120::kTlsNs) && !m_transport->isEncrypted()) {
        m_reader.clear(); // what is behind it was not protected
        m_transport->startTls();
    } else if (element.is(u"iq", rfc6120::kClientNs) && m_pipe)
        takeIq(element);
    else
        fail(Failure::NoServer);
}

void RelayGuest::takeFeatures(const xml::Element &features)
{
    if (!m_done)
        return;
    if (!m_transport->isEncrypted()) {
        if (!features.child(u"starttls", rfc6120::kTlsNs))
            return fail(Failure::NoRelay); // nothing is said in clear
        return put(xml::Element(u"starttls", rfc6120::kTlsNs));
    }
    if (!offersRelay(features))
        return fail(Failure::NoRelay);
    m_alarm.stop();
    StanzaPipe::Way way;
    way.send = [self = QPointer<RelayGuest>(this)](const QByteArray &piece, std::function<void(StanzaPipe::Fate)> told) {
        if (self)
            self->send(piece, std::move(told));
        else
            told(StanzaPipe::Fate::Refused);
    };
    way.leave = [self = QPointer<RelayGuest>(this)] {
        if (self)
            self->leave();
    };
    auto pipe = std::make_unique<StanzaPipe>(m_clock, std::move(way));
    m_pipe = pipe.get();
    std::exchange(m_done, nullptr)(std::unique_ptr<LinkPipe>(std::move(pipe)));
}

void RelayGuest::send(const QByteArray &piece, std::function<void(StanzaPipe::Fate)> told)
{
    if (m_over)
        return told(StanzaPipe::Fate::Refused);
    const QString id = m_ids.newId();
    m_asked.insert(id, std::move(told));
    m_isIn = true;
    put(rfc6120::makeIq(rfc6120::IqType::Set, {}, toElement(Relayed{m_place, m_account.toString(), {}, piece, false}), id));
}

void RelayGuest::takeIq(const xml::Element &iq)
{
    const auto type = rfc6120::iqType(iq);
    if (type == rfc6120::IqType::Result || type == rfc6120::IqType::Error) {
        const auto told = m_asked.take(iq.attribute(u"id"));
        if (told)
            told(type == rfc6120::IqType::Result ? StanzaPipe::Fate::Taken : fateOf(iq));
        return;
    }
    const auto relayed = firstPayload(iq, parseRelayed);
    if (!relayed || relayed->place != m_place)
        return put(rfc6120::errorReply(iq, u"service-unavailable"_s));
    put(rfc6120::resultReply(iq));
    if (!relayed->isGone)
        return m_pipe->take(relayed->octets, [] { });
    m_isIn = false;
    m_pipe->gone();
}

void RelayGuest::leave()
{
    if (!m_over && std::exchange(m_isIn, false))
        put(rfc6120::makeIq(rfc6120::IqType::Set, {}, toElement(Relayed{m_place, m_account.toString(), {}, {}, true}), m_ids.newId()));
}

void RelayGuest::put(const xml::Element &element)
{
    if (m_transport)
        m_transport->write(toBytes(FlightPiece(element)));
}

void RelayGuest::fail(Failure why)
{
    if (m_over)
        return;
    end();
    if (const Done done = std::exchange(m_done, nullptr))
        QMetaObject::invokeMethod(this, [done, why] { done(unexpected(why)); }, Qt::QueuedConnection);
}

void RelayGuest::end()
{
    if (std::exchange(m_over, true))
        return;
    m_alarm.stop();
    if (m_pipe)
        m_pipe->gone();
    m_asked.clear();
    if (!m_transport)
        return;
    m_transport->disconnect(this);
    m_transport->write(toBytes(FlightPiece(StreamEnd{})));
    m_transport->close();
    // As Connection does: it flushes, and it may be the one that is calling us.
    Transport *closing = m_transport.release();
    closing->setParent(QCoreApplication::instance());
    connect(closing, &Transport::closed, closing, &QObject::deleteLater);
    m_clock.callAfter(std::chrono::seconds(5), closing, [closing] { closing->deleteLater(); });
}

} // namespace net
