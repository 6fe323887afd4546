// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/link_door.h"

#include "model/sync/account_impl.h"

#include <QCoreApplication>
#include <QTimer>

namespace model {

namespace {

// Piece by piece, each answered by the server; and a person on the other side may type a code again.
constexpr net::TlsLinkChannel::Patience kThroughServer{std::chrono::milliseconds(30'000), std::chrono::milliseconds(60'000), std::chrono::milliseconds(240'000)};
// After a wrong code somebody reads and types; three of those who say nothing at all are not more than the listener's bounds allow.
constexpr net::TlsLinkChannel::Patience kOnNetwork{std::chrono::milliseconds(10'000), std::chrono::milliseconds(60'000), std::chrono::milliseconds(240'000)};

constexpr std::chrono::seconds kLastWords{6};

} // namespace

LinkDoor::LinkDoor(const LinkingParts &parts, AccountImpl &account, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_listener(parts.clock)
    , m_relay(account.session(), account.engine().linking())
{
}

LinkDoor::~LinkDoor() = default;

void LinkDoor::open(const QString &place, OnChannel onChannel, std::function<void(bool)> ready)
{
    m_onChannel = std::move(onChannel);
    m_ready = std::move(ready);
    const auto handOver = [this](std::unique_ptr<net::LinkChannel> channel, Way way) {
        if (m_onChannel)
            m_onChannel(std::move(channel), way);
    };
    m_listens = m_listener.listen([handOver](std::unique_ptr<net::LinkChannel> channel) { handOver(std::move(channel), Way::Network); }, kOnNetwork);
    if (m_listens && m_parts.makeAnnouncer) {
        m_announcer = m_parts.makeAnnouncer();
        if (m_announcer)
            m_announcer->announce(m_parts.ids.newId().left(16), m_listener.port());
    }
    m_relay.open(
        place,
        [this, handOver](std::unique_ptr<net::LinkPipe> pipe) {
            m_listener.take(std::move(pipe), [handOver](std::unique_ptr<net::LinkChannel> channel) { handOver(std::move(channel), Way::Server); }, kThroughServer);
        },
        [this](bool relayed) {
            tellReady(relayed || !addresses().isEmpty());
        });
    // On the network it can be found at once, however long the server takes.
    if (!addresses().isEmpty())
        QMetaObject::invokeMethod(this, [this] { tellReady(true); }, Qt::QueuedConnection);
}

void LinkDoor::tellReady(bool isOpen)
{
    if (const auto tell = std::exchange(m_ready, nullptr))
        tell(isOpen);
}

QList<net::LinkAddress> LinkDoor::addresses() const
{
    if (!m_listens || m_shut)
        return {};
    return m_parts.reachable ? m_parts.reachable(m_listener.port()) : m_listener.addresses();
}

void LinkDoor::shutBehind(Way way)
{
    m_shut = true;
    m_onChannel = nullptr;
    m_announcer.reset();
    m_listener.stop();
    if (way == Way::Server)
        m_relay.stopAccepting();
    else
        m_relay.close();
}

void LinkDoor::leave(std::unique_ptr<LinkDoor> door)
{
    if (!door)
        return;
    LinkDoor *leaving = door.release();
    leaving->m_ready = nullptr;
    leaving->shutBehind(Way::Server); // its last words, a refusal perhaps, go piece by piece
    leaving->setParent(QCoreApplication::instance());
    QTimer::singleShot(kLastWords, leaving, &QObject::deleteLater);
}

} // namespace model
