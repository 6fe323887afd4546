// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/account_transfers.h"

#include "model/linking/channel_goodbye.h"
#include "model/sync/account_impl.h"
#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

using net::rfc6120::IqType;
using Side = net::LinkExchange::Side;

namespace {

constexpr net::TlsLinkChannel::Patience kThroughServer{std::chrono::milliseconds(60'000), std::chrono::milliseconds(60'000), std::chrono::milliseconds(300'000)};

} // namespace

AccountTransfers::AccountTransfers(const LinkingParts &parts, AccountImpl &account, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_account(account)
    , m_pipes(account.session())
    , m_dialer(parts.clock)
    , m_retry(parts.clock, [this] { lookForSender(); })
    , m_doorAlarm(parts.clock, [this] { closeDoor(); })
{
    net::Session &session = account.session();
    net::LinkStanzas &stanzas = account.engine().linking();
    stanzas.onPeer = [this](const net::xml::Element &iq, const net::Jid &from) { return takePeer(iq, from); };
    connect(&stanzas, &net::LinkStanzas::disconnected, this, [this] { m_pipes.endAll(); });
    connect(&account.credentials(), &Credentials::loaded, this, &AccountTransfers::recall);
    connect(&session, &net::Session::becameLive, this, [this] {
        m_pause = kFirstRetry;
        retryLater();
    });
    connect(&account.engine().ownSessions(), &OwnSessions::changed, this, [this] {
        if (!m_looking)
            retryLater();
    });
    recall();
}

AccountTransfers::~AccountTransfers()
{
    m_account.engine().linking().onPeer = nullptr;
    for (One &one : m_all) {
        if (one.run)
            one.run->disconnect(this);
    }
}

AccountTransfers::One *AccountTransfers::find(const QString &device)
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const One &one) { return one.secret.device == device; });
    return found == m_all.end() ? nullptr : &*found;
}

AccountTransfers::One *AccountTransfers::receiving()
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [](const One &one) { return !one.secret.sends && !one.isDone; });
    return found == m_all.end() ? nullptr : &*found;
}

void AccountTransfers::recall()
{
    if (std::exchange(m_recalled, m_recalled || !m_account.credentials().areEmpty()))
        return;
    const QDateTime oldest = m_parts.clock.now().addDays(-kDaysKept);
    for (const TransferSecret &secret : m_account.credentials().transfers()) {
        if (secret.since < oldest || find(secret.device))
            continue;
        One one;
        one.secret = secret;
        one.progress.ofMessages = secret.messages;
        one.progress.ofOctets = secret.octets;
        if (const auto sink = !secret.sends && m_parts.history.sink ? m_parts.history.sink(m_account.id(), secret.device) : nullptr)
            one.progress = sink->progress();
        one.problem = {LinkFailure::Lost, {}};
        m_all.push_back(std::move(one));
    }
    if (m_all.empty())
        return;
    Q_EMIT changed();
    retryLater();
}

void AccountTransfers::keep()
{
    QList<TransferSecret> secrets;
    for (const One &one : m_all) {
        if (!one.isDone)
            secrets << one.secret;
    }
    m_account.credentials().setTransfers(secrets.mid(std::max<qsizetype>(0, secrets.size() - kMostKept)));
}

net::HistoryKnown AccountTransfers::knownOf(const TransferSecret &secret) const
{
    const QString own = m_parts.store.read().devices.ownId(m_account.id());
    return {secret.key, secret.sends ? secret.device : own, secret.sends ? own : secret.device};
}

void AccountTransfers::begin(const TransferSecret &transfer, std::unique_ptr<net::LinkChannel> channel)
{
    m_recalled = true;
    std::erase_if(m_all, [&](const One &one) { return one.secret.device == transfer.device; });
    One one;
    one.secret = transfer;
    one.progress.ofMessages = transfer.messages;
    one.progress.ofOctets = transfer.octets;
    m_all.push_back(std::move(one));
    keep();
    if (channel)
        run(m_all.back(), std::move(channel));
    else if (transfer.sends)
        expectReceiver(transfer.device);
    else
        lookForSender();
    Q_EMIT changed();
}

