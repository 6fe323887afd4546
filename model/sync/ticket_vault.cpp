// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/ticket_vault.h"

#include "net/crypto/crypto.h"

#include <QDataStream>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// Its entry among the secrets. No account has this address: it has no domain.
const QString kEntry = QStringLiteral("tls-tickets");

// What is sealed says whose it is, so that no row can be passed off as another's.
QByteArray pack(const net::TicketKey &key, const QDateTime &expires, const QByteArray &session)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << key.domain << qint32(key.kind) << key.caFile << expires.toMSecsSinceEpoch() << session;
    return bytes;
}

struct Unpacked {
    net::TicketKey key;
    QDateTime expires;
    QByteArray session;
};

std::optional<Unpacked> unpack(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_0);
    Unpacked result;
    qint32 kind = 0;
    qint64 expires = 0;
    in >> result.key.domain >> kind >> result.key.caFile >> expires >> result.session;
    if (in.status() != QDataStream::Ok || !in.atEnd())
        return std::nullopt;
    result.key.kind = net::TlsKind(kind);
    result.expires = QDateTime::fromMSecsSinceEpoch(expires, Qt::UTC);
    return result;
}

} // namespace

TicketVault::TicketVault(Store &store, Secrets &secrets, net::Clock &clock, net::IdSource &ids, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_clock(clock)
    , m_ids(ids)
{
    connect(&secrets, &Secrets::loadedLate, this, [this](const QString &key, const AccountSecret &secret) {
        if (key == kEntry && m_key.isEmpty())
            keyIs(secret);
    });
    secrets.load(kEntry, this, [this](const AccountSecret &secret) { keyIs(secret); });
}

TicketVault::~TicketVault()
{
    write();
}

void TicketVault::keyIs(const AccountSecret &secret)
{
    m_answered = true;
    const QByteArray key = QByteArray::fromBase64(secret.password.toLatin1());
    if (key.size() == net::crypto::kSealKeyLength) {
        m_key = key;
        readRows();
    }
    sealWaiting();
}

// Only when there is something to seal: a keychain that answers late may still bring the old one until then.
void TicketVault::makeKey()
{
    m_key = m_ids.randomBytes(net::crypto::kSealKeyLength);
    AccountSecret secret;
    secret.password = QString::fromLatin1(m_key.toBase64());
    m_secrets.save(kEntry, secret);
    m_store.run([](StoreSession &session) { session.tickets.clear(); }); // nobody can read those any more
}

void TicketVault::readRows()
{
    const QDateTime now = m_clock.now();
    const StoreSession &rows = m_store.read();
    QSet<QByteArray> domains;
    for (const AccountRecord &account : rows.accounts.all())
        domains.insert(account.jid.asciiDomain());
    QHash<net::TicketKey, Tickets> found;
    for (const SealedTicket &row : rows.tickets.all()) {
        const auto plain = net::crypto::unseal(m_key, row.nonce, row.sealed);
        const auto ticket = plain ? unpack(*plain) : std::nullopt;
        if (!ticket || ticket->expires <= now || QString::fromLatin1(ticket->key.domain) != row.domain || !domains.contains(ticket->key.domain))
            m_toRemove.append(row.nonce);
        else
            found[ticket->key].push_back({row.nonce, ticket->session, ticket->expires});
    }
    for (auto it = found.begin(); it != found.end(); ++it) {
        Tickets &known = m_tickets[it.key()]; // came while the key was on its way, so they are newer
        known.insert(known.begin(), it->begin(), it->end());
        keepBounds(known);
    }
    writeSoon();
}

void TicketVault::put(const net::TicketKey &key, const QByteArray &session, const QDateTime &expires)
{
    if (m_forgotten.contains(key.domain))
        return;
    Tickets &tickets = m_tickets[key];
    tickets.push_back({{}, session, expires});
    keepBounds(tickets);
    if (m_answered)
        sealWaiting();
}

std::optional<QByteArray> TicketVault::take(const net::TicketKey &key, const QDateTime &now)
{
    const auto found = m_tickets.find(key);
    if (found == m_tickets.end())
        return std::nullopt;
    while (!found->empty()) {
        const Ticket newest = found->back();
        found->pop_back();
        dropRow(newest);
        if (newest.expires > now)
            return newest.session;
    }
    return std::nullopt;
}

void TicketVault::forget(const QByteArray &domain)
{
    m_forgotten.insert(domain);
    m_tickets.removeIf([&domain](auto it) { return it.key().domain == domain; });
    std::erase_if(m_toPut, [name = QString::fromLatin1(domain)](const SealedTicket &row) { return row.domain == name; });
    // Also those that nobody could read.
    m_store.run([name = QString::fromLatin1(domain)](StoreSession &session) { session.tickets.removeDomain(name); });
}

void TicketVault::keepBounds(Tickets &ofPeer)
{
    const auto dropFirst = [this](Tickets &tickets) {
        dropRow(tickets.front());
        tickets.pop_front();
    };
    while (ofPeer.size() > kPerPeer)
        dropFirst(ofPeer);
    size_t total = 0;
    for (const Tickets &tickets : std::as_const(m_tickets))
        total += tickets.size();
    for (; total > kTotal; --total) {
        // The one that would be useless first.
        const auto soonest = std::min_element(m_tickets.begin(), m_tickets.end(),
            [](const Tickets &a, const Tickets &b) { return !a.empty() && (b.empty() || a.front().expires < b.front().expires); });
        dropFirst(*soonest);
    }
}

void TicketVault::sealWaiting()
{
    for (auto peer = m_tickets.begin(); peer != m_tickets.end(); ++peer) {
        for (Ticket &ticket : *peer) {
            if (!ticket.nonce.isEmpty())
                continue;
            if (m_key.isEmpty())
                makeKey();
            const QByteArray nonce = m_ids.randomBytes(net::crypto::kSealNonceLength);
            const QByteArray sealed = net::crypto::seal(m_key, nonce, pack(peer.key(), ticket.expires, ticket.session));
            if (sealed.isEmpty())
                return; // it stays in memory
            ticket.nonce = nonce;
            m_toPut.push_back({nonce, QString::fromLatin1(peer.key().domain), ticket.expires, sealed});
        }
    }
    writeSoon();
}

void TicketVault::dropRow(const Ticket &ticket)
{
    if (ticket.nonce.isEmpty())
        return;
    if (std::erase_if(m_toPut, [&ticket](const SealedTicket &row) { return row.nonce == ticket.nonce; }) == 0)
        m_toRemove.append(ticket.nonce);
    writeSoon();
}

void TicketVault::writeSoon()
{
    if (m_writing || (m_toPut.empty() && m_toRemove.isEmpty()))
        return;
    m_writing = true;
    QMetaObject::invokeMethod(this, &TicketVault::write, Qt::QueuedConnection);
}

void TicketVault::write()
{
    m_writing = false;
    if (m_toPut.empty() && m_toRemove.isEmpty())
        return;
    // Where the disk is full they stay in memory; nothing more is lost than a shorter handshake.
    m_store.run([put = std::exchange(m_toPut, {}), remove = std::exchange(m_toRemove, {})](StoreSession &session) {
        for (const QByteArray &nonce : remove)
            session.tickets.remove(nonce);
        for (const SealedTicket &ticket : put)
            session.tickets.put(ticket);
    });
}

} // namespace model
