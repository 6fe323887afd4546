// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/offer_impl.h"

#include "model/linking/channel_goodbye.h"
#include "model/sync/account_impl.h"
#include "model/types/host_port.h"
#include "net/base/log.h"
#include "net/linking/link_place.h"
#include "net/proto/kith_access.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

#include <QFile>

#include <algorithm>

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace model {

OfferImpl::OfferImpl(const LinkingParts &parts, AccountId id, AccountImpl *account, AccountTransfers *transfers)
    : m_parts(parts)
    , m_id(id)
    , m_account(account)
    , m_transfers(transfers)
    , m_alarm(parts.clock, [this] { ring(); })
{
    begin();
}

OfferImpl::~OfferImpl()
{
    closeAll();
}

bool OfferImpl::isLive() const
{
    return m_account && m_account->session().state() == net::SessionState::Live;
}

LinkAccess OfferImpl::accessToGive() const
{
    const net::xep0030::ServerInfo &info = m_account->engine().serverInfo();
    if (info.account.hasFeature(net::access::kNs))
        return LinkAccess::OwnToken;
    return info.known && !m_account->credentials().password().isEmpty() ? LinkAccess::Password : LinkAccess::Unknown;
}

void OfferImpl::begin()
{
    closeAll();
    ++m_round;
    m_problem = {};
    m_guest = {};
    m_history = {};
    m_transfer.reset();
    m_triesLeft = net::LinkOffer::kTries;
    m_state = OfferState::Preparing;
    m_teller.setTold(status()); // whoever has us just now asks; whoever renewed is told
    if (!isLive())
        return fail(LinkFailure::NotConnected);
    m_access = accessToGive();
    if (m_access == LinkAccess::Unknown && m_account->engine().serverInfo().known)
        return fail(LinkFailure::NoAccessToGive);
    m_code = net::LinkCode::generate(m_parts.ids);
    net::deriveLinkSecret(*m_code, m_account->jid()).then(this, [this, round = m_round](const net::LinkSecret &secret) {
        if (round == m_round && m_state == OfferState::Preparing)
            derived(secret);
    });
    if (m_parts.history.size) {
        m_parts.history.size(m_id).then(this, [this, round = m_round](const LinkProgress &size) {
            if (round == m_round && m_history.ofMessages == 0) {
                m_history.ofMessages = size.ofMessages;
                m_history.ofOctets = size.ofOctets;
                tell();
            }
        });
    }
}

void OfferImpl::derived(const net::LinkSecret &secret)
{
    if (!isLive())
        return fail(LinkFailure::NotConnected);
    m_door = std::make_unique<LinkDoor>(m_parts, *m_account);
    // The code's time begins when it can be used: an offer that a device finds before is one.
    m_offer = std::make_unique<net::LinkOffer>(m_parts.clock, secret);
    m_door->open(
        net::linkPlace(*m_code, m_account->jid()), [this](std::unique_ptr<net::LinkChannel> channel, LinkDoor::Way way) { visitorCame(std::move(channel), way); },
        [this](bool isOpen) {
            if (m_state != OfferState::Preparing)
                return;
            if (!isOpen)
                return fail(LinkFailure::CannotListen);
            m_alarm.start(m_offer->left());
            setState(m_visitors.empty() ? OfferState::Waiting : OfferState::Proving);
        });
}

OfferStatus OfferImpl::status() const
{
    OfferStatus now;
    now.state = m_state;
    now.triesLeft = m_triesLeft;
    now.guest = m_guest;
    now.access = m_access;
    now.canSendHistory = bool(m_parts.history.source);
    now.history = m_history;
    now.problem = m_problem;
    if ((m_state == OfferState::Waiting || m_state == OfferState::Proving) && m_door && m_account) {
        const QList<net::LinkAddress> addresses = m_door->addresses();
        now.code = m_code->shown();
        now.invitation = net::toUri({m_account->jid(), *m_code, addresses, m_door->key()});
        now.throughServerOnly = addresses.isEmpty();
    }
    return now;
}

milliseconds OfferImpl::left() const
{
    if (m_state == OfferState::AsksApproval)
        return std::max(milliseconds(0), duration_cast<milliseconds>(net::LinkHost::kApprovalLife - (m_parts.clock.monotonic() - m_provedAt)));
    const bool stands = m_offer && (m_state == OfferState::Waiting || m_state == OfferState::Proving);
    return stands ? m_offer->left() : milliseconds(0);
}

void OfferImpl::visitorCame(std::unique_ptr<net::LinkChannel> channel, LinkDoor::Way way)
{
    if (m_chosen || !m_account || !m_offer)
        return sayGoodbye(std::move(channel));
    const QByteArray binding = channel->binding();
    auto visitor = std::make_unique<Visitor>(
        Visitor{std::move(channel), net::LinkHost({m_parts.clock, m_parts.ids, *m_offer, m_account->jid(), binding}), way, {}});
    Visitor *raw = visitor.get();
    connect(raw->channel.get(), &net::LinkChannel::received, this, [this, raw](const net::psyc::Packet &packet) { heard(raw, packet); });
    connect(raw->channel.get(), &net::LinkChannel::closed, this, [this, raw] { lost(raw); });
    m_visitors.push_back(std::move(visitor));
}

void OfferImpl::heard(Visitor *visitor, const net::psyc::Packet &packet)
{
    apply(visitor, visitor->host.step(packet));
}

void OfferImpl::apply(Visitor *visitor, const net::LinkHost::Step &step)
{
    if (visitor->host.isProved())
        visitor->channel->setProved();
    for (const net::psyc::Packet &packet : step.out)
        visitor->channel->send(packet);
    if (step.close)
        visitor->channel->close();
    if (!step.event) {
        if (!step.out.empty() && m_state == OfferState::Waiting)
            setState(OfferState::Proving);
        return;
    }
    if (const auto *guest = std::get_if<net::LinkHost::GuestProved>(&*step.event))
        proved(visitor, *guest);
    else if (const auto *wrong = std::get_if<net::LinkHost::GuessedWrong>(&*step.event))
        guessed(wrong->triesLeft);
    else if (std::holds_alternative<net::LinkHost::GrantStored>(*step.event))
        stored();
    else if (std::holds_alternative<net::LinkHost::GuestLeft>(*step.event))
        fail(LinkFailure::GuestLeft);
    else if (const auto *failed = std::get_if<net::LinkHost::GuestFailed>(&*step.event)) {
        qCInfo(logSync) << "a device could not be linked:" << failed->why;
        if (visitor == m_chosen.get())
            fail(LinkFailure::Protocol);
        else if (m_state == OfferState::Proving)
            setState(OfferState::Waiting);
    }
}

void OfferImpl::guessed(int triesLeft)
{
    m_triesLeft = triesLeft;
    QMetaObject::invokeMethod(this, [this, triesLeft] { Q_EMIT guessedWrong(triesLeft); }, Qt::QueuedConnection);
    if (triesLeft == 0)
        fail(LinkFailure::CodeBurnt);
    else
        setState(OfferState::Waiting);
}

std::unique_ptr<OfferImpl::Visitor> OfferImpl::take(Visitor *visitor)
{
    if (m_chosen.get() == visitor)
        return std::move(m_chosen);
    const auto found = std::find_if(m_visitors.begin(), m_visitors.end(), [visitor](const auto &other) { return other.get() == visitor; });
    if (found == m_visitors.end())
        return nullptr;
    auto taken = std::move(*found);
    m_visitors.erase(found);
    return taken;
}

void OfferImpl::proved(Visitor *visitor, const net::LinkHost::GuestProved &guest)
{
    m_chosen = take(visitor);
    for (auto &other : std::exchange(m_visitors, {})) {
        other->channel->disconnect(this);
        sayGoodbye(std::move(other->channel));
    }
    m_chosen->device = guest.device;
    m_door->shutBehind(m_chosen->way);
    m_guest = {guest.name, guest.software, ServiceFilter(guest.services)};
    m_provedAt = m_parts.clock.monotonic();
    if (m_account)
        m_access = accessToGive();
    if (m_access == LinkAccess::Unknown) // the server has not said what it can; a key may be had, and if not, the person is told
        m_access = LinkAccess::OwnToken;
    m_alarm.start(net::LinkHost::kApprovalLife);
    setState(OfferState::AsksApproval);
}

void OfferImpl::lost(Visitor *visitor)
{
    auto gone = take(visitor);
    if (!gone)
        return;
    gone->channel.release()->deleteLater(); // it is its signal
    if (m_state == OfferState::AsksApproval)
        fail(LinkFailure::GuestLeft);
    else if (m_state == OfferState::Granting)
        fail(LinkFailure::Lost);
    else if (m_state == OfferState::Proving && m_visitors.empty())
        setState(OfferState::Waiting);
}

void OfferImpl::approve(const QString &name, const ServiceFilter &receives, bool withHistory)
{
    if (m_state != OfferState::AsksApproval)
        return;
    if (!isLive())
        return fail(LinkFailure::NotConnected);
    m_gift = {name.trimmed(), receives, withHistory && m_parts.history.source};
    m_alarm.start(kGrantPatience);
    setState(OfferState::Granting);
    if (m_access == LinkAccess::OwnToken)
        askForToken();
    else
        grant(net::AccountPassword{m_account->credentials().password()});
}

void OfferImpl::askForToken()
{
    // Bound to the connection it is used on (RFC 9266), where this server has that; else what it offers for its own tokens.
    const QStringList offered = m_account->session().features().fastMechanisms;
    QString mechanism = u"HT-SHA-256-EXPR"_s;
    if (!offered.isEmpty() && !offered.contains(mechanism))
        mechanism = offered.contains(u"HT-SHA-256-ENDP"_s) ? u"HT-SHA-256-ENDP"_s : offered.first();
    const auto request = net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::access::linkTokenRequest(mechanism));
    m_account->session().request(request, this, [this, round = m_round](const net::Expected<net::xml::Element, net::IqError> &answer) {
        if (round != m_round || m_state != OfferState::Granting || !m_chosen)
            return;
        const auto token = answer ? net::firstPayload(*answer, net::access::parseLinkToken) : std::nullopt;
        if (token)
            return grant(net::OneTimeToken{token->mechanism, token->token, token->expiry});
        // Not the password instead: the person has approved something else.
        const bool isLost = !answer && answer.error().kind == net::IqErrorKind::Disconnected;
        const bool isTooMany = !answer && answer.error().condition == u"resource-constraint"; // L51
        apply(m_chosen.get(), m_chosen->host.refuse(isTooMany ? net::LinkHost::Refusal::TooManyDevices : net::LinkHost::Refusal::ByPerson));
        const QString detail = answer ? QString() : answer.error().text.isEmpty() ? answer.error().condition : answer.error().text;
        fail(isLost ? LinkFailure::NotConnected : isTooMany ? LinkFailure::TooManyDevices : LinkFailure::NoAccessToGive, detail);
    });
}