void AccountTransfers::expectReceiver(const QString &device)
{
    m_parts.clock.callAfter(kComesBackWithin, this, [this, device] {
        One *one = find(device);
        if (!one || one->run || one->problem.failure != LinkFailure::None)
            return;
        one->problem = {LinkFailure::TimedOut, {}};
        Q_EMIT changed();
    });
}

void AccountTransfers::run(One &one, std::unique_ptr<net::LinkChannel> channel)
{
    const QString device = one.secret.device;
    const AccountId account = m_account.id();
    if (one.secret.sends)
        one.run = std::make_unique<HistorySending>(std::move(channel), m_parts.history.source(account));
    else
        one.run = std::make_unique<HistoryReceiving>(std::move(channel), m_parts.history.sink(account, device));
    one.problem = {};
    connect(one.run.get(), &HistoryCourse::progressed, this, &AccountTransfers::changed);
    connect(one.run.get(), &HistoryCourse::over, this, [this, device](const LinkProblem &problem) { over(device, problem); });
    one.run->start();
    Q_EMIT changed();
}

void AccountTransfers::over(const QString &device, const LinkProblem &problem)
{
    One *one = find(device);
    if (!one || !one->run)
        return;
    one->progress = one->run->progress();
    one->run.release()->deleteLater(); // it is its signal
    one->problem = problem;
    one->isDone = problem.failure == LinkFailure::None;
    if (one->isDone) {
        qCInfo(logSync) << "a history has crossed whole";
        if (!one->secret.sends && m_parts.history.forget)
            m_parts.history.forget(m_account.id(), device);
        keep();
    } else {
        qCInfo(logSync) << "a history was interrupted:" << int(problem.failure);
        if (problem.failure != LinkFailure::Storage)
            retryLater();
    }
    Q_EMIT changed();
}

AccountTransfers::Status AccountTransfers::status(const QString &device) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const One &one) { return one.secret.device == device; });
    if (found == m_all.end())
        return {};
    const bool isWaiting = found->problem.failure == LinkFailure::None; // for the first channel
    const State state = found->isDone ? State::Done : found->run || isWaiting ? State::Running : State::Interrupted;
    return {state, found->run ? found->run->progress() : found->progress, found->problem};
}

std::optional<LinkTransfer> AccountTransfers::shown() const
{
    for (auto one = m_all.rbegin(); one != m_all.rend(); ++one) {
        if (one->isDone)
            continue;
        const Status now = status(one->secret.device);
        if (one->secret.sends && !one->run && now.progress.isOver())
            continue; // only that it has arrived was not heard
        // The one that sends is asked for nothing: what it is called stands in the node.
        const auto entry = one->secret.name.isEmpty() ? m_parts.store.read().devices.find(m_account.id(), one->secret.device) : std::nullopt;
        return LinkTransfer{one->secret.sends, entry ? entry->entry.name : one->secret.name, now.progress, now.state == State::Interrupted};
    }
    return {};
}

void AccountTransfers::goOn()
{
    m_pause = kFirstRetry;
    if (One *one = receiving(); one && !one->run) {
        endLooking();
        lookForSender();
    }
}

void AccountTransfers::cancel(const QString &device)
{
    endLooking();
    std::vector<One> ended;
    for (One &one : m_all) {
        if (device.isEmpty() || one.secret.device == device)
            ended.push_back(std::move(one));
    }
    std::erase_if(m_all, [&](const One &one) { return device.isEmpty() || one.secret.device == device || one.secret.device.isEmpty(); });
    for (One &one : ended) {
        if (one.run)
            one.run->disconnect(this);
        if (!one.secret.sends && !one.isDone && m_parts.history.forget)
            m_parts.history.forget(m_account.id(), one.secret.device);
    }
    if (m_door)
        closeDoor();
    keep();
    Q_EMIT changed();
    retryLater();
}

// ---- The receiver

void AccountTransfers::retryLater()
{
    const One *one = receiving();
    if (!one || one->run || m_looking || one->problem.failure == LinkFailure::Storage)
        return;
    m_retry.start(m_pause);
}

void AccountTransfers::endLooking()
{
    m_retry.stop();
    m_looking = false;
    m_dialer.cancel();
    if (m_opening)
        m_opening.release()->deleteLater();
    if (m_proving)
        m_proving.release()->deleteLater();
}

