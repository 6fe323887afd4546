// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/device_linking_impl.h"

#include "model/linking/join_impl.h"
#include "model/sync/account_impl.h"
#include "model/sync/accounts.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0077_registration.h"

#include <QPromise>

using namespace Qt::StringLiterals;

namespace model {

static PasswordOutcome outcomeOf(net::xep0077::Refusal refusal)
{
    switch (refusal) {
    case net::xep0077::Refusal::NotOffered:
        return PasswordOutcome::NotOffered;
    case net::xep0077::Refusal::NotAccepted:
        return PasswordOutcome::NotAccepted;
    case net::xep0077::Refusal::Trouble:
        return PasswordOutcome::Failed;
    }
    return PasswordOutcome::Failed;
}

DeviceLinkingImpl::DeviceLinkingImpl(const LinkingParts &parts, QObject *parent)
    : DeviceLinking(parent)
    , m_parts(parts)
{
    for (const Account *account : parts.accounts.all())
        welcome(account->id());
    connect(&parts.accounts, &Accounts::added, this, [this](const Account *account) { welcome(account->id()); });
    connect(&parts.accounts, &Accounts::aboutToRemove, this, [this](const Account *account) { m_transfers.erase(account->id()); });
}

DeviceLinkingImpl::~DeviceLinkingImpl() = default;

void DeviceLinkingImpl::welcome(AccountId account)
{
    AccountImpl *engine = m_parts.accounts.engine(account);
    if (!engine)
        return;
    auto &transfers = m_transfers[account];
    transfers = std::make_unique<AccountTransfers>(m_parts, *engine);
    connect(transfers.get(), &AccountTransfers::changed, this, [this, account] { Q_EMIT transferChanged(account); });
}

AccountTransfers *DeviceLinkingImpl::transfers(AccountId account) const
{
    const auto found = m_transfers.find(account);
    return found == m_transfers.end() ? nullptr : found->second.get();
}

std::unique_ptr<LinkOffer> DeviceLinkingImpl::offer(AccountId account)
{
    QPointer<OfferImpl> &standing = m_offers[account];
    if (standing)
        standing->cancel();
    auto made = std::make_unique<OfferImpl>(m_parts, account, m_parts.accounts.engine(account), transfers(account));
    standing = made.get();
    return made;
}

std::unique_ptr<LinkJoin> DeviceLinkingImpl::join()
{
    return std::make_unique<JoinImpl>(m_parts, [self = QPointer<DeviceLinkingImpl>(this)](AccountId account) { return self ? self->transfers(account) : nullptr; });
}

std::optional<LinkTransfer> DeviceLinkingImpl::transfer(AccountId account) const
{
    const AccountTransfers *found = transfers(account);
    return found ? found->shown() : std::nullopt;
}

void DeviceLinkingImpl::continueTransfer(AccountId account)
{
    if (AccountTransfers *found = transfers(account))
        found->goOn();
}

void DeviceLinkingImpl::cancelTransfer(AccountId account)
{
    if (AccountTransfers *found = transfers(account))
        found->cancel();
}

QFuture<PasswordAnswer> DeviceLinkingImpl::changePassword(AccountId account, const QString &password)
{
    const auto promise = std::make_shared<QPromise<PasswordAnswer>>();
    promise->start();
    const auto answer = [promise](PasswordOutcome outcome, const QString &detail = {}) {
        promise->addResult(PasswordAnswer{outcome, detail});
        promise->finish();
    };
    const QPointer<AccountImpl> engine = m_parts.accounts.engine(account);
    if (!engine || engine->session().state() != net::SessionState::Live) {
        answer(PasswordOutcome::NotConnected);
        return promise->future();
    }
    const net::Jid server = net::Jid::fromString(engine->jid().domain());
    const auto request = net::rfc6120::makeIq(net::rfc6120::IqType::Set, server, net::xep0077::changePassword(engine->jid().local(), password));
    engine->session().request(request, this, [engine, answer, password](const net::Expected<net::xml::Element, net::IqError> &reply) {
        if (reply) {
            if (engine)
                engine->passwordChanged(password);
            return answer(PasswordOutcome::Changed);
        }
        const net::IqError &error = reply.error();
        if (error.kind == net::IqErrorKind::Disconnected)
            return answer(PasswordOutcome::NotConnected);
        if (error.kind != net::IqErrorKind::Answered)
            return answer(PasswordOutcome::Failed);
        answer(outcomeOf(net::xep0077::refusalOf(error.condition)), error.text);
    });
    return promise->future();
}

} // namespace model
