// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/account_sync.h"

#include "model/store/settings.h"
#include "model/sync/server_info_cache.h"
#include "model/sync/stanza_method.h"
#include "net/base/log.h"
#include "net/proto/bind2_seed.h"
#include "net/proto/kith_detach.h"
#include "net/proto/kith_links.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0153_vcard_avatar.h"
#include "net/proto/xep_0163_pep.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0490_mds.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// A full disk or locked file is looked at again after this long.
constexpr std::chrono::seconds kStoreRetry{10};
/// B22: what comes while the first pages are on their way waits no longer than this.
constexpr std::chrono::seconds kLongestHold{5};

/// What this client understands beyond what its extensions announce.
QStringList announcedFeatures()
{
    return {net::xep0184::kNs.toString(), net::xep0333::kNs.toString(), net::xep0085::kNs.toString(), net::xep0308::kNs.toString(),
        net::xep0172::kNs.toString(), net::xep0163::notifyFeature(net::xep0172::kNs), net::xep0163::notifyFeature(net::xep0084::kMetadataNs),
        net::xep0163::notifyFeature(net::xep0490::kNs), net::xep0163::notifyFeature(net::links::kNs)};
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

/// Invalid: that device is not detached. One that does not say since when, or that is ahead of our clock, is so from now on.
QDateTime detachedSince(const net::xml::Element &presence, const QDateTime &now)
{
    const auto detached = net::firstPayload(presence, net::detach::parseDetached);
    if (!detached)
        return {};
    return detached->since.isValid() ? std::min(detached->since, now) : now;
}

} // namespace

