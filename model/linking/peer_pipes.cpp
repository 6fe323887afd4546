// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/peer_pipes.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

using namespace Qt::StringLiterals;

namespace model {

using net::StanzaPipe;
using net::rfc6120::IqType;
using net::rfc6120::makeIq;

static QString keyOf(const net::Jid &peer, const QString &stream)
{
    return peer.toString() + u' ' + stream;
}

PeerPipes::PeerPipes(net::Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

std::unique_ptr<net::LinkPipe> PeerPipes::open(const net::Jid &to, const QString &stream)
{
    StanzaPipe::Way way;
    way.piece = kPiece;
    way.window = kWindow;
    way.send = [self = QPointer<PeerPipes>(this), to, stream, number = std::make_shared<qint64>(0)](const QByteArray &piece, std::function<void(StanzaPipe::Fate)> told) {
        if (!self)
            return told(StanzaPipe::Fate::Refused);
        const net::PeerPiece said{stream, ++*number, piece, false};
        self->m_session.request(
            makeIq(IqType::Set, to, toElement(said)), self,
            [told](const net::Expected<net::xml::Element, net::IqError> &answer) { told(answer ? StanzaPipe::Fate::Taken : StanzaPipe::Fate::Refused); }, kPatience);
    };
    way.leave = [self = QPointer<PeerPipes>(this), to, stream] {
        if (!self)
            return;
        self->m_lines.remove(keyOf(to, stream));
        self->m_session.request(makeIq(IqType::Set, to, toElement(net::PeerPiece{stream, 0, {}, true})), &self->m_session, [](const auto &) { });
    };
    auto pipe = std::make_unique<StanzaPipe>(m_session.clock(), std::move(way));
    m_lines.insert(keyOf(to, stream), {pipe.get(), 0});
    return pipe;
}

bool PeerPipes::take(const net::xml::Element &iq, const net::Jid &from)
{
    const auto piece = net::firstPayload(iq, net::parsePeerPiece);
    const auto line = piece ? m_lines.find(keyOf(from, piece->stream)) : m_lines.end();
    if (line == m_lines.end() || !line->pipe || net::rfc6120::iqType(iq) != IqType::Set)
        return false;
    const QPointer<StanzaPipe> pipe = line->pipe;
    if (piece->isGone || piece->number != line->received + 1) {
        m_lines.erase(line);
        m_session.reply(piece->isGone ? net::rfc6120::resultReply(iq) : net::rfc6120::errorReply(iq, u"unexpected-request"_s));
        pipe->gone();
        return true;
    }
    ++line->received;
    pipe->take(piece->octets, [session = QPointer<net::Session>(&m_session), reply = net::rfc6120::resultReply(iq)] {
        if (session)
            session->reply(reply);
    });
    return true;
}

void PeerPipes::endAll()
{
    for (const Line &line : std::exchange(m_lines, {})) {
        if (line.pipe)
            line.pipe->gone();
    }
}

} // namespace model