void OfferImpl::grant(std::variant<net::OneTimeToken, net::AccountPassword> access)
{
    const AccountRecord &record = m_account->record();
    net::LinkGrant grant;
    grant.account = record.jid;
    grant.access = std::move(access);
    if (const auto pinned = record.server.isEmpty() ? std::nullopt : parseServer(record.server, record.startTls ? 5222 : 5223)) {
        grant.host = pinned->host;
        grant.port = pinned->port;
        grant.startTls = record.startTls;
    }
    if (QFile file(record.caFile); !record.caFile.isEmpty() && file.open(QIODevice::ReadOnly))
        grant.authority = file.readAll();
    grant.deviceName = m_gift.name;
    grant.services = m_gift.receives.words();
    if (m_gift.withHistory) {
        const QByteArray key = m_parts.ids.randomBytes(net::kHistoryKeyLength);
        grant.history = net::LinkGrant::History{m_history.ofMessages, m_history.ofOctets, m_parts.store.read().devices.ownId(m_id), key};
        m_transfer = TransferSecret{m_chosen->device, m_gift.name, true, key, m_parts.clock.now(), m_history.ofMessages, m_history.ofOctets};
    }
    const net::LinkHost::Step step = m_chosen->host.approve(grant);
    const bool isGranted = !step.out.empty() && !step.close;
    apply(m_chosen.get(), step);
    if (!isGranted)
        fail(LinkFailure::ApprovalTooLate);
}

