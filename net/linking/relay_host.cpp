// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/relay_host.h"

#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net {

using rfc6120::IqType;
using rfc6120::makeIq;

StanzaPipe::Fate fateOf(const xml::Element &errorReply)
{
    const auto error = rfc6120::parseStanzaError(errorReply);
    const bool wait = error && (error->condition == u"recipient-unavailable" || error->type == rfc6120::ErrorType::Wait);
    return wait ? StanzaPipe::Fate::Again : StanzaPipe::Fate::Refused;
}

RelayHost::RelayHost(Session &session, LinkStanzas &stanzas, QObject *parent)
    : QObject(parent)
    , m_session(&session)
    , m_stanzas(&stanzas)
{
    connect(m_stanzas, &LinkStanzas::disconnected, this, [this] {
        if (m_session && m_session->resumeState())
            return; // the place belongs to the session, which may be taken up again
        forgetAll();
    });
}

RelayHost::~RelayHost()
{
    close();
}

void RelayHost::open(const QString &place, OnPipe onPipe, std::function<void(bool)> done)
{
    m_onPipe = std::move(onPipe);
    if (!m_session || !m_stanzas)
        return;
    m_stanzas->relayOwner = this;
    m_session->request(makeIq(IqType::Set, {}, rendezvousRequest(place)), this, [this, done = std::move(done)](const Expected<xml::Element, IqError> &answer) {
        const auto opened = answer ? firstPayload(*answer, parseRendezvous) : std::nullopt;
        if (!opened) {
            qCInfo(logSession) << "the server opens no place for a new device:" << (answer ? QString() : answer.error().condition);
            return done(false);
        }
        if (!isOurs()) { // it has been closed, or another one opened, meanwhile
            if (m_session && m_stanzas && !m_stanzas->relayOwner)
                m_session->request(makeIq(IqType::Set, {}, rendezvousEnd()), m_session, [](const auto &) { });
            return done(false);
        }
        m_place = opened->place;
        m_stanzas->onRelayed = [this](const Relayed &relayed) { take(relayed); };
        done(true);
    });
}

void RelayHost::stopAccepting()
{
    m_onPipe = nullptr;
}

void RelayHost::close()
{
    m_onPipe = nullptr;
    if (isOurs() && !m_place.isEmpty()) // a later place has ended this one
        m_session->request(makeIq(IqType::Set, {}, rendezvousEnd()), m_session, [](const auto &) { });
    forgetAll();
}

void RelayHost::forgetAll()
{
    m_place.clear();
    if (isOurs()) {
        m_stanzas->onRelayed = nullptr;
        m_stanzas->relayOwner = nullptr;
    }
    for (const auto &pipe : std::exchange(m_pipes, {})) {
        if (pipe)
            pipe->gone();
    }
}

StanzaPipe::Way RelayHost::wayTo(const QString &stream)
{
    StanzaPipe::Way way;
    way.send = [self = QPointer<RelayHost>(this), stream, place = m_place](const QByteArray &piece, std::function<void(StanzaPipe::Fate)> told) {
        if (!self || !self->m_session)
            return told(StanzaPipe::Fate::Refused);
        const Relayed relayed{place, {}, stream, piece, false};
        self->m_session->request(makeIq(IqType::Set, {}, toElement(relayed)), self, [told](const Expected<xml::Element, IqError> &answer) {
            told(answer ? StanzaPipe::Fate::Taken : fateOf(answer.error().reply));
        });
    };
    way.leave = [self = QPointer<RelayHost>(this), stream] {
        if (self)
            self->showOut(stream);
    };
    return way;
}

void RelayHost::showOut(const QString &stream)
{
    m_pipes.remove(stream);
    if (isOurs() && !m_place.isEmpty())
        m_session->request(makeIq(IqType::Set, {}, toElement(Relayed{m_place, {}, stream, {}, true})), m_session, [](const auto &) { });
}

void RelayHost::take(const Relayed &relayed)
{
    if (relayed.place != m_place)
        return;
    if (relayed.isGone && relayed.stream.isEmpty())
        return forgetAll(); // the place itself
    auto found = m_pipes.find(relayed.stream);
    if (relayed.isGone) {
        if (found == m_pipes.end())
            return;
        const QPointer<StanzaPipe> pipe = *found;
        m_pipes.erase(found);
        if (pipe)
            pipe->gone();
        return;
    }
    if (found == m_pipes.end()) {
        if (!m_onPipe)
            return showOut(relayed.stream);
        auto pipe = std::make_unique<StanzaPipe>(m_session->clock(), wayTo(relayed.stream));
        found = m_pipes.insert(relayed.stream, pipe.get());
        const QPointer<StanzaPipe> raw = pipe.get();
        m_onPipe(std::move(pipe));
        if (raw)
            raw->take(relayed.octets, [] { });
        return;
    }
    if (*found)
        (*found)->take(relayed.octets, [] { });
}

} // namespace net
