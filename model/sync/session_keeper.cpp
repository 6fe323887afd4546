// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/session_keeper.h"

#include "net/base/log.h"
#include "net/crypto/crypto.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"

namespace model {

SessionKeeper::SessionKeeper(Store &store, net::IdSource &ids, AccountId account, QByteArray place, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_ids(ids)
    , m_account(account)
    , m_place(std::move(place))
{
}

void SessionKeeper::setKey(const QByteArray &deviceKey)
{
    m_key = deviceKey.isEmpty() ? QByteArray() : net::crypto::hmac(net::crypto::Hash::Sha256, deviceKey, "session state\n" + m_place);
}

QByteArray SessionKeeper::seal(const net::ResumeState &state) const
{
    const QByteArray nonce = m_ids.randomBytes(net::crypto::kSealNonceLength);
    return nonce + net::crypto::seal(m_key, nonce, state.toJson());
}

std::optional<net::ResumeState> SessionKeeper::kept() const
{
    const auto record = m_key.isEmpty() ? std::nullopt : m_store.read().ledger.find(m_account);
    if (!record)
        return {};
    const auto plain = net::crypto::unseal(m_key, record->state.left(net::crypto::kSealNonceLength), record->state.mid(net::crypto::kSealNonceLength));
    auto state = plain ? net::ResumeState::fromJson(*plain) : std::nullopt;
    if (!state) {
        qCInfo(logSync) << "the session that was kept is not for this key and place";
        return {};
    }
    state->inbound = record->inbound;
    state->outbound = record->acked;
    for (const LedgerStanza &kept : record->queue) {
        const auto stanza = net::xml::parse(kept.xml);
        // A hole: the disk lost something. Without numbers nothing behind it can be said to have arrived or not; the archive will be asked (D55).
        if (kept.number != state->outbound + 1 || !stanza)
            break;
        state->unacked.push_back({kept.token, *stanza, kept.firstSent});
        ++state->outbound;
    }
    return state;
}

bool SessionKeeper::isSilent() const
{
    return m_key.isEmpty() || m_holds == Holds::Nothing;
}

void SessionKeeper::began(const net::ResumeState &state)
{
    // What an earlier process kept is of an older session: this one's numbers must never be added to it, nor may it be taken up behind this one's back.
    if (m_key.isEmpty())
        return ended();
    m_holds = Holds::Session;
    m_store
        .run([account = m_account, sealed = seal(state)](StoreSession &session) {
            session.ledger.begin(account, sealed);
            session.presences.clear(account); // it will be told anew (D56)
        })
        .then(this, [this, round = ++m_round](const StoreResult<void> &result) {
            if (result)
                return;
            if (round == m_round)
                m_holds = Holds::Another;
            Q_EMIT failed(result.error());
        });
}

void SessionKeeper::giveUp(Written done)
{
    m_store.run([account = m_account](StoreSession &session) { session.ledger.end(account); })
        .then(this, [this, round = m_round, done = std::move(done)](const StoreResult<void> &result) {
            if (result && round == m_round)
                m_holds = Holds::Nothing;
            done(result.has_value());
            if (!result)
                Q_EMIT failed(result.error());
        });
}

void SessionKeeper::write(const Entry &entry, Written done)
{
    if (isSilent()) {
        QMetaObject::invokeMethod(this, [done = std::move(done)] { done(true); }, Qt::QueuedConnection);
        return;
    }
    if (m_holds == Holds::Another)
        return giveUp(std::move(done));
    std::vector<LedgerStanza> stanzas;
    quint32 number = entry.firstNumber;
    for (const net::OutboundStanza &outbound : entry.outbound) {
        const bool isMessage = outbound.stanza.name() == u"message";
        stanzas.push_back({number++, outbound.token, outbound.firstSent, isMessage ? outbound.stanza.attribute(u"id") : QString(), net::xml::serialize(outbound.stanza)});
    }
    // Not on the disk yet: what a power cut takes of this shows as a gap in the numbers, and then the archive is asked. What came in is on the disk with its effect.
    m_store
        .note([account = m_account, stanzas = std::move(stanzas), inbound = entry.inbound, acked = entry.acked](StoreSession &session) {
            const QStringList settled = session.ledger.settle(account, acked);
            if (!settled.isEmpty()) {
                for (const Message &message : session.messages.waiting(account)) {
                    if (message.state == MessageState::Written && settled.contains(message.originId))
                        session.messages.advance(message.id, MessageState::Accepted);
                }
            }
            for (const LedgerStanza &stanza : stanzas)
                session.ledger.enqueue(account, stanza);
            session.ledger.setInbound(account, inbound);
        })
        .then(this, [this, done = std::move(done)](const StoreResult<void> &result) {
            done(result.has_value());
            if (!result)
                Q_EMIT failed(result.error());
        });
}

void SessionKeeper::changed(const net::ResumeState &state, Written done)
{
    if (isSilent()) {
        QMetaObject::invokeMethod(this, [done = std::move(done)] { done(true); }, Qt::QueuedConnection);
        return;
    }
    if (m_holds == Holds::Another)
        return giveUp(std::move(done));
    m_store.run([account = m_account, sealed = seal(state)](StoreSession &session) { session.ledger.setState(account, sealed); })
        .then(this, [this, done = std::move(done)](const StoreResult<void> &result) {
            done(result.has_value());
            if (!result)
                Q_EMIT failed(result.error());
        });
}

void SessionKeeper::left(const net::ResumeState &state)
{
    if (isSilent())
        return;
    if (m_holds == Holds::Another)
        return giveUp([](bool) {});
    // What came in and needed no transaction is counted too: the next question for the session names it, and whoever comes after that could not ask for less (Prosody refuses it).
    m_store.note([account = m_account, sealed = seal(state), inbound = state.inbound](StoreSession &session) {
        session.ledger.setState(account, sealed);
        session.ledger.setInbound(account, inbound);
    });
}

void SessionKeeper::ended()
{
    m_store.run([account = m_account](StoreSession &session) {
        session.ledger.end(account);
        session.presences.clear(account);
    });
}

} // namespace model
