// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/tls_link_channel.h"

#include "net/base/log.h"
#include "net/xml/writer.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr std::chrono::seconds kClosePatience{5}; // for a peer that does not read our last words
// A page of 256 kB in base64 with what is around it; a grant is smaller.
constexpr xml::Limits kLimits{12, 16, 512 * 1024, 1024};

xml::Element header()
{
    xml::Element root(u"link", psyc::kLinkNs);
    root.set(u"version", u"0"_s);
    return root;
}

LinkEnd meaning(TransportErrorKind kind)
{
    switch (kind) {
    case TransportErrorKind::CertificateUntrusted:
    case TransportErrorKind::CertificateExpired:
    case TransportErrorKind::CertificateWrongHost:
    case TransportErrorKind::CertificateRevoked:
        return LinkEnd::WrongKey;
    default: // of a TlsWire only that the handshake or a record is broken
        return LinkEnd::Broken;
    }
}

} // namespace

TlsLinkChannel::TlsLinkChannel(Clock &clock, std::unique_ptr<LinkPipe> pipe, const LinkTls &tls, const QByteArray &pinnedKey, Patience patience, QObject *parent)
    : LinkChannel(parent)
    , m_pipe(std::move(pipe))
    , m_wire(tls.wire(pinnedKey))
    , m_patience(patience)
    , m_alarm(clock, [this] { onAlarm(); })
    , m_reader(kLimits)
{
    connect(m_pipe.get(), &LinkPipe::received, this, &TlsLinkChannel::fromPipe);
    connect(m_pipe.get(), &LinkPipe::sent, this, &TlsLinkChannel::onSent);
    connect(m_pipe.get(), &LinkPipe::closed, this, &TlsLinkChannel::onPipeClosed);
    m_alarm.start(m_patience.handshake);
    QMetaObject::invokeMethod(this, [this] {
        if (m_state == State::Handshake)
            apply(m_wire->start());
    }, Qt::QueuedConnection);
}

TlsLinkChannel::~TlsLinkChannel()
{
    m_pipe->disconnect(this);
    // It may be the pipe's signal that we are deleted from.
    m_pipe.release()->deleteLater();
}

void TlsLinkChannel::fromPipe(const QByteArray &octets)
{
    if (m_state != State::Handshake && m_state != State::Open)
        return;
    if (m_proved)
        m_alarm.start(m_patience.silent);
    apply(m_wire->feed(octets));
}

void TlsLinkChannel::apply(const TlsWire::Step &step)
{
    m_pipe->write(step.toWire);
    const QPointer<TlsLinkChannel> self(this);
    if (step.established) {
        m_state = State::Open;
        m_alarm.start(m_patience.unproved);
        say(xml::serializeOpen(header(), psyc::kLinkNs, {}));
        Q_EMIT opened();
        if (!self)
            return;
    }
    m_reader.feed(step.plain);
    if (step.error)
        m_ended = meaning(step.error->kind);
    else if (step.ended)
        m_ended = LinkEnd::Closed;
    pump();
}

void TlsLinkChannel::say(const QByteArray &xml)
{
    const auto step = m_wire->encrypt(xml);
    m_pipe->write(step.toWire);
    m_full = m_full || m_pipe->unsent() > kLowWater;
    if (step.error)
        endLater(LinkEnd::Broken);
}

void TlsLinkChannel::send(const psyc::Packet &packet)
{
    if (m_state == State::Open)
        say(xml::serialize(toElement(packet), psyc::kLinkNs));
}

void TlsLinkChannel::pump()
{
    const QPointer<TlsLinkChannel> self(this);
    while (m_reading && m_state == State::Open) {
        const auto event = m_reader.next();
        if (!event)
            break;
        const bool good = take(*event);
        if (!self)
            return;
        if (!good)
            return end(LinkEnd::Broken);
    }
    if (m_reading && m_ended)
        end(*m_ended);
}

// False: not what may be said here.
bool TlsLinkChannel::take(const xml::Event &event)
{
    if (const auto *open = std::get_if<xml::StreamOpened>(&event)) {
        m_headed = open->header.is(u"link", psyc::kLinkNs) && open->header.attribute(u"version") == u"0";
        return m_headed;
    }
    if (std::holds_alternative<xml::StreamClosed>(event)) {
        m_ended = m_ended.value_or(LinkEnd::Closed);
        return true;
    }
    const auto *read = std::get_if<xml::ElementRead>(&event);
    const auto packet = read ? psyc::parsePacket(read->element) : std::nullopt;
    if (!packet || !m_headed || (!m_proved && ++m_packets > kMaxUnprovedPackets))
        return false;
    Q_EMIT received(*packet);
    return true;
}

QByteArray TlsLinkChannel::binding() const
{
    return m_wire->exporter().value_or(QByteArray());
}

void TlsLinkChannel::setReading(bool reading)
{
    if (std::exchange(m_reading, reading) == reading)
        return;
    m_pipe->setReading(reading);
    if (!reading)
        return;
    if (m_proved)
        m_alarm.start(m_patience.silent); // it was we who did not listen
    QMetaObject::invokeMethod(this, &TlsLinkChannel::pump, Qt::QueuedConnection);
}

void TlsLinkChannel::setProved()
{
    m_proved = true;
    if (m_state == State::Open)
        m_alarm.start(m_patience.silent);
}

void TlsLinkChannel::onSent()
{
    const qsizetype left = m_pipe->unsent();
    if (m_state == State::Open && m_proved)
        m_alarm.start(m_patience.silent); // it takes what we send
    if (m_full && left <= kLowWater) {
        m_full = false;
        Q_EMIT drained();
    }
}

void TlsLinkChannel::onPipeClosed()
{
    switch (m_state) {
    case State::Handshake:
    case State::Open:
        // Without TLS's goodbye it may have been cut off by anybody.
        m_ended = m_ended.value_or(LinkEnd::Lost);
        pump();
        break;
    case State::Closing:
        end(LinkEnd::Closed);
        break;
    case State::Closed:
        break;
    }
}

void TlsLinkChannel::onAlarm()
{
    if (m_state == State::Closing)
        return end(LinkEnd::Closed);
    if (!m_reading && m_proved)
        return m_alarm.start(m_patience.silent); // ours, not the peer's
    end(LinkEnd::TimedOut);
}

void TlsLinkChannel::close()
{
    if (m_state == State::Closing || m_state == State::Closed)
        return;
    if (m_state == State::Open) {
        say("</link>"_ba);
        m_pipe->write(m_wire->closeNotify());
    }
    m_state = State::Closing;
    m_pipe->setReading(true); // or its end would not be seen
    m_pipe->close();
    m_alarm.start(kClosePatience);
}

void TlsLinkChannel::endLater(LinkEnd why)
{
    QMetaObject::invokeMethod(this, [this, why] { end(why); }, Qt::QueuedConnection);
}

void TlsLinkChannel::end(LinkEnd why)
{
    if (m_state == State::Closed)
        return;
    if (m_state == State::Open && why == LinkEnd::Closed)
        m_pipe->write(m_wire->closeNotify()); // the answer to the peer's
    m_state = State::Closed;
    m_alarm.stop();
    qCDebug(logTransport) << "link channel ended:" << int(why);
    m_pipe->close(); // lets an alert out
    Q_EMIT closed(why);
}

} // namespace net