void OfferImpl::stored()
{
    m_alarm.stop();
    auto chosen = std::move(m_chosen);
    chosen->channel->disconnect(this);
    // Through the server only so much passes as linking needs; both devices are signed in now, and find each other.
    const bool carriesPages = chosen->way == LinkDoor::Way::Network;
    if (!m_transfer || !m_transfers) {
        sayGoodbye(std::move(chosen->channel));
        return setState(OfferState::Done);
    }
    m_state = OfferState::SendingHistory;
    connect(m_transfers, &AccountTransfers::changed, this, &OfferImpl::watchTransfer);
    if (carriesPages) {
        m_transfers->begin(*m_transfer, std::move(chosen->channel));
    } else {
        sayGoodbye(std::move(chosen->channel));
        m_transfers->begin(*m_transfer, nullptr);
    }
    watchTransfer();
    tell();
}

void OfferImpl::watchTransfer()
{
    if (m_state != OfferState::SendingHistory && m_state != OfferState::Interrupted)
        return;
    const AccountTransfers::Status now = m_transfers->status(m_transfer->device);
    m_history = now.progress;
    m_problem = now.problem;
    switch (now.state) {
    case AccountTransfers::State::Running:
        m_state = OfferState::SendingHistory;
        break;
    case AccountTransfers::State::Interrupted:
        m_state = OfferState::Interrupted;
        break;
    case AccountTransfers::State::Done:
        m_problem = {};
        m_state = OfferState::Done;
        break;
    case AccountTransfers::State::None: // stopped elsewhere
        m_problem = {};
        m_state = OfferState::Failed;
        break;
    }
    tell();
}

