// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/linking_parts.h"
#include "net/linking/relay_host.h"
#include "net/linking/tls_link_listener.h"

namespace model {

class AccountImpl;

/// Where a new device comes in while a code is on show: the local network, announced where the system can, and the account's server where it has a relay; both at once, with one key.
/// Main thread.
class LinkDoor : public QObject
{
    Q_OBJECT
public:
    enum class Way { Network, Server };
    using OnChannel = std::function<void(std::unique_ptr<net::LinkChannel>, Way)>;

    LinkDoor(const LinkingParts &parts, AccountImpl &account, QObject *parent = nullptr);
    ~LinkDoor() override;

    /// `ready` from the event loop, once: false where neither way is open.
    void open(const QString &place, OnChannel onChannel, std::function<void(bool)> ready);
    /// Somebody is in: nobody else. Who came through the server stays connected there.
    void shutBehind(Way way);
    /// Nobody else, and nothing more is told; what has been said last on the channels still leaves.
    static void leave(std::unique_ptr<LinkDoor> door);

    [[nodiscard]] QList<net::LinkAddress> addresses() const;
    [[nodiscard]] QByteArray key() const { return m_listener.key(); }

private:
    void tellReady(bool isOpen);

    LinkingParts m_parts;
    net::TlsLinkListener m_listener;
    net::RelayHost m_relay;
    std::unique_ptr<net::LinkAnnouncer> m_announcer;
    OnChannel m_onChannel;
    std::function<void(bool)> m_ready;
    bool m_listens = false, m_shut = false;
};

} // namespace model
