// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/device_linking.h"
#include "model/linking/history_course.h"
#include "model/linking/linking_parts.h"
#include "model/linking/peer_pipes.h"
#include "model/sync/secrets.h"
#include "net/base/alarm.h"
#include "net/linking/link_resume.h"
#include "net/linking/tls_link_dialer.h"
#include "net/linking/tls_link_listener.h"

#include <QPointer>

namespace model {

class AccountImpl;

/// The histories that cross between this device and others of one account. They outlive what began them: a channel that breaks, the window, the process. The one that receives looks for
/// the other, among the account's sessions (L47): asks where it listens, goes there directly, else through the server, and both show the key that they have since they were
/// linked (net/linking/link_resume.h). Main thread. Falls before its account.
class AccountTransfers : public QObject
{
    Q_OBJECT
public:
    static constexpr int kMostKept = 4;
    static constexpr int kDaysKept = 30;
    static constexpr std::chrono::milliseconds kFirstRetry{2'000}, kLongestRetry{300'000};
    static constexpr std::chrono::seconds kListens{60}, kComesBackWithin{90};

    enum class State { None, Running, Interrupted, Done };
    struct Status {
        State state = State::None;
        LinkProgress progress;
        LinkProblem problem; ///< when Interrupted; when Done: the other device has it no longer
    };

    AccountTransfers(const LinkingParts &parts, AccountImpl &account, QObject *parent = nullptr);
    ~AccountTransfers() override;

    /// After the linking. Without a channel (it could carry a grant, but no history) the receiver looks for another.
    void begin(const TransferSecret &transfer, std::unique_ptr<net::LinkChannel> channel);
    /// Of the history with this device; None: never heard of.
    [[nodiscard]] Status status(const QString &device) const;
    /// The one to show.
    [[nodiscard]] std::optional<LinkTransfer> shown() const;
    void goOn(); ///< the one that receives
    void cancel(const QString &device = {}); ///< empty: all of them

Q_SIGNALS:
    void changed();

private:
    struct One {
        TransferSecret secret;
        std::unique_ptr<HistoryCourse> run;
        LinkProgress progress; ///< when there is no run
        LinkProblem problem;
        bool isDone = false;
    };
    struct Door { ///< where the other device is awaited
        QString stream, device;
        net::Jid from;
        std::unique_ptr<net::TlsLinkListener> listener;
        std::vector<std::unique_ptr<net::LinkChannel>> unproved;
    };

    [[nodiscard]] One *find(const QString &device);
    [[nodiscard]] One *receiving();
    void recall();
    void keep();
    void run(One &one, std::unique_ptr<net::LinkChannel> channel);
    void expectReceiver(const QString &device);
    void over(const QString &device, const LinkProblem &problem);
    void drop(const QString &device);
    [[nodiscard]] net::HistoryKnown knownOf(const TransferSecret &secret) const;

    // The receiver
    void retryLater();
    void lookForSender();
    void asked(const QString &device, const net::Jid &at, const net::HistoryPlace &place);
    void connected(const QString &device, std::unique_ptr<net::LinkChannel> channel);
    void failed(const QString &device, const LinkProblem &problem);
    void endLooking();

    // The sender
    [[nodiscard]] bool takePeer(const net::xml::Element &iq, const net::Jid &from);
    void openDoor(const net::xml::Element &iq, const net::Jid &from, const QString &device);
    void guestCame(std::unique_ptr<net::LinkChannel> channel);
    void closeDoor();

    LinkingParts m_parts;
    AccountImpl &m_account;
    PeerPipes m_pipes;
    std::vector<One> m_all;
    bool m_recalled = false;

    net::TlsLinkDialer m_dialer;
    std::unique_ptr<net::TlsLinkChannel> m_opening; ///< through the server
    std::unique_ptr<net::LinkChannel> m_proving;
    net::Alarm m_retry;
    std::chrono::milliseconds m_pause = kFirstRetry;
    bool m_looking = false;

    std::unique_ptr<Door> m_door;
    net::Alarm m_doorAlarm;
};

} // namespace model
