// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/outbox.h"

#include "model/sync/message_writer.h"
#include "net/base/log.h"

#include <algorithm>

namespace model {

Outbox::Outbox(const SyncContext &context, const Routes &routes, net::xep0313::Archive &archive, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_routes(routes)
    , m_archive(archive)
{
    countWaiting();
}

std::optional<Outbox::Outgoing> Outbox::outgoing(StoreSession &session, const Message &message)
{
    const auto chat = session.chats.find(message.chat);
    if (!chat)
        return std::nullopt;
    Outgoing result{message, chat->peer, message.state == MessageState::Written};
    session.messages.advance(message.id, MessageState::Written);
    return result;
}

void Outbox::send(ChatId chat, const QString &text)
{
    NewMessage message;
    message.account = m_context.account;
    message.chat = chat;
    message.direction = Direction::Outgoing;
    message.sender = m_context.own;
    message.body = text;
    message.sentAt = m_context.clock.now();
    message.type = QStringLiteral("chat");
    // One id for both purposes: other clients' receipts, markers and corrections find it whichever they use.
    message.originId = m_context.ids.newId();
    message.stanzaId = message.originId;
    m_context.store
        .run([message, go = m_open](StoreSession &session) -> std::optional<Outgoing> {
            const MessageId id = session.messages.insertOutgoing(message);
            const auto row = session.messages.find(id);
            return go && row ? outgoing(session, *row) : std::nullopt;
        })
        .then(this, [this, chat, text](const StoreResult<std::optional<Outgoing>> &result) {
            if (!result)
                Q_EMIT notStored(chat, text);
            stored(result);
        });
}

void Outbox::retry(MessageId id)
{
    m_given.remove(id);
    m_context.store
        .run([id, go = m_open](StoreSession &session) -> std::optional<Outgoing> {
            if (!session.messages.retry(id) || !go)
                return std::nullopt;
            const auto row = session.messages.find(id);
            if (!row)
                return std::nullopt;
            auto again = outgoing(session, *row);
            if (again)
                again->repeated = true;
            return again;
        })
        .then(this, [this](const StoreResult<std::optional<Outgoing>> &result) { stored(result); });
}

void Outbox::stored(const StoreResult<std::optional<Outgoing>> &result)
{
    countWaiting();
    // Closed meanwhile, or not open yet: the row waits, release() finds it.
    if (!result || !m_open)
        return;
    if (*result)
        transmit(**result);
    else
        release(); // opened between the row and now
}

void Outbox::discard(MessageId id)
{
    m_context.store
        .run([id](StoreSession &session) {
            const auto row = session.messages.find(id);
            if (row && row->direction == Direction::Outgoing && row->state == MessageState::Failed)
                session.messages.remove(id);
        })
        .then(this, [this](const StoreResult<void> &) { countWaiting(); });
}

void Outbox::restore(const std::deque<net::OutboundStanza> &unacked)
{
    m_reconciled = m_context.store.read().ledger.isReconciled(m_context.account);
    const std::vector<Message> waiting = m_context.store.read().messages.waiting(m_context.account);
    for (const net::OutboundStanza &outbound : unacked) {
        const QString id = outbound.stanza.name() == u"message" ? outbound.stanza.attribute(u"id") : QString();
        const auto row = std::find_if(waiting.begin(), waiting.end(), [&](const Message &message) { return !id.isEmpty() && message.originId == id; });
        if (row == waiting.end())
            continue;
        m_given.insert(row->id);
        m_inFlight.insert(outbound.token, row->id);
    }
}

void Outbox::onDisconnected()
{
    m_open = false;
    ++m_era;
    if (m_lookup)
        m_lookup->pause();
}

void Outbox::onLive(net::Resumed resumed)
{
    onDisconnected();
    if (resumed == net::Resumed::Yes && m_reconciled)
        return release();
    // What is still in m_given was never written, and the session sends it now. The rest it told to be lost.
    m_reconciled = false;
    lookUp();
}

void Outbox::lookUp()
{
    m_context.store
        .run([account = m_context.account, given = m_given](StoreSession &session) {
            std::vector<LostMessage> lost;
            for (const Message &message : session.messages.waiting(account)) {
                if (message.state != MessageState::Written || given.contains(message.id))
                    continue;
                if (const auto chat = session.chats.find(message.chat))
                    lost.push_back({message, chat->peer, session.messages.archivedBefore(message)});
            }
            return lost;
        })
        .then(this, [this, era = m_era](const StoreResult<std::vector<LostMessage>> &lost) {
            if (era != m_era)
                return;
            if (!lost)
                return Q_EMIT failed(lost.error());
            if (lost->empty()) {
                delete m_lookup;
                return settle({});
            }
            if (!m_lookup || !m_lookup->covers(*lost)) {
                delete m_lookup;
                qCInfo(logSync) << "outbox: asking the archive for" << lost->size() << "messages";
                m_lookup = new LostLookup(m_context, m_archive, *lost, [this](const LostLookup::Result &result) { settle(result); }, this);
            }
            m_lookup->goOn();
        });
}

void Outbox::settle(const LostLookup::Result &result)
{
    m_lookup.clear();
    // Acknowledged, and perhaps not written down yet: that failed, or is on its way.
    const QSet<MessageId> accepted = m_given - QSet<MessageId>(m_inFlight.cbegin(), m_inFlight.cend());
    // In one transaction with what is released: what was found, or acknowledged, must not be sent again because it could not be written down that it was. Whoever takes this session up looks for nothing.
    release([result, accepted, account = m_context.account](StoreSession &session) {
        session.ledger.setReconciled(account);
        for (const MessageId id : accepted)
            session.messages.advance(id, MessageState::Accepted);
        // The row does not learn its id in the archive here: one with an id and a place before the hole of this connection would pass for its older edge, and hide what
        // came to the archive before it. The page that brings it says what else is there.
        for (const MessageId id : result.found)
            session.messages.advance(id, MessageState::Accepted);
        for (const MessageId id : result.unknowable)
            session.messages.fail(id, perhapsNotSent());
    });
}

void Outbox::release(const std::function<void(StoreSession &)> &before)
{
    m_context.store
        .run([before, account = m_context.account](StoreSession &session) {
            if (before)
                before(session);
            std::vector<Outgoing> rows;
            for (const Message &message : session.messages.waiting(account)) {
                if (auto row = outgoing(session, message))
                    rows.push_back(std::move(*row));
            }
            return rows;
        })
        .then(this, [this, era = m_era](const StoreResult<std::vector<Outgoing>> &rows) {
            countWaiting();
            if (era != m_era)
                return;
            if (!rows)
                return Q_EMIT failed(rows.error());
            m_reconciled = true;
            m_open = true;
            for (const Outgoing &row : *rows) {
                if (!m_given.contains(row.message.id))
                    transmit(row);
            }
        });
}

void Outbox::transmit(const Outgoing &outgoing)
{
    m_given.insert(outgoing.message.id);
    const Route route = m_routes.routesTo(outgoing.peer).front();
    switch (route.kind) {
    case RouteKind::Server:
        m_inFlight.insert(m_context.session.send(writeMessage(outgoing.message, outgoing.peer, outgoing.repeated)), outgoing.message.id);
        break;
    }
}

void Outbox::onFate(quint64 token, net::Fate fate)
{
    switch (fate) {
    case net::Fate::Queued:
    case net::Fate::Written:
        break;
    case net::Fate::Acked:
        if (const auto it = m_inFlight.constFind(token); it != m_inFlight.constEnd()) {
            m_accepted.push_back(*it);
            m_inFlight.erase(it);
            if (!std::exchange(m_flushScheduled, true))
                QMetaObject::invokeMethod(this, &Outbox::flushAccepted, Qt::QueuedConnection);
        }
        break;
    case net::Fate::Lost:
    case net::Fate::Cancelled:
        m_given.remove(m_inFlight.take(token));
        break;
    }
}

void Outbox::flushAccepted()
{
    m_flushScheduled = false;
    const auto ids = std::exchange(m_accepted, {});
    m_context.store
        .run([ids](StoreSession &session) {
            for (const MessageId id : ids)
                session.messages.advance(id, MessageState::Accepted);
        })
        .then(this, [this, ids](const StoreResult<void> &result) {
            if (!result) {
                m_accepted.insert(m_accepted.begin(), ids.begin(), ids.end()); // with the next ones
                return;
            }
            for (const MessageId id : ids)
                m_given.remove(id);
            countWaiting();
        });
}

void Outbox::countWaiting()
{
    const int count = m_context.store.read().messages.waitingCount(m_context.account);
    if (count == m_waiting)
        return;
    m_waiting = count;
    Q_EMIT waitingChanged(count);
}

} // namespace model
