// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/account_transfers.h"
#include "model/linking/device_linking.h"
#include "model/linking/offer_impl.h"

#include <map>

namespace model {

/// The DeviceLinking of a profile. Main thread. Falls before its accounts.
class DeviceLinkingImpl final : public DeviceLinking, private PasswordChange
{
    Q_OBJECT
public:
    explicit DeviceLinkingImpl(const LinkingParts &parts, QObject *parent = nullptr);
    ~DeviceLinkingImpl() override;

    [[nodiscard]] std::unique_ptr<LinkOffer> offer(AccountId account) override;
    [[nodiscard]] std::unique_ptr<LinkJoin> join() override;
    [[nodiscard]] std::optional<LinkTransfer> transfer(AccountId account) const override;
    void continueTransfer(AccountId account) override;
    void cancelTransfer(AccountId account) override;
    [[nodiscard]] PasswordChange &passwords() override { return *this; }

private:
    void welcome(AccountId account);
    [[nodiscard]] AccountTransfers *transfers(AccountId account) const;
    QFuture<PasswordAnswer> changePassword(AccountId account, const QString &password) override;

    LinkingParts m_parts;
    std::map<AccountId, std::unique_ptr<AccountTransfers>> m_transfers;
    std::map<AccountId, QPointer<OfferImpl>> m_offers;
};

} // namespace model
