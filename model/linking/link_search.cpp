// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/link_search.h"

#include "model/linking/channel_goodbye.h"
#include "net/base/log.h"

namespace model {

namespace {

// As TlsLinkDialer's for a person who approves; the handshake goes piece by piece.
constexpr net::TlsLinkChannel::Patience kThroughServer{std::chrono::milliseconds(30'000), std::chrono::milliseconds(180'000), std::chrono::milliseconds(180'000)};

} // namespace

LinkSearch::LinkSearch(const LinkingParts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_dialer(parts.clock)
    , m_askServer(parts.clock, [this] { askServer(); })
    , m_giveUp(parts.clock, [this] {
        m_lookedAround = true;
        goOn();
    })
{
}

LinkSearch::~LinkSearch()
{
    stop();
}

void LinkSearch::start(const What &what)
{
    stop();
    m_what = what;
    m_why = what.addresses.isEmpty() ? LinkFailure::NotFound : LinkFailure::Unreachable;
    m_running = m_serverPending = true;
    m_isOut = false;
    m_lookedAround = true;
    if (!what.addresses.isEmpty())
        m_candidates.push_back(what.addresses);
    m_finder = what.isTyped && m_parts.makeFinder ? m_parts.makeFinder() : nullptr;
    if (m_finder) {
        m_lookedAround = false;
        connect(m_finder.get(), &net::LinkFinder::found, this, &LinkSearch::heard);
        m_finder->start();
        m_giveUp.start(kGivesUp);
    }
    m_askServer.start(m_finder || !what.addresses.isEmpty() ? kLooksAround : std::chrono::milliseconds(0));
    goOn();
}

void LinkSearch::stop()
{
    m_running = m_serverPending = m_isDialing = false;
    m_askServer.stop();
    m_giveUp.stop();
    m_dialer.cancel();
    m_candidates.clear();
    m_seen.clear();
    for (auto &ready : std::exchange(m_ready, {}))
        sayGoodbye(std::move(ready.first));
    if (m_opening)
        m_opening.release()->deleteLater();
    if (m_relay)
        m_relay.release()->deleteLater();
    if (m_finder) {
        m_finder->stop();
        m_finder->disconnect(this);
        m_finder.release()->deleteLater();
    }
}

void LinkSearch::heard(const QList<net::LinkAddress> &addresses)
{
    if (!m_running || addresses.isEmpty() || m_seen.contains(addresses) || m_seen.size() >= net::kMaxFound)
        return;
    m_seen << addresses;
    m_candidates.push_back(addresses);
    goOn();
}

void LinkSearch::next()
{
    m_isOut = false;
    goOn();
}

void LinkSearch::goOn()
{
    if (!m_running || m_isOut)
        return;
    if (!m_ready.empty()) {
        auto [channel, way] = std::move(m_ready.front());
        m_ready.pop_front();
        return give(std::move(channel), way);
    }
    if (!m_isDialing && !m_candidates.empty()) {
        const QList<net::LinkAddress> addresses = m_candidates.front();
        m_candidates.pop_front();
        return dial(addresses);
    }
    if (!m_isDialing && !m_serverPending && m_lookedAround) {
        m_running = false;
        Q_EMIT over(m_why);
    }
}

void LinkSearch::dial(const QList<net::LinkAddress> &addresses)
{
    m_isDialing = true;
    Q_EMIT connecting();
    m_dialer.dial(addresses, m_what.key, [this](net::Expected<std::unique_ptr<net::LinkChannel>, net::LinkEnd> result) {
        m_isDialing = false;
        if (result)
            return give(std::move(*result), Way::Network);
        qCInfo(logSync) << "nobody answers at the addresses of a device:" << int(result.error());
        if (result.error() == net::LinkEnd::WrongKey)
            m_why = LinkFailure::WrongKey;
        goOn();
    });
}

void LinkSearch::askServer()
{
    if (!m_running || !m_serverPending)
        return;
    m_relay = std::make_unique<net::RelayGuest>(m_parts.clock, m_parts.ids, m_parts.makeDialer());
    net::DialRequest way;
    if (m_parts.wayToServer)
        way = m_parts.wayToServer(m_what.account);
    else
        way.domain = m_what.account.asciiDomain();
    m_relay->open(way, m_what.account, m_what.place, [this](net::Expected<std::unique_ptr<net::LinkPipe>, net::RelayGuest::Failure> result) {
        if (result)
            return relayed(std::move(*result));
        serverFailed();
    });
}

void LinkSearch::relayed(std::unique_ptr<net::LinkPipe> pipe)
{
    const auto tls = net::LinkTls::dialing();
    if (!tls)
        return serverFailed();
    m_opening = std::make_unique<net::TlsLinkChannel>(m_parts.clock, std::move(pipe), *tls, m_what.key, kThroughServer);
    connect(m_opening.get(), &net::TlsLinkChannel::opened, this, [this] {
        m_opening->disconnect(this);
        m_relay.release()->setParent(m_opening.get()); // the way lasts as long as what goes on it
        m_serverPending = false;
        give(std::move(m_opening), Way::Server);
    });
    connect(m_opening.get(), &net::LinkChannel::closed, this, [this](net::LinkEnd why) {
        m_opening.release()->deleteLater();
        if (why == net::LinkEnd::WrongKey)
            m_why = LinkFailure::WrongKey;
        serverFailed();
    });
}

void LinkSearch::serverFailed()
{
    m_serverPending = false;
    goOn();
}

void LinkSearch::give(std::unique_ptr<net::LinkChannel> channel, Way way)
{
    if (m_isOut) {
        m_ready.emplace_back(std::move(channel), way);
        return;
    }
    m_isOut = true;
    Q_EMIT found(channel.release(), way);
}

} // namespace model
