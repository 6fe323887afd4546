// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/linked_devices_impl.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0030_disco.h"
#include "net/proto/xep_0092_version.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

constexpr qsizetype kLongestName = 128, kLongestProgram = 64;
constexpr qsizetype kMostPrograms = 16; ///< that are asked who they are

std::shared_ptr<QPromise<DeviceAnswer>> makePromise()
{
    auto promise = std::make_shared<QPromise<DeviceAnswer>>();
    promise->start();
    return promise;
}

void keepPromise(const std::shared_ptr<QPromise<DeviceAnswer>> &promise, const DeviceAnswer &answer)
{
    promise->addResult(answer);
    promise->finish();
}

QFuture<DeviceAnswer> answered(DeviceOutcome outcome)
{
    const auto promise = makePromise();
    keepPromise(promise, {outcome, {}});
    return promise->future();
}

DeviceKind kindOf(const net::xep0030::Info &info)
{
    static const QHash<QString, DeviceKind> kKinds{{u"pc"_s, DeviceKind::Computer}, {u"console"_s, DeviceKind::Computer}, {u"phone"_s, DeviceKind::Phone}, {u"handheld"_s, DeviceKind::Tablet},
        {u"tablet"_s, DeviceKind::Tablet}, {u"web"_s, DeviceKind::Web}, {u"bot"_s, DeviceKind::Service}};
    for (const net::xep0030::Identity &identity : info.identities) {
        if (identity.category == u"client")
            return kKinds.value(identity.type);
    }
    return DeviceKind::Unknown;
}

} // namespace

LinkedDevicesImpl::LinkedDevicesImpl(const SyncContext &context, const Parts &parts, QObject *parent)
    : LinkedDevices(parent)
    , m_context(context)
    , m_links(&parts.links)
    , m_clients(&parts.clients)
    , m_sessions(parts.sessions)
{
    connect(&context.store, &Store::changed, this, [this](const StoreChange &change) {
        if (std::find(change.devices.begin(), change.devices.end(), m_context.account) != change.devices.end())
            Q_EMIT changed();
    });
    connect(&context.session, &net::Session::stateChanged, this, &LinkedDevices::changed);
    connect(&m_sessions, &OwnSessions::changed, this, [this] {
        Q_EMIT changed();
        if (!m_isWatched)
            return;
        if (m_clients)
            m_clients->refreshIfShown(); // somebody came or went
        askPrograms();
    });
    connect(m_clients, &ClientAccess::changed, this, &LinkedDevices::serverListChanged);
    connect(m_clients, &ClientAccess::changed, this, &LinkedDevices::changed);
    connect(&context.session, &net::Session::errorOccurred, this, [this](const net::SessionError &error) {
        if (error.kind == net::SessionErrorKind::AccessRevoked)
            Q_EMIT unlinkedByOther({}, false);
    });
    connect(m_links, &LinksSync::askedToLeave, this, &LinkedDevicesImpl::onAskedToLeave);
}

DeviceSources LinkedDevicesImpl::sources() const
{
    const StoreSession &read = m_context.store.read();
    const net::SessionSettings &settings = m_context.session.settings();
    DeviceSources s;
    s.account = m_context.account;
    s.now = m_context.clock.now();
    s.isLive = isLive();
    s.ownId = read.devices.ownId(m_context.account);
    s.ownResource = m_context.session.jid().resource();
    s.userAgentId = settings.userAgentId;
    s.ownHasToken = settings.token.has_value();
    s.linked = read.devices.all(m_context.account);
    s.sessions = m_sessions.all();
    s.programs = m_programs;
    if (m_clients) {
        s.serverList = m_clients->state();
        s.clients = m_clients->clients();
        s.clientsAskedAt = m_clients->askedAt();
    }
    return s;
}

QList<Device> LinkedDevicesImpl::devices() const
{
    return listDevices(sources());
}

LinkedDevices::ServerList LinkedDevicesImpl::serverList() const
{
    return m_clients ? m_clients->state() : ServerList::Unknown;
}

ServiceFilter LinkedDevicesImpl::ownFilter() const
{
    const auto own = m_context.store.read().devices.own(m_context.account);
    return own ? ServiceFilter(own->entry.services) : ServiceFilter();
}

void LinkedDevicesImpl::refresh()
{
    m_isWatched = true;
    if (m_clients)
        m_clients->refresh();
    if (m_links)
        m_links->lookAgain();
    askPrograms();
}

void LinkedDevicesImpl::askPrograms()
{
    if (!isLive())
        return;
    QSet<QString> linked{m_context.session.jid().resource()};
    for (const StoredDevice &device : m_context.store.read().devices.all(m_context.account))
        linked.insert(device.entry.resource);
    for (const auto &[resource, session] : m_sessions.all()) {
        if (!linked.contains(resource) && !m_askedPrograms.contains(resource) && m_askedPrograms.size() < kMostPrograms)
            askProgram(resource);
    }
}

void LinkedDevicesImpl::askProgram(const QString &resource)
{
    const auto to = m_context.own.withResource(resource);
    if (!to)
        return;
    m_askedPrograms.insert(resource);
    using Answer = net::Expected<net::xml::Element, net::IqError>;
    const auto ask = [&](const net::xml::Element &question, auto take) {
        m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Get, *to, question), this, [this, resource, take](const Answer &answer) {
            if (!answer)
                return;
            ProgramInfo &program = m_programs[resource];
            program.at = m_context.clock.now();
            take(program, *answer);
            Q_EMIT changed();
        });
    };
    ask(net::xep0092::versionQuery(), [](ProgramInfo &program, const net::xml::Element &answer) {
        const auto version = net::firstPayload(answer, net::xep0092::parseVersion).value_or(net::xep0092::Version{});
        program.software = version.name.simplified().left(kLongestProgram);
        program.version = version.version.simplified().left(kLongestProgram);
        program.system = version.os.simplified().left(kLongestProgram);
    });
    ask(net::xep0030::infoQuery(), [](ProgramInfo &program, const net::xml::Element &answer) {
        if (const auto info = net::firstPayload(answer, net::xep0030::parseInfo))
            program.kind = kindOf(*info);
    });
}