void AccountTransfers::failed(const QString &device, const LinkProblem &problem)
{
    endLooking();
    One *one = find(device);
    if (!one)
        return;
    one->problem = problem;
    m_pause = std::min(m_pause * 2, kLongestRetry);
    retryLater();
    Q_EMIT changed();
}

void AccountTransfers::lookForSender()
{
    const One *one = receiving();
    if (!one || one->run || m_looking)
        return;
    const QString device = one->secret.device;
    m_looking = true;
    net::Session &session = m_account.session();
    if (session.state() != net::SessionState::Live)
        return failed(device, {LinkFailure::NotConnected, {}});
    // L41: what the device says of itself, and what the server says of its session.
    const auto sender = m_parts.store.read().devices.find(m_account.id(), device);
    const auto &there = m_account.engine().ownSessions().all();
    const auto at = sender ? there.find(sender->entry.resource) : there.end();
    if (at == there.end() || at->second.detachedSince.isValid())
        return failed(device, {LinkFailure::NotFound, {}});
    const net::Jid full = m_account.jid().withResource(at->first).value_or(net::Jid());
    const QString own = m_parts.store.read().devices.ownId(m_account.id());
    session.request(net::rfc6120::makeIq(IqType::Get, full, toElement(net::HistoryQuestion{own})), this,
        [this, device, full](const net::Expected<net::xml::Element, net::IqError> &answer) {
            if (!m_looking || !find(device))
                return;
            const auto place = answer ? net::firstPayload(*answer, net::parseHistoryPlace) : std::nullopt;
            if (place)
                return asked(device, full, *place);
            if (!answer && answer.error().kind == net::IqErrorKind::Answered && answer.error().condition == u"item-not-found")
                return drop(device);
            failed(device, {answer ? LinkFailure::Protocol : LinkFailure::NotFound, answer ? QString() : answer.error().text});
        });
}

// The other device has it no longer: it was stopped there, or has been told that all has arrived.
void AccountTransfers::drop(const QString &device)
{
    endLooking();
    One *one = find(device);
    if (!one)
        return;
    one->isDone = true;
    one->problem = {LinkFailure::Refused, {}};
    if (m_parts.history.forget)
        m_parts.history.forget(m_account.id(), device);
    keep();
    Q_EMIT changed();
}

void AccountTransfers::asked(const QString &device, const net::Jid &at, const net::HistoryPlace &place)
{
    m_dialer.dial(place.addresses, place.key, [this, device, at, place](net::Expected<std::unique_ptr<net::LinkChannel>, net::LinkEnd> result) {
        if (result)
            return connected(device, std::move(*result));
        qCInfo(logSync) << "the other device is not to be reached directly: through the server";
        const auto tls = net::LinkTls::dialing();
        if (!tls)
            return failed(device, {LinkFailure::Protocol, {}});
        m_opening = std::make_unique<net::TlsLinkChannel>(m_parts.clock, m_pipes.open(at, place.stream), *tls, place.key, kThroughServer);
        connect(m_opening.get(), &net::TlsLinkChannel::opened, this, [this, device] {
            m_opening->disconnect(this);
            connected(device, std::move(m_opening));
        });
        connect(m_opening.get(), &net::LinkChannel::closed, this, [this, device](net::LinkEnd why) { failed(device, {failureOf(why), {}}); });
    });
}

void AccountTransfers::connected(const QString &device, std::unique_ptr<net::LinkChannel> channel)
{
    const One *one = find(device);
    if (!one)
        return endLooking();
    m_proving = std::move(channel);
    const net::HistoryKnown known = knownOf(one->secret);
    connect(m_proving.get(), &net::LinkChannel::closed, this, [this, device](net::LinkEnd why) { failed(device, {failureOf(why), {}}); });
    connect(m_proving.get(), &net::LinkChannel::received, this, [this, device, known](const net::psyc::Packet &packet) {
        One *waiting = find(device);
        if (!waiting || !net::provesHistory(packet, known, Side::Host, m_proving->binding()))
            return failed(device, {LinkFailure::HostUnproved, {}});
        m_proving->disconnect(this);
        m_proving->setProved();
        auto proved = std::move(m_proving);
        endLooking();
        m_pause = kFirstRetry;
        run(*waiting, std::move(proved));
    });
    m_proving->send(net::enterHistory(known, Side::Guest, m_proving->binding()));
}

