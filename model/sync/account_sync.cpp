// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/account_sync.h"

#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0153_vcard_avatar.h"
#include "net/proto/xep_0163_pep.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0333_markers.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// A full disk or locked file is looked at again after this long.
constexpr std::chrono::seconds kStoreRetry{10};

/// What this client understands beyond what its extensions announce.
QStringList announcedFeatures()
{
    return {net::xep0184::kNs.toString(), net::xep0333::kNs.toString(), net::xep0085::kNs.toString(), net::xep0308::kNs.toString(),
        net::xep0172::kNs.toString(), net::xep0163::notifyFeature(net::xep0172::kNs), net::xep0163::notifyFeature(net::xep0084::kMetadataNs)};
}

Availability toAvailability(const net::rfc6121::Presence &presence)
{
    if (presence.type == net::rfc6121::PresenceType::Unavailable)
        return Availability::Offline;
    switch (presence.show) {
    case net::rfc6121::Show::Online:
    case net::rfc6121::Show::Chat:
        return Availability::Online;
    case net::rfc6121::Show::Away:
        return Availability::Away;
    case net::rfc6121::Show::ExtendedAway:
        return Availability::LongAway;
    case net::rfc6121::Show::DoNotDisturb:
        return Availability::DoNotDisturb;
    }
    return Availability::Online;
}

} // namespace

AccountSync::Running::Running(const SyncContext &syncContext, AccountSync &sync)
    : context(syncContext)
    , batch(context.store, [&session = context.session](quint64 seq) { session.handled(seq); })
    , roster(context, batch)
    , profiles(context, batch, roster)
    , markers(context, roster)
    , typing(context, roster)
    , inbox(context, batch, sync.m_presence, markers, roster)
    , archive(context, sync.m_archive)
    , outbox(context, routes, sync.m_archive)
{
    connect(&batch, &InboundBatch::failed, &sync, &AccountSync::onStoreFailed);
    connect(&archive, &ArchiveSync::failed, &sync, &AccountSync::onStoreFailed);
    connect(&archive, &ArchiveSync::committed, &inbox, &Inbox::carryOut);
    connect(&archive, &ArchiveSync::catchingUpChanged, &sync, &AccountSync::statusMayHaveChanged);
    connect(&archive, &ArchiveSync::supportChanged, &sync, &AccountSync::statusMayHaveChanged);
    // Until the server has been asked again: one whose archive was read before announced its ids then.
    if (const auto record = context.store.read().accounts.find(context.account))
        inbox.setBelieveStanzaIds(!record->archiveHead.isEmpty());
    connect(&archive, &ArchiveSync::caughtUp, &sync, [&session = context.session] {
        // Unread counts are local truth: they are right when the newest of the archive is here.
        session.markUnreadKnown();
        session.markCaughtUp();
    });
    connect(&outbox, &Outbox::waitingChanged, &sync, &AccountSync::statusMayHaveChanged);
    connect(&profiles, &ProfileSync::ownProfileChanged, &sync, &AccountSync::ownProfileChanged);
    connect(&context.session, &net::Session::fateChanged, &outbox, &Outbox::onFate);
}

