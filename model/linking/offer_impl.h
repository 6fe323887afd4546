// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/account_transfers.h"
#include "model/linking/link_door.h"
#include "model/linking/link_offer.h"
#include "model/linking/status_teller.h"
#include "net/linking/link_host.h"

namespace model {

/// The LinkOffer: one net::LinkHost for each device that comes in, all of one code. What it says, it says from the event loop. Main thread.
class OfferImpl final : public LinkOffer
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kGrantPatience{120}; ///< until the new device says that it is signed in

    /// `account` and `transfers` may go before it; null: there is none.
    OfferImpl(const LinkingParts &parts, AccountId id, AccountImpl *account, AccountTransfers *transfers);
    ~OfferImpl() override;

    [[nodiscard]] AccountId account() const override { return m_id; }
    [[nodiscard]] OfferStatus status() const override;
    [[nodiscard]] std::chrono::milliseconds left() const override;
    void approve(const QString &name, const ServiceFilter &receives, bool withHistory) override;
    void refuse() override;
    void cancel() override;
    void renew() override;

private:
    struct Visitor {
        std::unique_ptr<net::LinkChannel> channel;
        net::LinkHost host;
        LinkDoor::Way way = LinkDoor::Way::Network;
        QString device; ///< its public id, once it is proved
    };
    struct Gift { ///< what the person gives
        QString name;
        ServiceFilter receives;
        bool withHistory = false;
    };

    void begin();
    void derived(const net::LinkSecret &secret);
    void visitorCame(std::unique_ptr<net::LinkChannel> channel, LinkDoor::Way way);
    void heard(Visitor *visitor, const net::psyc::Packet &packet);
    void apply(Visitor *visitor, const net::LinkHost::Step &step);
    void proved(Visitor *visitor, const net::LinkHost::GuestProved &guest);
    void guessed(int triesLeft);
    void lost(Visitor *visitor);
    std::unique_ptr<Visitor> take(Visitor *visitor);
    void askForToken();
    void grant(std::variant<net::OneTimeToken, net::AccountPassword> access);
    void stored();
    void watchTransfer();
    void ring();
    void fail(LinkFailure why, const QString &detail = {});
    void closeAll();
    void setState(OfferState state);
    void tell();
    [[nodiscard]] LinkAccess accessToGive() const;
    [[nodiscard]] bool isLive() const;

    LinkingParts m_parts;
    AccountId m_id;
    QPointer<AccountImpl> m_account;
    QPointer<AccountTransfers> m_transfers;
    net::Alarm m_alarm;
    OfferState m_state = OfferState::Preparing;
    LinkProblem m_problem;
    LinkAccess m_access = LinkAccess::Unknown;
    LinkGuestInfo m_guest;
    LinkProgress m_history;
    Gift m_gift;
    std::optional<TransferSecret> m_transfer; ///< granted
    std::optional<net::LinkCode> m_code;
    std::unique_ptr<net::LinkOffer> m_offer;
    std::unique_ptr<LinkDoor> m_door;
    std::vector<std::unique_ptr<Visitor>> m_visitors;
    std::unique_ptr<Visitor> m_chosen; ///< has proved itself
    std::chrono::nanoseconds m_provedAt{};
    int m_triesLeft = net::LinkOffer::kTries;
    quint64 m_round = 0; ///< counts codes, so that what was asked for one is not taken for the next
    StatusTeller<OfferStatus> m_teller;
};

} // namespace model