// ---- The sender

bool AccountTransfers::takePeer(const net::xml::Element &iq, const net::Jid &from)
{
    if (m_pipes.take(iq, from))
        return true;
    const auto question = net::firstPayload(iq, net::parseHistoryQuestion);
    if (!question || net::rfc6120::iqType(iq) != IqType::Get)
        return false;
    const One *one = find(question->device);
    if (!one || !one->secret.sends || one->isDone || !m_parts.history.source)
        m_account.session().reply(net::rfc6120::errorReply(iq, m_recalled ? u"item-not-found"_s : u"recipient-unavailable"_s));
    else
        openDoor(iq, from, question->device);
    return true;
}

void AccountTransfers::openDoor(const net::xml::Element &iq, const net::Jid &from, const QString &device)
{
    closeDoor();
    m_door = std::make_unique<Door>();
    m_door->stream = m_parts.ids.newId();
    m_door->device = device;
    m_door->from = from;
    m_door->listener = std::make_unique<net::TlsLinkListener>(m_parts.clock);
    const auto onChannel = [this](std::unique_ptr<net::LinkChannel> channel) { guestCame(std::move(channel)); };
    const bool listens = m_door->listener->listen(onChannel);
    net::HistoryPlace place{m_door->stream, {}, m_door->listener->key()};
    if (listens)
        place.addresses = m_parts.reachable ? m_parts.reachable(m_door->listener->port()) : m_door->listener->addresses();
    if (place.key.isEmpty()) {
        closeDoor();
        return m_account.session().reply(net::rfc6120::errorReply(iq, u"internal-server-error"_s));
    }
    m_door->listener->take(m_pipes.open(from, m_door->stream), onChannel, kThroughServer);
    m_doorAlarm.start(kListens);
    m_account.session().reply(net::rfc6120::resultReply(iq, toElement(place)));
}

void AccountTransfers::closeDoor()
{
    m_doorAlarm.stop();
    if (!m_door)
        return;
    for (auto &channel : m_door->unproved) {
        channel->disconnect(this);
        channel.release()->deleteLater();
    }
    m_door->listener->stop();
    m_door->listener.release()->deleteLater(); // it may be what is calling us
    m_door.reset();
}

void AccountTransfers::guestCame(std::unique_ptr<net::LinkChannel> channel)
{
    One *one = m_door ? find(m_door->device) : nullptr;
    if (!one)
        return sayGoodbye(std::move(channel));
    net::LinkChannel *raw = channel.get();
    m_door->unproved.push_back(std::move(channel));
    const auto take = [this, raw]() -> std::unique_ptr<net::LinkChannel> {
        if (!m_door)
            return nullptr;
        const auto found = std::find_if(m_door->unproved.begin(), m_door->unproved.end(), [raw](const auto &other) { return other.get() == raw; });
        if (found == m_door->unproved.end())
            return nullptr;
        auto taken = std::move(*found);
        m_door->unproved.erase(found);
        taken->disconnect(this);
        return taken;
    };
    connect(raw, &net::LinkChannel::closed, this, [take] {
        if (auto lost = take())
            lost.release()->deleteLater();
    });
    connect(raw, &net::LinkChannel::received, this, [this, take, raw, device = m_door->device](const net::psyc::Packet &packet) {
        auto taken = take();
        One *sending = find(device);
        if (!taken || !sending)
            return;
        const net::HistoryKnown known = knownOf(sending->secret);
        if (!net::provesHistory(packet, known, Side::Guest, raw->binding()))
            return sayGoodbye(std::move(taken));
        taken->setProved();
        taken->send(net::enterHistory(known, Side::Host, raw->binding()));
        closeDoor();
        if (sending->run) { // it comes anew: what was there is not worth anything any more
            sending->run->disconnect(this);
            sending->run.release()->deleteLater();
        }
        run(*sending, std::move(taken));
    });
}

} // namespace model
