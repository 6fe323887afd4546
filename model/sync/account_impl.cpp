// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/account_impl.h"

#include "model/store/settings.h"
#include "model/sync/identity_resolver.h"
#include "model/sync/login_report.h"
#include "model/sync/session_settings_from.h"
#include "net/session/session_error.h"
#include "net/transport/network_monitor.h"

#include <algorithm>

namespace model {

namespace {
/// A server that does not answer does not keep anybody signed in.
constexpr std::chrono::seconds kLeaveLimit{2};
}

AccountImpl::AccountImpl(const Parts &parts, AccountRecord record, std::unique_ptr<AccountSync> sync, std::unique_ptr<Credentials> credentials, QObject *parent)
    : Account(parent)
    , m_parts(parts)
    , m_record(std::move(record))
    , m_keeper(parts.store, parts.ids, m_record.id, parts.place)
    , m_sync(std::move(sync))
    , m_credentials(std::move(credentials))
{
    connect(m_sync.get(), &AccountSync::statusMayHaveChanged, this, &AccountImpl::tellStatus);
    connect(m_sync.get(), &AccountSync::serverInfoChanged, this, &Account::serverFeaturesChanged);
    connect(m_sync.get(), &AccountSync::ownProfileChanged, this, &AccountImpl::reloadProfile);
    connect(&m_sync->presence(), &PresenceBoard::changed, this, &Account::peerStatusChanged);
    connect(&m_sync->session(), &net::Session::loginTraced, this, [this](const net::LoginTrace &trace) {
        Q_EMIT loginReported(toLoginReport(trace));
        tellStatus();
    });
    connect(&m_sync->session(), &net::Session::featuresLearned, this, &Account::serverFeaturesChanged);
    connect(m_credentials.get(), &Credentials::loaded, this, &AccountImpl::credentialsLoaded);
    connect(&m_sync->session(), &net::Session::xmlSeen, &m_xmlLog,
        [this](bool incoming, const QByteArray &xml) { m_xmlLog.append(m_parts.clock.now(), incoming, xml); });
    watchNetwork();
    watchProxy();
    m_sync->begin(m_record.id);
    connect(&m_keeper, &SessionKeeper::failed, m_sync.get(), &AccountSync::onStoreFailed);
    connect(&m_sync->running().outbox, &Outbox::notStored, this, &Account::notSent);
    m_credentials->begin(m_record.id);
    AccountSync::Running &running = m_sync->running();
    m_devices = std::make_unique<LinkedDevicesImpl>(running.context, LinkedDevicesImpl::Parts{running.links, running.clients, m_sync->ownSessions()});
}

AccountImpl::~AccountImpl() = default;

void AccountImpl::watchNetwork()
{
    if (!m_parts.network)
        return;
    const auto hurry = [this] {
        if (m_wantsOnline)
            m_sync->session().hurry();
    };
    connect(m_parts.network, &net::NetworkMonitor::networkChanged, this, &AccountImpl::takeProxy); // the system's may be another one here
    connect(m_parts.network, &net::NetworkMonitor::networkChanged, this, hurry);
    connect(m_parts.network, &net::NetworkMonitor::fallingAsleep, this, [this] { m_sync->leave(AccountSync::Farewell::AsSet); });
    connect(m_parts.network, &net::NetworkMonitor::wokeUp, this, [this, hurry] {
        // Live: it was about to leave when the machine fell asleep, and will have left in a moment.
        const net::SessionState state = m_sync->session().state();
        if (const auto error = m_sync->session().lastError(); state == net::SessionState::Offline && error && !error->isRetried())
            return; // only the user can cure it, asleep or not
        if (m_wantsOnline && m_credentialsLoaded && !m_credentials->areEmpty() && (state == net::SessionState::Offline || state == net::SessionState::Live))
            m_sync->setOnline(true);
        if (state != net::SessionState::Offline)
            hurry();
    });
}

void AccountImpl::watchProxy()
{
    if (!m_parts.settings)
        return;
    // Later: kind, host and port are changed one after the other, and only all of them together name a proxy.
    connect(
        m_parts.settings, &Settings::changed, this,
        [this](Setting key) {
            if (key == Setting::ProxyKind || key == Setting::ProxyHost || key == Setting::ProxyPort)
                takeProxy();
        },
        Qt::QueuedConnection);
}

void AccountImpl::takeProxy()
{
    if (!m_parts.settings)
        return;
    net::Session &session = m_sync->session();
    const QNetworkProxy proxy = proxyFor(m_record, *m_parts.settings);
    if (proxy == session.settings().dial.proxy)
        return;
    session.setProxy(proxy);
    // Whoever chooses a proxy does not want the old way used any longer, not even by a connection that works. The session at the server stays.
    if (m_wantsOnline && session.state() != net::SessionState::Offline) {
        m_sync->setOnline(false);
        m_sync->setOnline(true);
    }
}

void AccountImpl::start(bool online)
{
    m_wantsOnline = online && m_record.enabled;
    m_credentials->load();
}

void AccountImpl::startLive()
{
    m_credentialsLoaded = true;
    m_wantsOnline = true;
    keepSession();
    m_sync->setOnline(true);
}

void AccountImpl::credentialsLoaded()
{
    m_credentialsLoaded = true;
    keepSession();
    if (m_wantsOnline && !m_credentials->areEmpty())
        m_sync->setOnline(true);
    tellStatus();
}

void AccountImpl::keepSession()
{
    net::Session &session = m_sync->session();
    m_keeper.setKey(m_credentials->deviceKey());
    m_sync->setDeviceKey(m_credentials->deviceKey());
    if (session.state() == net::SessionState::Offline && !session.resumeState()) {
        if (const auto left = m_keeper.kept())
            m_sync->restore(*left);
    }
    session.setLedger(&m_keeper);
}

void AccountImpl::detach()
{
    m_wantsOnline = false;
    m_sync->leave(AccountSync::Farewell::AsSet);
}

void AccountImpl::quiesce()
{
    m_wantsOnline = false;
    m_leavingDevice = m_parts.store.read().devices.ownId(m_record.id);
    disconnect(m_sync.get(), nullptr, this, nullptr);
    m_sync->end();
    m_sync->session().setLedger(nullptr); // what it still says is not taken up by anybody
}

void AccountImpl::signOut(std::function<void()> done)
{
    if (m_leavingDevice.isNull())
        quiesce();
    connect(&m_sync->session(), &net::Session::signedOut, this, [done = std::move(done)] { done(); });
    m_credentials->forget();
    net::Session &session = m_sync->session();
    if (m_leavingDevice.isEmpty() || session.state() != net::SessionState::Live)
        return session.signOut();
    // L21: the entry first. With the session ends what it had to say.
    session.request(leaveRequest(m_leavingDevice), this, [&session](const auto &) { session.signOut(); }, kLeaveLimit);
}

Identity AccountImpl::identityOf(const QString &addressOrDevice) const
{
    const auto realAddress = [this](const net::Jid &occupant) -> std::optional<net::Jid> {
        const net::JoinedRoom *room = m_sync->rooms().find(occupant.bare());
        if (!room)
            return {};
        if (!occupant.isBare() && occupant.resource() == room->nick)
            return m_record.jid;
        const auto found = std::find_if(room->occupants.begin(), room->occupants.end(), [&](const net::RoomOccupant &other) { return other.nick == occupant.resource(); });
        return found == room->occupants.end() ? net::Jid() : found->jid;
    };
    return IdentityResolver(m_parts.store, m_record.id, m_record.jid, realAddress).resolve(addressOrDevice);
}

QString AccountImpl::displayName() const
{
    return withoutDirectionControls(m_record.ownName.isEmpty() ? m_record.jid.local() : m_record.ownName);
}

ConnectionStatus AccountImpl::status() const
{
    const net::Session &session = m_sync->session();
    ConnectionStatus status;
    switch (session.state()) {
    case net::SessionState::Offline:
        status.kind = ConnectionKind::Offline;
        break;
    case net::SessionState::Connecting:
        status.kind = ConnectionKind::Connecting;
        break;
    case net::SessionState::Live:
        status.kind = ConnectionKind::Online;
        break;
    case net::SessionState::Waiting:
        status.kind = ConnectionKind::Waiting;
        status.retryAt = session.retryAt();
        break;
    }
    status.waitingMessages = m_sync->running().outbox.waiting();
    if (status.kind == ConnectionKind::Online) {
        const LoginReport login = lastLogin();
        status.resumed = login.resumed;
        status.roundTrips = login.roundTrips;
        status.took = std::chrono::duration_cast<std::chrono::milliseconds>(login.live);
        status.catchingUp = m_sync->running().archive.isCatchingUp();
        if (m_sync->running().archive.support() == ArchiveSync::Support::No)
            status.detail = tr("This server keeps no message archive: what arrives while all your devices are off may be lost.");
    } else if (const auto error = session.lastError()) {
        status.problem = net::sessionAdvice(*error);
        status.detail = error->transport && error->detail.isEmpty() ? error->transport->detail : error->detail;
        status.needsPassword = status.kind == ConnectionKind::Offline
            && (error->kind == net::SessionErrorKind::WrongPassword || error->kind == net::SessionErrorKind::NoPassword);
    }
    if (m_credentialsLoaded && m_wantsOnline && m_credentials->areEmpty() && status.kind == ConnectionKind::Offline) {
        status.needsPassword = true;
        status.problem = tr("Type your password to sign in.");
    }
    if (const auto trouble = m_sync->storeTrouble()) {
        status.problem = storeAdvice(*trouble);
        status.detail = trouble->detail;
    }
    return status;
}

void AccountImpl::tellStatus()
{
    const ConnectionStatus now = status();
    if (now == m_told)
        return;
    m_told = now;
    Q_EMIT statusChanged(now);
}

LoginReport AccountImpl::lastLogin() const
{
    const net::LoginTrace trace = m_sync->session().lastLogin();
    return trace.startedAt.isValid() ? toLoginReport(trace) : LoginReport();
}

QList<ServerFeature> AccountImpl::serverFeatures() const
{
    const net::xep0030::ServerInfo &info = m_sync->serverInfo();
    QSet<QString> discovered(info.account.features.begin(), info.account.features.end());
    discovered.unite({info.server.features.begin(), info.server.features.end()});
    return toServerFeatures(m_sync->session().features(), discovered);
}

void AccountImpl::reloadProfile()
{
    const auto record = m_parts.store.read().accounts.find(m_record.id);
    if (!record || (record->ownName == m_record.ownName && record->avatarHash == m_record.avatarHash))
        return;
    m_record.ownName = record->ownName;
    m_record.avatarHash = record->avatarHash;
    Q_EMIT profileChanged();
}

void AccountImpl::sendMessage(ChatId chat, const QString &text)
{
    if (text.trimmed().isEmpty())
        return;
    sync().typing.sent(chat);
    sync().outbox.send(chat, text);
}

void AccountImpl::retry(MessageId message)
{
    sync().outbox.retry(message);
}

void AccountImpl::discard(MessageId message)
{
    sync().outbox.discard(message);
}

void AccountImpl::markRead(ChatId chat, MessageId upTo)
{
    sync().markers.markRead(chat, upTo);
}

void AccountImpl::markUnread(ChatId chat)
{
    sync().markers.markUnread(chat);
}

void AccountImpl::setTyping(ChatId chat, bool typing)
{
    sync().typing.setTyping(chat, typing);
}

void AccountImpl::loadOlder(ChatId chat, MessageId before)
{
    sync().archive.loadOlder(chat, before);
}

QFuture<ChatId> AccountImpl::openChat(const net::Jid &bare)
{
    return m_parts.store
        .run([account = id(), bare = bare.bare(), now = m_parts.clock.now()](StoreSession &session) {
            const ChatId chat = session.chats.ensure(account, bare, now);
            session.chats.setArchived(chat, false);
            return chat;
        })
        .then(this, [](const StoreResult<ChatId> &chat) { return chat.value_or(ChatId{}); });
}

void AccountImpl::setDraft(ChatId chat, const QString &text)
{
    m_parts.store.run([chat, text](StoreSession &session) { session.chats.setDraft(chat, text); });
}

void AccountImpl::suggestDraft(ChatId chat, const QString &text)
{
    m_parts.store.run([chat, text](StoreSession &session) { session.chats.suggestDraft(chat, text); });
}

void AccountImpl::setPinned(ChatId chat, bool on)
{
    m_parts.store.run([chat, on](StoreSession &session) { session.chats.setPinned(chat, on); });
}

void AccountImpl::setMuted(ChatId chat, bool on)
{
    m_parts.store.run([chat, on](StoreSession &session) { session.chats.setMuted(chat, on); });
}

void AccountImpl::setArchived(ChatId chat, bool on)
{
    m_parts.store.run([chat, on](StoreSession &session) { session.chats.setArchived(chat, on); });
}

void AccountImpl::acceptRequest(ChatId chat)
{
    if (const auto row = m_parts.store.read().chats.find(chat))
        sync().roster.acceptIfAsked(row->peer);
    m_parts.store.run([chat](StoreSession &session) { session.chats.acceptRequest(chat); });
}

void AccountImpl::declineRequest(ChatId chat, bool block)
{
    if (const auto row = m_parts.store.read().chats.find(chat)) {
        sync().roster.refuseIfAsked(row->peer);
        if (block)
            sync().roster.setBlocked(row->peer, true);
    }
    m_parts.store.run([chat](StoreSession &session) { session.chats.remove(chat); });
}

void AccountImpl::addContact(const net::Jid &bare, const QString &name)
{
    sync().roster.add(bare.bare(), name);
}

void AccountImpl::renameContact(const net::Jid &bare, const QString &name)
{
    sync().roster.rename(bare.bare(), name);
}

void AccountImpl::removeContact(const net::Jid &bare)
{
    sync().roster.remove(bare.bare());
}

void AccountImpl::setBlocked(const net::Jid &bare, bool on)
{
    sync().roster.setBlocked(bare.bare(), on);
}

void AccountImpl::connectNow()
{
    if (!std::exchange(m_record.enabled, true))
        m_parts.store.run([account = id()](StoreSession &session) { session.accounts.setEnabled(account, true); });
    m_wantsOnline = true;
    if (!m_credentialsLoaded)
        return; // as soon as they are
    if (m_credentials->areEmpty())
        return tellStatus();
    if (m_sync->session().state() == net::SessionState::Offline)
        m_sync->setOnline(true);
    else
        m_sync->session().hurry();
}

void AccountImpl::goOffline()
{
    if (std::exchange(m_record.enabled, false))
        m_parts.store.run([account = id()](StoreSession &session) { session.accounts.setEnabled(account, false); });
    m_wantsOnline = false;
    m_sync->leave(AccountSync::Farewell::Offline);
}

void AccountImpl::passwordChanged(const QString &password)
{
    m_credentials->passwordChanged(password);
    // At once, while the session can be taken up: what is left without a token now would have to be asked for when it is needed.
    if (m_wantsOnline && m_sync->session().state() != net::SessionState::Offline) {
        m_sync->setOnline(false);
        m_sync->setOnline(true);
    }
}

void AccountImpl::setPassword(const QString &password)
{
    m_credentials->setPassword(password);
    connectNow();
}

} // namespace model
