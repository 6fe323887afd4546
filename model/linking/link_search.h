// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/linking_parts.h"
#include "net/base/alarm.h"
#include "net/linking/relay_guest.h"
#include "net/linking/tls_link_dialer.h"

#include <deque>

namespace model {

/// How a new device finds the one that shows a code: at the addresses of the picture; else on the network, where the system can look; and through the account's server. Gives one channel
/// after the other, behind each of which anybody may be; whoever asks for the next says by it that it was not the one. Main thread.
class LinkSearch : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kLooksAround{2'500}; ///< before the server is asked too
    static constexpr std::chrono::milliseconds kGivesUp{8'000}; ///< looking around, when the server knows nobody
    enum class Way { Network, Server };

    explicit LinkSearch(const LinkingParts &parts, QObject *parent = nullptr);
    ~LinkSearch() override;

    struct What {
        net::Jid account;
        QString place; ///< at the server
        QList<net::LinkAddress> addresses{}; ///< of the picture
        QByteArray key{}; ///< of the picture; empty: whoever answers
        bool isTyped = true; ///< no picture: look around
    };
    void start(const What &what);
    void next();
    void stop();

Q_SIGNALS:
    void connecting();
    void found(net::LinkChannel *channel, model::LinkSearch::Way way); ///< whoever hears it owns it
    /// There is nobody (any more).
    void over(model::LinkFailure why);

private:
    void heard(const QList<net::LinkAddress> &addresses);
    void goOn();
    void dial(const QList<net::LinkAddress> &addresses);
    void askServer();
    void relayed(std::unique_ptr<net::LinkPipe> pipe);
    void serverFailed();
    void give(std::unique_ptr<net::LinkChannel> channel, Way way);
    [[nodiscard]] bool isBusy() const { return m_isOut; }

    LinkingParts m_parts;
    What m_what;
    std::unique_ptr<net::LinkFinder> m_finder;
    net::TlsLinkDialer m_dialer;
    std::unique_ptr<net::RelayGuest> m_relay;
    std::unique_ptr<net::TlsLinkChannel> m_opening; ///< through the server
    std::deque<QList<net::LinkAddress>> m_candidates;
    std::deque<std::pair<std::unique_ptr<net::LinkChannel>, Way>> m_ready; ///< open, while another is tried
    QList<QList<net::LinkAddress>> m_seen;
    net::Alarm m_askServer, m_giveUp;
    LinkFailure m_why = LinkFailure::NotFound;
    bool m_isOut = false; ///< one is being tried
    bool m_isDialing = false, m_serverPending = false, m_lookedAround = false, m_running = false;
};

} // namespace model
