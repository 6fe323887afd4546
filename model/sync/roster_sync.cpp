// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/roster_sync.h"

#include "net/base/log.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0191_blocking.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

using net::rfc6120::IqType;
using net::rfc6120::makeIq;
using net::rfc6121::PresenceType;

Subscription toSubscription(net::rfc6121::Subscription subscription)
{
    switch (subscription) {
    case net::rfc6121::Subscription::To:
        return Subscription::To;
    case net::rfc6121::Subscription::From:
        return Subscription::From;
    case net::rfc6121::Subscription::Both:
        return Subscription::Both;
    case net::rfc6121::Subscription::None:
    case net::rfc6121::Subscription::Remove:
        return Subscription::None;
    }
    return Subscription::None;
}

Contact toContact(AccountId account, const net::rfc6121::RosterItem &item)
{
    Contact contact;
    contact.account = account;
    contact.jid = item.jid.bare();
    contact.name = item.name;
    contact.groups = item.groups;
    contact.subscription = toSubscription(item.subscription);
    contact.asked = item.isAsking;
    return contact;
}

} // namespace

RosterSync::RosterSync(const SyncContext &context, InboundBatch &batch, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
{
    for (const Contact &contact : m_context.store.read().contacts.all(m_context.account))
        m_contacts.insert(contact.jid, contact);
}

void RosterSync::onLive(net::Resumed resumed)
{
    m_live = true;
    if (resumed == net::Resumed::No) {
        m_asking.clear(); // the server says it again
        QString version; // null: without versions
        if (m_context.session.features().rosterVersioning) {
            const auto record = m_context.store.read().accounts.find(m_context.account);
            version = record && !record->rosterVersion.isEmpty() ? record->rosterVersion : u""_s;
        }
        m_context.session.request(makeIq(IqType::Get, {}, net::rfc6121::rosterQuery(version)), this,
            [this](const net::Expected<net::xml::Element, net::IqError> &answer) {
                if (!answer) {
                    qCInfo(logSync) << "roster: not fetched:" << answer.error().condition;
                    return;
                }
                const net::xml::Element *query = answer->child(u"query", net::rfc6121::kRosterNs);
                fetched(query ? net::rfc6121::parseRoster(*query) : std::nullopt);
            });
    }
    for (const auto &command : std::exchange(m_later, {}))
        command();
}

void RosterSync::onDisconnected()
{
    m_live = false;
}

void RosterSync::fetched(const std::optional<net::rfc6121::Roster> &roster)
{
    if (!roster) { // what we have is right, or pushes bring what changed (RFC 6121 §2.6.2)
        m_batch.add([account = m_context.account](StoreSession &session) { session.ledger.setRosterKnown(account); });
        return;
    }
    std::vector<Contact> contacts;
    m_contacts.clear();
    for (const net::rfc6121::RosterItem &item : roster->items) {
        contacts.push_back(toContact(m_context.account, item));
        m_contacts.insert(contacts.back().jid, contacts.back());
    }
    const QString version = roster->version.isNull() ? u""_s : roster->version;
    m_batch.add([contacts, version, account = m_context.account](StoreSession &session) {
        session.contacts.replaceAll(account, contacts);
        session.accounts.setRosterVersion(account, version);
        session.ledger.setRosterKnown(account);
    });
}

void RosterSync::onPush(quint64 seq, const net::rfc6121::RosterPush &push)
{
    const Contact contact = toContact(m_context.account, push.item);
    const bool gone = push.item.subscription == net::rfc6121::Subscription::Remove;
    if (gone)
        m_contacts.remove(contact.jid);
    else
        m_contacts.insert(contact.jid, contact);
    if (contact.subscription == Subscription::From || contact.subscription == Subscription::Both)
        m_asking.remove(contact.jid);
    m_batch.add(seq, [contact, gone, version = push.version, account = m_context.account](StoreSession &session) {
        if (gone)
            session.contacts.remove(account, contact.jid);
        else
            session.contacts.upsert(contact);
        if (!version.isEmpty())
            session.accounts.setRosterVersion(account, version);
    });
}

bool RosterSync::seesOurPresence(const net::Jid &bare) const
{
    const auto it = m_contacts.constFind(bare);
    return it != m_contacts.constEnd() && (it->subscription == Subscription::From || it->subscription == Subscription::Both);
}

void RosterSync::onSubscription(quint64 seq, const net::rfc6121::Presence &presence)
{
    const net::Jid bare = presence.from.bare();
    if (presence.type != PresenceType::Subscribe) {
        if (presence.type == PresenceType::Unsubscribe)
            m_asking.remove(bare);
        return m_batch.skip(seq); // what it changes comes as a push
    }
    const auto contact = m_contacts.constFind(bare);
    const bool weAskedFirst = contact != m_contacts.constEnd()
        && (contact->asked || contact->subscription == Subscription::To || contact->subscription == Subscription::Both);
    if (weAskedFirst || seesOurPresence(bare)) {
        sendSubscription(bare, PresenceType::Subscribed);
        return m_batch.skip(seq);
    }
    m_asking.insert(bare);
    m_batch.add(seq, [bare, account = m_context.account, now = m_context.clock.now()](StoreSession &session) { session.chats.ensure(account, bare, now, true); });
}

void RosterSync::sendSubscription(const net::Jid &bare, PresenceType type)
{
    net::rfc6121::Presence presence;
    presence.to = bare;
    presence.id = m_context.ids.newId();
    presence.type = type;
    m_context.session.send(toElement(presence));
}

void RosterSync::whenLive(std::function<void()> command)
{
    if (m_live)
        command();
    else
        m_later.push_back(std::move(command));
}

void RosterSync::setItem(const net::Jid &bare, const QString &name)
{
    net::rfc6121::RosterItem item;
    item.jid = bare;
    item.name = name;
    if (const auto it = m_contacts.constFind(bare); it != m_contacts.constEnd())
        item.groups = it->groups;
    m_context.session.request(makeIq(IqType::Set, {}, net::rfc6121::rosterSet(item)), this,
        [this, bare, name](const net::Expected<net::xml::Element, net::IqError> &answer) {
            if (answer)
                return;
            if (answer.error().kind == net::IqErrorKind::Disconnected)
                whenLive([this, bare, name] { setItem(bare, name); });
            else
                qCWarning(logSync) << "roster: the server did not take a contact:" << answer.error().condition;
        });
}

void RosterSync::add(const net::Jid &bare, const QString &name)
{
    if (bare == m_context.own)
        return;
    whenLive([this, bare, name] {
        setItem(bare, name);
        sendSubscription(bare, PresenceType::Subscribe);
        // They will ask back. Where the server can note the answer in advance, nobody has to wait (RFC 6121 §3.4).
        if (m_asking.remove(bare) || m_context.session.features().preApproval)
            sendSubscription(bare, PresenceType::Subscribed);
    });
}

void RosterSync::rename(const net::Jid &bare, const QString &name)
{
    whenLive([this, bare, name] { setItem(bare, name); });
}

void RosterSync::remove(const net::Jid &bare)
{
    whenLive([this, bare] {
        m_context.session.request(makeIq(IqType::Set, {}, net::rfc6121::rosterRemove(bare)), this,
            [this, bare](const net::Expected<net::xml::Element, net::IqError> &answer) {
                if (!answer && answer.error().kind == net::IqErrorKind::Disconnected)
                    remove(bare);
            });
    });
}

void RosterSync::acceptIfAsked(const net::Jid &bare)
{
    if (m_asking.contains(bare))
        add(bare, m_contacts.value(bare).name);
}

void RosterSync::refuseIfAsked(const net::Jid &bare)
{
    if (m_asking.remove(bare))
        whenLive([this, bare] { sendSubscription(bare, PresenceType::Unsubscribed); });
}

void RosterSync::setBlocked(const net::Jid &bare, bool on)
{
    using Kind = net::xep0191::BlockChange::Kind;
    whenLive([this, bare, on] {
        m_context.session.request(makeIq(IqType::Set, {}, toElement(net::xep0191::BlockChange{on ? Kind::Block : Kind::Unblock, {bare}})), this,
            [this, bare, on](const net::Expected<net::xml::Element, net::IqError> &answer) {
                if (answer)
                    return;
                if (answer.error().kind == net::IqErrorKind::Disconnected)
                    setBlocked(bare, on);
                else
                    qCWarning(logSync) << "blocking failed:" << answer.error().condition;
            });
    });
}

} // namespace model
