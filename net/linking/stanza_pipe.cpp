// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/stanza_pipe.h"

#include <QPointer>

namespace net {

StanzaPipe::StanzaPipe(Clock &clock, Way way, QObject *parent)
    : LinkPipe(parent)
    , m_way(std::move(way))
    , m_again(clock, [this] { pump(); })
{
}

StanzaPipe::~StanzaPipe()
{
    if (!m_gone)
        m_way.leave();
    // Who sent them waits for an answer, and would otherwise be told that nobody is there.
    for (const Piece &piece : m_in)
        piece.taken();
}

void StanzaPipe::write(const QByteArray &octets)
{
    if (m_gone || m_closing || octets.isEmpty())
        return;
    m_out += octets;
    schedule();
}

void StanzaPipe::schedule()
{
    // What is written in one turn leaves in as few pieces as it fills.
    if (!std::exchange(m_scheduled, true)) {
        QMetaObject::invokeMethod(this, [this] {
            m_scheduled = false;
            pump();
        }, Qt::QueuedConnection);
    }
}

void StanzaPipe::pump()
{
    const QPointer<StanzaPipe> self(this);
    if (m_gone || m_again.isSet())
        return;
    if (!m_repeated.isEmpty())
        return send(std::exchange(m_repeated, {}));
    while (self && !m_gone && m_inFlight < m_way.window && !m_out.isEmpty()) {
        const QByteArray piece = m_out.first(std::min(m_out.size(), m_way.piece));
        m_out.remove(0, piece.size());
        send(piece);
    }
    if (self && m_closing && m_out.isEmpty() && m_inFlight == 0)
        finish();
}

void StanzaPipe::send(const QByteArray &piece)
{
    ++m_inFlight;
    m_flying += piece.size();
    m_way.send(piece, [self = QPointer<StanzaPipe>(this), piece](Fate fate) {
        if (self)
            self->told(piece, fate);
    });
}

void StanzaPipe::told(const QByteArray &piece, Fate fate)
{
    --m_inFlight;
    m_flying -= piece.size();
    if (m_gone)
        return;
    if (fate == Fate::Refused || (fate == Fate::Again && ++m_tries > kTries))
        return gone();
    if (fate == Fate::Again) {
        m_repeated = piece;
        return m_again.start(kAgain);
    }
    m_tries = 0;
    const QPointer<StanzaPipe> self(this);
    Q_EMIT sent();
    if (self)
        schedule();
}

void StanzaPipe::take(const QByteArray &octets, std::function<void()> taken)
{
    m_unread += octets.size();
    m_in.push_back({octets, std::move(taken)});
    if (m_unread > kMaxUnread)
        return gone();
    giveOut();
}

void StanzaPipe::setReading(bool reading)
{
    m_reading = reading;
    if (reading && !m_in.empty())
        QMetaObject::invokeMethod(this, [this] { giveOut(); }, Qt::QueuedConnection);
}

void StanzaPipe::giveOut()
{
    const QPointer<StanzaPipe> self(this);
    if (std::exchange(m_giving, true))
        return;
    while (self && m_reading && !m_told && !m_in.empty()) {
        const Piece piece = std::move(m_in.front());
        m_in.pop_front();
        m_unread -= piece.octets.size();
        piece.taken();
        if (!m_closing)
            Q_EMIT received(piece.octets);
    }
    if (!self)
        return;
    m_giving = false;
    if (m_gone && m_in.empty())
        finish();
}

void StanzaPipe::close()
{
    if (std::exchange(m_closing, true) || m_gone)
        return;
    schedule();
}

void StanzaPipe::gone()
{
    if (std::exchange(m_gone, true))
        return;
    m_again.stop();
    m_out.clear();
    m_repeated.clear();
    // Behind what has come and has not been read.
    if (m_in.empty() || m_closing)
        finish();
}

void StanzaPipe::finish()
{
    if (std::exchange(m_told, true))
        return;
    if (!std::exchange(m_gone, true))
        m_way.leave();
    QMetaObject::invokeMethod(this, [this] { Q_EMIT closed(); }, Qt::QueuedConnection);
}

} // namespace net