void LinkedDevicesImpl::change(const QString &id, std::function<bool(StoreSession &)> change, LinksSync::Done done)
{
    m_context.store.run(std::move(change)).then(this, [this, id, done = std::move(done)](const StoreResult<bool> &isKnown) {
        if (!isKnown)
            done({DeviceOutcome::Refused, storeAdvice(isKnown.error())});
        else if (!*isKnown)
            done({DeviceOutcome::NoSuchDevice, {}});
        else if (m_links)
            m_links->say(id, done);
        else
            done({DeviceOutcome::NotConnected, {}});
    });
}

QFuture<DeviceAnswer> LinkedDevicesImpl::edit(const QString &id, std::function<bool(StoreSession &)> changeRow)
{
    if (!isLive())
        return answered(DeviceOutcome::NotConnected);
    const auto promise = makePromise();
    change(id, std::move(changeRow), [promise](const DeviceAnswer &answer) { keepPromise(promise, answer); });
    return promise->future();
}

QFuture<DeviceAnswer> LinkedDevicesImpl::rename(const QString &key, const QString &name)
{
    return edit(key, [account = m_context.account, key, name = name.simplified().left(kLongestName)](StoreSession &session) { return session.devices.rename(account, key, name); });
}

QFuture<DeviceAnswer> LinkedDevicesImpl::setReceives(const QString &key, const ServiceFilter &filter)
{
    return edit(key, [account = m_context.account, key, words = filter.words()](StoreSession &session) { return session.devices.setServices(account, key, words); });
}

QFuture<DeviceAnswer> LinkedDevicesImpl::unlink(const QString &key, bool wipe)
{
    const QList<Device> all = devices();
    const auto device = std::find_if(all.begin(), all.end(), [&](const Device &candidate) { return candidate.key == key; });
    if (device == all.end())
        return answered(DeviceOutcome::NoSuchDevice);
    if (device->unlink == UnlinkHow::NotNow)
        return answered(DeviceOutcome::NotConnected);
    if (device->unlink == UnlinkHow::SelfSignOut) {
        // AccountImpl::signOut() takes the entry away.
        QMetaObject::invokeMethod(this, [this, wipe] { Q_EMIT signOutRequested(wipe); }, Qt::QueuedConnection);
        return answered(DeviceOutcome::Done);
    }
    // What the server has cut hears nothing any more: what it is to do comes before. One that the server cuts for good, and that has nothing to do, need not be told.
    const bool isToldFirst = device->isLinked() && (wipe || device->unlink == UnlinkHow::AsksDevice);
    // As it stands now: a device that obeys at once takes its entry away, and with it what ties it to the server's list. The access it leaves behind is to be taken all the same.
    const QString clientId = m_clients && m_clients->state() == ServerList::Known ? clientIdOf(sources(), key) : QString();
    const auto promise = makePromise();
    if (!isToldFirst) {
        revoke(*device, clientId, promise);
        return promise->future();
    }
    change(
        device->id, [account = m_context.account, id = device->id, wipe, now = m_context.clock.now()](StoreSession &session) { return session.devices.askToLeave(account, id, now, wipe); },
        [this, device = *device, clientId, promise](const DeviceAnswer &answer) {
            if (answer.outcome == DeviceOutcome::Done)
                revoke(device, clientId, promise);
            else
                keepPromise(promise, answer);
        });
    return promise->future();
}

void LinkedDevicesImpl::revoke(const Device &device, const QString &clientId, const Promise &promise)
{
    if (!m_clients || clientId.isEmpty()) {
        const DeviceOutcome outcome = !m_clients ? DeviceOutcome::NotConnected : device.isLinked() ? DeviceOutcome::Asked : DeviceOutcome::NeedsPasswordChange;
        return keepPromise(promise, {outcome, {}});
    }
    // Also where the password was used: it is cut for now, and the server says that this is not for good (L50).
    m_clients->revoke(clientId, [this, device, promise](const DeviceAnswer &answer) {
        if (answer.outcome != DeviceOutcome::Done || !device.isLinked() || !m_links)
            return keepPromise(promise, answer);
        // It cannot take its entry away any more.
        m_links->remove({device.id}, [promise](const DeviceAnswer &) { keepPromise(promise, {}); });
    });
}

QFuture<DeviceAnswer> LinkedDevicesImpl::removeStale(const QStringList &keys)
{
    if (!isLive())
        return answered(DeviceOutcome::NotConnected);
    QStringList stale;
    for (const Device &device : devices()) {
        if (device.offerRemoval && keys.contains(device.key))
            stale << device.id;
    }
    const auto promise = makePromise();
    m_links->remove(stale, [promise](const DeviceAnswer &answer) { keepPromise(promise, answer); });
    return promise->future();
}

void LinkedDevicesImpl::onAskedToLeave(const UnlinkWish &wish)
{
    const auto by = m_context.store.read().devices.find(m_context.account, wish.by);
    Q_EMIT unlinkedByOther(by ? by->entry.name : QString(), wish.wipe);
}

} // namespace model