void OfferImpl::ring()
{
    if (m_state == OfferState::AsksApproval) {
        apply(m_chosen.get(), m_chosen->host.refuse(net::LinkHost::Refusal::ByPerson));
        return fail(LinkFailure::ApprovalTooLate);
    }
    if (m_state == OfferState::Granting)
        return fail(LinkFailure::TimedOut);
    if (m_offer && m_offer->left() > milliseconds(0))
        return m_alarm.start(m_offer->left());
    fail(LinkFailure::CodeExpired);
}

void OfferImpl::refuse()
{
    if (m_state != OfferState::AsksApproval)
        return;
    apply(m_chosen.get(), m_chosen->host.refuse(net::LinkHost::Refusal::ByPerson));
    fail(LinkFailure::Refused);
}

void OfferImpl::cancel()
{
    if (m_state == OfferState::Done || m_state == OfferState::Failed)
        return;
    if (m_state == OfferState::AsksApproval)
        apply(m_chosen.get(), m_chosen->host.refuse(net::LinkHost::Refusal::ByPerson));
    if (m_transfers && m_transfer) {
        m_transfers->disconnect(this);
        m_transfers->cancel(m_transfer->device);
    }
    fail(LinkFailure::None);
}

void OfferImpl::renew()
{
    if (m_state == OfferState::Waiting || m_state == OfferState::Failed) {
        begin();
        tell();
    }
}

void OfferImpl::fail(LinkFailure why, const QString &detail)
{
    closeAll();
    m_problem = {why, detail};
    setState(OfferState::Failed);
}

void OfferImpl::closeAll()
{
    m_alarm.stop();
    if (m_offer)
        m_offer->withdraw(); // who is still proving has no time left
    for (auto &visitor : std::exchange(m_visitors, {})) {
        visitor->channel->disconnect(this);
        sayGoodbye(std::move(visitor->channel));
    }
    if (auto chosen = std::exchange(m_chosen, nullptr)) {
        chosen->channel->disconnect(this);
        sayGoodbye(std::move(chosen->channel));
    }
    LinkDoor::leave(std::move(m_door)); // its signal, or its channel's, may be what brought us here
    m_code.reset();
}

void OfferImpl::setState(OfferState state)
{
    m_state = state;
    tell();
}

void OfferImpl::tell()
{
    m_teller.tell(this);
}

} // namespace model