AccountSync::Running::Running(const SyncContext &syncContext, AccountSync &sync)
    : context(syncContext)
    , batch(context.store, [&session = context.session](quint64 seq) { session.handled(seq); },
          [&session = context.session, account = context.account](quint64 seq) -> InboundBatch::Effect {
              return [account, h = session.inboundAfter(seq)](StoreSession &rows) { rows.ledger.setInbound(account, h); };
          })
    , roster(context, batch)
    , profiles(context, batch, roster)
    , markers(context, roster)
    , displayed(context, batch)
    , links(context, batch)
    , clients(context)
    , typing(context, roster)
    , inbox(context, batch, sync.m_presence, markers, roster)
    , archive(context, batch, sync.m_archive)
    , archiveCheck(context, batch, sync.m_archive)
    , outbox(context, routes, sync.m_archive)
{
    connect(&batch, &InboundBatch::failed, &sync, &AccountSync::onStoreFailed);
    connect(&archive, &ArchiveSync::failed, &sync, &AccountSync::onStoreFailed);
    connect(&archive, &ArchiveSync::committed, &inbox, &Inbox::carryOut);
    connect(&archiveCheck, &ArchiveCheck::committed, &inbox, &Inbox::carryOut);
    connect(&archive, &ArchiveSync::catchingUpChanged, &sync, &AccountSync::statusMayHaveChanged);
    connect(&archive, &ArchiveSync::supportChanged, &sync, &AccountSync::onSupport);
    connect(&archive, &ArchiveSync::committed, &displayed, &DisplayedSync::schedule); // markers that waited for the page
    connect(&markers, &ReadMarkers::readHere, &displayed, &DisplayedSync::schedule);
    connect(&displayed, &DisplayedSync::failed, &sync, &AccountSync::onStoreFailed);
    connect(&links, &LinksSync::failed, &sync, &AccountSync::onStoreFailed);
    connect(&displayed, &DisplayedSync::settled, &archive, &ArchiveSync::markersAreIn);
    connect(&displayed, &DisplayedSync::settled, &sync, &AccountSync::noteUnread);
    // Until the server has been asked again: one whose archive was read before announced its ids then.
    if (const auto record = context.store.read().accounts.find(context.account))
        inbox.setBelieveStanzaIds(!record->archiveHead.isEmpty());
    connect(&archive, &ArchiveSync::caughtUp, &sync, &AccountSync::caughtUp);
    connect(&outbox, &Outbox::failed, &sync, &AccountSync::onStoreFailed);
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
    , m_detach(m_session)
    , m_rooms(m_session)
    , m_archiveReading([this] { return !m_running || m_running->archive.support() != ArchiveSync::Support::No; })
    , m_services([this] { return serverFilters() ? m_filter.words() : QStringList(); })
    , m_pushes([this](quint64 seq, const net::rfc6121::RosterPush &push) { received({seq, {}, {}, push}); })
    , m_presence(parts.clock)
{
    // The archive first: its results are most of what ever arrives.
    m_session.attach(&m_archive);
    m_session.attach(&m_archiveReading);
    m_session.attach(&m_services);
    m_session.attach(&m_carbons);
    m_session.attach(&m_pushes);
    m_session.attach(&m_disco);
    m_session.attach(&m_version);
    m_session.attach(&m_ping);
    m_session.attach(&m_clientState);
    m_session.attach(&m_rooms);
    m_session.attach(&m_detach);
    m_session.attach(&m_linking);
    connect(&m_session, &net::Session::stanzaReceived, this,
        [this](quint64 seq, const net::xml::Element &stanza) { received({seq, stanza, {}, {}}); });
    connect(&m_carbons, &net::xep0280::Carbons::carbonReceived, this,
        [this](quint64 seq, net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay) {
            received({seq, message, Carbon{direction, delay}, {}});
        });
    connect(&m_session, &net::Session::stateChanged, this, &AccountSync::onStateChanged);
    connect(&m_session, &net::Session::becameLive, this, &AccountSync::onLive);
    connect(&m_session, &net::Session::replayed, this, &AccountSync::onReplayed);
    connect(&m_session, &net::Session::errorOccurred, this, &AccountSync::statusMayHaveChanged);
    connect(&m_disco, &net::xep0030::Disco::serverInfoChanged, this, &AccountSync::onServerInfo);
    connect(&m_disco, &net::xep0030::Disco::serverAnswered, this, &AccountSync::onServerAnswered);
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
    if (m_disco.serverInfo().known)
        onServerAnswered(m_disco.serverInfo());
    else
        recallServerInfo();
    connect(&m_parts.store, &Store::changed, &m_running->batch, [this, account](const StoreChange &change) {
        if (std::find(change.devices.begin(), change.devices.end(), account) != change.devices.end())
            onDevicesChanged();
    });
    if (const auto own = m_parts.store.read().devices.own(account))
        takeFilter(ServiceFilter(own->entry.services));
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
    if (!online)
        return leave(Farewell::None);
    m_online = true;
    if (m_storeTrouble)
        tryStoreAgain();
    else
        m_session.goOnline();
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::leave(Farewell farewell)
{
    m_online = false;
    const QString wish = m_parts.settings ? m_parts.settings->get<QString>(Setting::WhenClosed) : Settings::defaultOf(Setting::WhenClosed).toString();
    if (farewell == Farewell::Offline || (farewell == Farewell::AsSet && wish == u"offline")) {
        m_session.end();
    } else if (farewell == Farewell::AsSet && wish == u"away" && m_session.resumeState()) {
        // D2, as far as a client can say it: nobody is here, but what is sent arrives. The priority stays, so that it arrives in this session.
        net::rfc6121::Presence presence = ownPresence();
        presence.show = net::rfc6121::Show::ExtendedAway;
        net::xml::Element stanza = toElement(presence);
        stanza.add(toElement(net::detach::Detached{m_parts.clock.now()}));
        m_session.detach({stanza});
    } else {
        m_session.detach();
    }
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::restore(const net::ResumeState &state)
{
    m_session.restore(state);
    // The last that is settled of a new session: before that, the hole in the archive may not have been opened, nor the first presence have left.
    const LedgerGateway &ledger = m_parts.store.read().ledger;
    m_openingUnsure = !ledger.isReconciled(m_running->context.account) || !ledger.isRosterKnown(m_running->context.account);
    m_running->outbox.restore(state.unacked);
    for (const StoredPresence &presence : m_parts.store.read().presences.all(m_running->context.account)) {
        if (presence.from.bare() == m_running->context.own) {
            m_ownSessions.setPresent(presence.from.resource(), {presence.saidAt, presence.detachedSince});
            continue;
        }
        m_presence.setPresence(presence.from, {presence.availability, presence.text, presence.detachedSince}, presence.saidAt);
    }
    m_presence.setCurrent(false);
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
    // L45: dropped before it reaches the store, and with it any answer to it. It counts as handled all the same.
    if (!isReceived(m_filter, held.stanza, held.carbon ? std::optional(held.carbon->direction) : std::nullopt, m_session.jid()))
        return to.batch.skip(held.seq);
    to.inbox.setOpening(to.archive.isOpening());
    if (held.carbon)
        return to.inbox.onCarbon(held.seq, held.carbon->direction, held.stanza, held.carbon->delay);
    if (held.stanza.name() == u"presence")
        return routePresence(held.seq, held.stanza);
    if (const auto event = net::firstPayload(held.stanza, net::xep0060::parseEvent)) {
        const auto addresses = net::rfc6120::parseAddresses(held.stanza);
        if (!addresses)
            return to.batch.skip(held.seq);
        if (!to.displayed.takeEvent(held.seq, addresses->from, *event) && !to.links.takeEvent(held.seq, addresses->from, *event))
            to.profiles.onEvent(held.seq, addresses->from, *event);
        return;
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
        if (presence->from.bare() == to.context.own)
            return routeOwnPresence(seq, *presence, stanza);
        // Anybody may send presence to an address: only contacts' counts.
        if (to.roster.isContact(presence->from.bare())) {
            const auto delay = net::firstPayload(stanza, net::xep0203::parseDelay);
            const StoredPresence told{presence->from, toAvailability(*presence), presence->status.left(PresenceBoard::kMaxText), detachedSince(stanza, m_parts.clock.now()), delay ? delay->stamp : QDateTime()};
            const bool isKept = m_presence.setPresence(told.from, {told.availability, told.text, told.detachedSince}, told.saidAt);
            const auto update = net::firstPayload(stanza, net::xep0153::parseVCardUpdate);
            if (update && update->photo)
                to.profiles.onVCardPhoto(presence->from, *update->photo);
            if (!isKept) // nor on the disk, which one contact could fill
                return to.batch.skip(seq);
            // D42: the server will not tell a resumed session again.
            return to.batch.add(seq, [told, account = to.context.account](StoreSession &session) {
                if (told.availability == Availability::Offline)
                    session.presences.remove(account, told.from);
                else
                    session.presences.put(account, told);
            });
        }
        break;
    case net::rfc6121::PresenceType::Probe:
    case net::rfc6121::PresenceType::Error:
        break;
    }
    to.batch.skip(seq);
}

void AccountSync::routeOwnPresence(quint64 seq, const net::rfc6121::Presence &presence, const net::xml::Element &stanza)
{
    const QDateTime now = m_parts.clock.now();
    const auto delay = net::firstPayload(stanza, net::xep0203::parseDelay);
    const QDateTime said = delay ? std::min(delay->stamp, now) : now;
    const net::Jid &from = presence.from;
    const bool isThere = presence.type == net::rfc6121::PresenceType::Available;
    const QDateTime detached = isThere ? detachedSince(stanza, now) : QDateTime();
    if (!isThere)
        m_ownSessions.setGone(from.resource());
    else if (from.isBare() || !m_ownSessions.setPresent(from.resource(), {said, detached}))
        return m_running->batch.skip(seq);
    // D42, as of contacts; and when a device was here last outlives the session.
    m_running->batch.add(seq, [account = m_running->context.account, stored = StoredPresence{from, toAvailability(presence), {}, detached, said}, isThere, seen = detached.isValid() ? detached : said](StoreSession &session) {
        if (isThere)
            session.presences.put(account, stored);
        else
            session.presences.remove(account, stored.from);
        session.devices.seen(account, stored.from.resource(), seen);
    });
}

net::rfc6121::Presence AccountSync::ownPresence() const
{
    net::rfc6121::Presence presence;
    presence.priority = m_filter.isEverything() ? 0 : -1; // L45, L46
    return presence;
}

void AccountSync::onDevicesChanged()
{
    const auto own = m_running ? m_parts.store.read().devices.own(m_running->context.account) : std::nullopt;
    const ServiceFilter filter = own ? ServiceFilter(own->entry.services) : ServiceFilter();
    if (!own || filter == m_filter)
        return;
    takeFilter(filter);
    if (m_session.state() != net::SessionState::Live)
        return;
    // Narrower: first the server stops, then we say that we are another kind of device.
    tellFilter();
    m_session.send(toElement(ownPresence()));
}

void AccountSync::takeFilter(const ServiceFilter &filter)
{
    m_filter = filter;
    m_running->archive.setWanted(readsArchive(filter));
    onServerInfo();
}

void AccountSync::tellFilter()
{
    // Of a server that does not know it nothing is asked: everything is dropped here just as well.
    if (serverFilters())
        m_session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::access::services(m_filter.words())), this, [](const auto &) { });
}

void AccountSync::onStateChanged(net::SessionState state)
{
    if (std::exchange(m_wasLive, state == net::SessionState::Live) && m_running && state != net::SessionState::Live) {
        m_running->links.onDisconnected();
        m_running->archive.onDisconnected();
        m_running->archiveCheck.onDisconnected();
        m_running->displayed.onDisconnected();
        m_running->roster.onDisconnected();
        m_running->outbox.onDisconnected();
    }
    m_presence.setCurrent(state == net::SessionState::Live);
    if (state == net::SessionState::Offline && !m_session.resumeState()) { // D42: a session that is taken up again is not told anew
        m_presence.clear();
        m_ownSessions.clear();
    }
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::onLive(net::Resumed resumed)
{
    if (!m_running) {
        m_heldLive = resumed;
        return;
    }
    // What a new session begins with, a resumed one has behind it, if its beginning is on the disk.
    m_replaying = resumed == net::Resumed::Yes;
    m_running->inbox.setResumed(resumed == net::Resumed::Yes);
    const net::Resumed opened = std::exchange(m_openingUnsure, false) ? net::Resumed::No : resumed;
    if (opened == net::Resumed::No) {
        m_presence.clear(); // D56
        m_ownSessions.clear();
    }
    // All of this leaves in one write. The markers first: their answer decides what counts as read in what follows. A word to the archive before the presence (B140), the question behind it.
    const bool isCareless = m_disco.serverInfo().isCareless(), isDoubted = resumed == net::Resumed::Yes && isCareless;
    m_running->displayed.onLive(opened, isDoubted);
    m_running->archiveCheck.onLive(isCareless);
    if (isDoubted)
        m_carbons.ask(m_session); // moved twice within a moment, a session there gets no copies any more, and nothing says so
    if (opened == net::Resumed::No) {
        takeBound(resumed == net::Resumed::No ? m_session.bound() : net::xml::Element());
    } else {
        m_running->archive.onLive(resumed);
        if (m_running->archive.isCaughtUp())
            m_running->batch.release(); // nothing was lost
    }
    m_running->roster.onLive(opened);
    if (opened == net::Resumed::No || m_session.saidFarewell())
        m_session.send(toElement(ownPresence()));
    if (opened == net::Resumed::No)
        m_running->archive.onAvailable();
    if (opened == net::Resumed::No && !m_filter.isEverything() && !net::firstPayload(m_session.bound(), net::access::parseServices))
        tellFilter();
    m_running->outbox.onLive(resumed);
    m_running->links.onLive(opened);
    m_running->clients.onLive(opened);
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::takeBound(const net::xml::Element &bound)
{
    using net::xep0386seed::Unread;
    const auto said = net::xep0386seed::parseUnreads(bound);
    m_running->batch.release(); // what an earlier session still holds belongs before the hole of this one
    holdLive();
    m_running->archive.onLive(net::Resumed::No, said.latestId);
    // B23: no list, an empty one, or what is unread. Behind the opening of the hole.
    std::optional<std::vector<UnreadHint>> hints;
    if (said.unreads && readsArchive(m_filter)) {
        hints.emplace();
        for (const Unread &unread : *said.unreads)
            hints->push_back({unread.jid, unread.readId, unread.count});
    }
    m_running->batch.add(
        [hints, account = m_running->context.account, now = m_parts.clock.now()](StoreSession &session) {
            if (hints)
                session.hints.set(account, *hints, now);
            else
                session.hints.drop(account);
        },
        [this, isKnown = hints.has_value()] {
            if (isKnown)
                m_session.markUnreadKnown();
        });
}

void AccountSync::holdLive()
{
    if (m_running->archive.support() == ArchiveSync::Support::No)
        return;
    m_running->batch.hold();
    m_parts.clock.callAfter(kLongestHold, this, [this, hold = ++m_holds] {
        if (m_running && hold == m_holds)
            m_running->batch.release();
    });
}

void AccountSync::onReplayed()
{
    if (!m_running)
        return;
    // Behind the effects of all that was repeated.
    m_running->batch.add([](StoreSession &) {}, [this] {
        m_replaying = false;
        if (m_running->archive.isCaughtUp())
            caughtUp();
    });
}

void AccountSync::caughtUp()
{
    m_running->batch.release();
    if (m_replaying)
        return;
    noteUnread();
    m_session.markCaughtUp();
}

void AccountSync::noteUnread()
{
    // Unread counts are local truth: they are right when the newest of the archive is here, and what other devices have read.
    if (m_running && !m_replaying && m_running->archive.isCaughtUp() && m_running->displayed.isSettled())
        m_session.markUnreadKnown();
}

void AccountSync::onSupport()
{
    if (m_running && m_running->archive.support() == ArchiveSync::Support::No) {
        // Without an archive nothing is waited for, no hint ever becomes truth, and what the server is said to be able to do is out of date.
        m_running->batch.release();
        m_parts.store.run([account = m_running->context.account](StoreSession &session) { session.hints.drop(account); });
        m_disco.remember(m_disco.serverInfo(), {});
    }
    Q_EMIT statusMayHaveChanged();
}

void AccountSync::recallServerInfo()
{
    const auto answer = m_parts.store.read().serverInfo.find(m_running->context.account);
    const auto info = answer ? serverInfoFromJson(answer->json) : std::nullopt;
    if (info && !m_disco.serverInfo().known)
        m_disco.remember(*info, answer->askedAt.addSecs(std::chrono::seconds(kServerInfoLife).count()));
}

void AccountSync::onServerAnswered(const net::xep0030::ServerInfo &info)
{
    // One without an archive may get one any day, and then its stanza-ids are to be believed.
    if (!m_running || !info.hasArchive())
        return;
    const QDateTime now = m_parts.clock.now();
    m_disco.remember(info, now.addSecs(std::chrono::seconds(kServerInfoLife).count()));
    m_parts.store.run([account = m_running->context.account, answer = ServerInfoGateway::Answer{toJson(info), now}](StoreSession &session) { session.serverInfo.put(account, answer); });
}

void AccountSync::onServerInfo()
{
    const net::xep0030::ServerInfo &info = m_disco.serverInfo();
    // XEP-0313 §5.1.2: who offers the archive sets stanza-ids and takes out foreign ones.
    // A device that does not read the archive must not take what it does get for the end of it: later, it may have to go on from where it stopped.
    if (m_running && info.known)
        m_running->inbox.setBelieveStanzaIds(readsArchive(m_filter) && (info.account.hasFeature(u"urn:xmpp:sid:0") || info.hasArchive()));
    if (m_running && info.known) {
        m_running->archive.setExtended(info.hasExtendedArchive());
        m_running->markers.setServerAssists(info.account.hasFeature(net::xep0490::kServerAssistNs));
    }
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
