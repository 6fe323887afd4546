// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/account_transfers.h"
#include "model/linking/link_join.h"
#include "model/linking/link_search.h"
#include "model/linking/status_teller.h"
#include "net/linking/link_guest.h"
#include "net/linking/link_offer.h"

namespace model {

class SignInAttempt;

/// The LinkJoin: one net::LinkGuest for each code that was typed. What it says, it says from the event loop. Main thread.
class JoinImpl final : public LinkJoin
{
    Q_OBJECT
public:
    /// `transfers`: of an account that is signed in, nullptr: none.
    JoinImpl(const LinkingParts &parts, std::function<AccountTransfers *(AccountId)> transfers);
    ~JoinImpl() override;

    [[nodiscard]] JoinStatus status() const override;
    [[nodiscard]] Account *account() const override;
    void startWithCode(const QString &address, const QString &code) override;
    void startWithInvitation(const QString &uri) override;
    void tryCode(const QString &code) override;
    void cancel() override;
    void goOn() override;

private:
    void start(const net::LinkInvitation &invitation, bool isTyped);
    void derive();
    void search();
    void found(std::unique_ptr<net::LinkChannel> channel, LinkSearch::Way way);
    void prove();
    void heard(const net::psyc::Packet &packet);
    void apply(const net::LinkGuest::Step &step);
    void refused(const net::LinkGuest::Failed &failed);
    void closed(net::LinkEnd why);
    void tryNext(LinkFailure elseFail);
    void signIn();
    void stored(Account *account);
    void watchTransfer();
    void fail(LinkFailure why, const QString &detail = {});
    void idle(LinkFailure why);
    void stop();
    void dropChannel();
    void setState(JoinState state);
    void tell();
    [[nodiscard]] bool isUnderWay() const;
    [[nodiscard]] QString authorityFile() const;
    [[nodiscard]] AccountTransfers *transfers() const;

    LinkingParts m_parts;
    std::function<AccountTransfers *(AccountId)> m_transfersOf;
    JoinState m_state = JoinState::Idle;
    LinkProblem m_problem;
    int m_triesLeft = net::LinkOffer::kTries;
    std::optional<net::LinkInvitation> m_what;
    bool m_isTyped = true;
    QString m_device; ///< own public id (L40), made for the account that is to be
    std::optional<net::LinkSecret> m_secret; ///< none: still being made
    quint64 m_round = 0; ///< counts codes
    LinkSearch m_search;
    std::unique_ptr<net::LinkChannel> m_channel;
    LinkSearch::Way m_way = LinkSearch::Way::Network;
    std::optional<net::LinkGuest> m_guest;
    bool m_answered = false; ///< whoever is there knows this account
    std::optional<net::LinkGrant> m_grant;
    QPointer<SignInAttempt> m_attempt;
    QPointer<Account> m_account;
    LinkProgress m_history;
    StatusTeller<JoinStatus> m_teller;
};

} // namespace model