AccountSync::AccountSync(const Parts &parts, net::SessionSettings sessionSettings, std::unique_ptr<net::Dialer> dialer, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_dialer(std::move(dialer))
    , m_session(std::move(sessionSettings), *m_dialer, parts.clock, parts.ids)
    , m_disco(m_session, announcedFeatures())
    , m_version(u"Kith"_s, QStringLiteral(KITH_VERSION))
    , m_pushes([this](quint64 seq, const net::rfc6121::RosterPush &push) { received({seq, {}, {}, push}); })
    , m_presence(parts.clock)
{
    // The archive first: its results are most of what ever arrives.
    m_session.attach(&m_archive);
    m_session.attach(&m_carbons);
    m_session.attach(&m_pushes);
    m_session.attach(&m_disco);
    m_session.attach(&m_version);
    m_session.attach(&m_ping);
    m_session.attach(&m_clientState);
    connect(&m_session, &net::Session::stanzaReceived, this,
        [this](quint64 seq, const net::xml::Element &stanza) { received({seq, stanza, {}, {}}); });
    connect(&m_carbons, &net::xep0280::Carbons::carbonReceived, this,
        [this](quint64 seq, net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay) {
            received({seq, message, Carbon{direction, delay}, {}});
        });
    connect(&m_session, &net::Session::stateChanged, this, &AccountSync::onStateChanged);
    connect(&m_session, &net::Session::becameLive, this, &AccountSync::onLive);
    connect(&m_session, &net::Session::errorOccurred, this, &AccountSync::statusMayHaveChanged);
    connect(&m_disco, &net::xep0030::Disco::serverInfoChanged, this, &AccountSync::onServerInfo);
}

AccountSync::~AccountSync()
{
    end();
    // Parts are told nothing more while members fall.
    m_session.disconnect(this);
}

void AccountSync::begin(AccountId account)
{
    m_running = std::make_unique<Running>(
        SyncContext{m_parts.store, m_session, m_parts.clock, m_parts.ids, m_parts.settings, account, m_session.settings().jid}, *this);
    onServerInfo();
    if (const auto resumed = std::exchange(m_heldLive, {}))
        onLive(*resumed);
    for (const Held &held : std::exchange(m_held, {}))
        route(held);
}

void AccountSync::end()
{
    m_running.reset();
    m_held.clear();
}

void AccountSync::setOnline(bool online)
{
    m_online = online;
    if (!online)
        m_session.detach();
    else if (m_storeTrouble)
        tryStoreAgain();
    else
        m_session.goOnline();
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::received(Held held)
{
    if (m_running)
        route(held);
    else
        m_held.push_back(std::move(held));
}

void AccountSync::route(const Held &held)
{
    Running &to = *m_running;
    if (held.push)
        return to.roster.onPush(held.seq, *held.push);
    if (held.carbon)
        return to.inbox.onCarbon(held.seq, held.carbon->direction, held.stanza, held.carbon->delay);
    if (held.stanza.name() == u"presence")
        return routePresence(held.seq, held.stanza);
    if (const auto event = net::firstPayload(held.stanza, net::xep0060::parseEvent)) {
        const auto addresses = net::rfc6120::parseAddresses(held.stanza);
        return addresses ? to.profiles.onEvent(held.seq, addresses->from, *event) : to.batch.skip(held.seq);
    }
    to.inbox.onMessage(held.seq, held.stanza);
}

void AccountSync::routePresence(quint64 seq, const net::xml::Element &stanza)
{
    Running &to = *m_running;
    const auto presence = net::rfc6121::parsePresence(stanza);
    if (!presence || presence->from.isEmpty())
        return to.batch.skip(seq);
    switch (presence->type) {
    case net::rfc6121::PresenceType::Subscribe:
    case net::rfc6121::PresenceType::Subscribed:
    case net::rfc6121::PresenceType::Unsubscribe:
    case net::rfc6121::PresenceType::Unsubscribed:
        return to.roster.onSubscription(seq, *presence);
    case net::rfc6121::PresenceType::Available:
    case net::rfc6121::PresenceType::Unavailable:
        // Anybody may send presence to an address: only contacts' counts.
        if (to.roster.isContact(presence->from.bare())) {
            const auto delay = net::firstPayload(stanza, net::xep0203::parseDelay);
            m_presence.setPresence(presence->from, {toAvailability(*presence), presence->status}, delay ? delay->stamp : QDateTime());
            const auto update = net::firstPayload(stanza, net::xep0153::parseVCardUpdate);
            if (update && update->photo)
                to.profiles.onVCardPhoto(presence->from, *update->photo);
        }
        break;
    case net::rfc6121::PresenceType::Probe:
    case net::rfc6121::PresenceType::Error:
        break;
    }
    to.batch.skip(seq);
}

void AccountSync::onStateChanged(net::SessionState state)
{
    if (std::exchange(m_wasLive, state == net::SessionState::Live) && m_running && state != net::SessionState::Live) {
        m_running->archive.onDisconnected();
        m_running->roster.onDisconnected();
        m_running->outbox.onDisconnected();
    }
    m_presence.setCurrent(state == net::SessionState::Live);
    if (state == net::SessionState::Offline)
        m_presence.clear();
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::onLive(net::Resumed resumed)
{
    if (!m_running) {
        m_heldLive = resumed;
        return;
    }
    if (resumed == net::Resumed::No)
        m_presence.clear(); // D56
    m_running->archive.onLive(resumed); // its first question goes before the presence (B140)
    m_running->roster.onLive(resumed);
    if (resumed == net::Resumed::No)
        m_session.send(toElement(net::rfc6121::Presence{}));
    m_running->outbox.onLive(resumed);
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::onServerInfo()
{
    const net::xep0030::ServerInfo &info = m_disco.serverInfo();
    // XEP-0313 §5.1.2: who offers the archive sets stanza-ids and takes out foreign ones.
    if (m_running && info.known)
        m_running->inbox.setBelieveStanzaIds(info.account.hasFeature(u"urn:xmpp:sid:0") || info.hasArchive());
    Q_EMIT serverInfoChanged();
}

void AccountSync::onStoreFailed(const StoreError &error)
{
    qCWarning(logSync) << "store failed, going offline:" << error.detail;
    m_storeTrouble = error;
    // What cannot be written must not be acknowledged: the server keeps it as long as we are away.
    m_session.detach();
    tryStoreLater();
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::tryStoreLater()
{
    if (std::exchange(m_storeRetryPending, true))
        return;
    m_parts.clock.callAfter(kStoreRetry, this, [this] {
        m_storeRetryPending = false;
        tryStoreAgain();
    });
}

void AccountSync::tryStoreAgain()
{
    if (!m_storeTrouble || !m_running)
        return;
    m_running->batch.retry();
    // Something is written behind the repeated batch: when this works, that did.
    m_parts.store
        .run([account = m_running->context.account](StoreSession &session) {
            if (const auto record = session.accounts.find(account))
                session.accounts.setEnabled(account, record->enabled);
        })
        .then(this, [this](const StoreResult<void> &result) {
            if (!m_storeTrouble)
                return;
            if (!result)
                return tryStoreLater();
            m_storeTrouble.reset();
            if (m_online)
                m_session.goOnline();
            Q_EMIT statusMayHaveChanged();
        });
}

} // namespace model
