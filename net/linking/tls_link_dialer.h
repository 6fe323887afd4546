// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"
#include "net/linking/link_invitation.h"
#include "net/linking/tls_link_channel.h"

#include <QTcpSocket>

#include <functional>

namespace net {

/// Finds the device that an invitation names, or that was found on the network: all its addresses are tried, the next after a moment or when one fails, and the first whose TLS stands,
/// with the right key if one is given, wins. An address of a private network may be somebody else's where we are; so an answer alone wins nothing. One dial at a time. Main thread.
class TlsLinkDialer : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kStagger{250}, kTimeout{12'000};
    /// An error is WrongKey if anybody at all answered with another key.
    using Done = std::function<void(Expected<std::unique_ptr<LinkChannel>, LinkEnd>)>;

    /// The clock outlives it, and the channel too.
    explicit TlsLinkDialer(Clock &clock, QObject *parent = nullptr);
    ~TlsLinkDialer() override;

    /// `key`: as in the invitation; empty where a code was typed: then the peer is nobody until it has proved itself. Once, from the event loop; not after cancel().
    void dial(const QList<LinkAddress> &addresses, const QByteArray &key, Done done);
    void cancel();

private:
    struct Attempt {
        QTcpSocket *socket = nullptr; ///< connecting; null once the channel has it
        std::unique_ptr<TlsLinkChannel> channel;
    };
    void startNext();
    void connected(Attempt *attempt);
    void failed(Attempt *attempt, LinkEnd why);
    void finish(Expected<std::unique_ptr<LinkChannel>, LinkEnd> result);
    void drop(std::unique_ptr<Attempt> attempt);
    std::unique_ptr<Attempt> take(Attempt *attempt);

    Clock &m_clock;
    std::shared_ptr<LinkTls> m_tls;
    Alarm m_next, m_deadline;
    QList<LinkAddress> m_left;
    QByteArray m_key;
    std::vector<std::unique_ptr<Attempt>> m_attempts;
    LinkEnd m_why = LinkEnd::Unreachable;
    Done m_done;
};

} // namespace net
