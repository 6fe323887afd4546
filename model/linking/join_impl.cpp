// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/join_impl.h"

#include "model/linking/channel_goodbye.h"
#include "model/sync/accounts.h"
#include "model/sync/sign_in_attempt.h"
#include "net/base/log.h"
#include "net/linking/link_place.h"

#include <QDir>
#include <QSaveFile>
#include <QSysInfo>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// As the person at the other device reads it: "Kith 0.1.0 on Debian GNU/Linux 12 (bookworm)".
QString ownProgram()
{
    return u"Kith %1 on %2"_s.arg(QStringLiteral(KITH_VERSION), QSysInfo::prettyProductName());
}

std::optional<net::Jid> addressOf(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.startsWith(u"xmpp:"_s, Qt::CaseInsensitive))
        text = QUrl::fromPercentEncoding(text.mid(5).section(u'?', 0, 0).toUtf8());
    const auto jid = net::Jid::parse(text);
    return jid && !jid->local().isEmpty() ? std::optional(jid->bare()) : std::nullopt;
}

} // namespace

JoinImpl::JoinImpl(const LinkingParts &parts, std::function<AccountTransfers *(AccountId)> transfers)
    : m_parts(parts)
    , m_transfersOf(std::move(transfers))
    , m_search(parts)
{
    connect(&m_search, &LinkSearch::connecting, this, [this] {
        if (m_state == JoinState::Searching)
            setState(JoinState::Connecting);
    });
    connect(&m_search, &LinkSearch::found, this, [this](net::LinkChannel *channel, LinkSearch::Way way) { found(std::unique_ptr<net::LinkChannel>(channel), way); });
    connect(&m_search, &LinkSearch::over, this, [this](LinkFailure why) { fail(why); });
}

JoinImpl::~JoinImpl()
{
    stop();
}

bool JoinImpl::isUnderWay() const
{
    return m_state != JoinState::Idle && m_state != JoinState::Failed;
}

Account *JoinImpl::account() const
{
    return m_account;
}

AccountTransfers *JoinImpl::transfers() const
{
    return m_account ? m_transfersOf(m_account->id()) : nullptr;
}

JoinStatus JoinImpl::status() const
{
    JoinStatus now;
    now.state = m_state;
    now.address = m_what ? m_what->identity.toString() : QString();
    if (m_grant) {
        now.deviceName = m_grant->deviceName;
        now.access = m_grant->givesPassword() ? LinkAccess::Password : LinkAccess::OwnToken;
    }
    now.history = m_history;
    now.triesLeft = m_triesLeft;
    now.problem = m_problem;
    return now;
}

void JoinImpl::startWithCode(const QString &address, const QString &code)
{
    if (isUnderWay())
        return;
    const auto jid = addressOf(address);
    if (!jid)
        return idle(LinkFailure::NotAnAddress);
    const auto parsed = net::LinkCode::parse(code);
    if (!parsed)
        return idle(LinkFailure::NotACode);
    start({*jid, *parsed, {}, {}}, true);
}

void JoinImpl::startWithInvitation(const QString &uri)
{
    if (isUnderWay())
        return;
    const auto invitation = net::parseInvitation(uri);
    if (!invitation)
        return idle(LinkFailure::NotAnInvitation);
    start(*invitation, false);
}

void JoinImpl::start(const net::LinkInvitation &invitation, bool isTyped)
{
    stop();
    m_what = invitation;
    m_isTyped = isTyped;
    m_problem = {};
    m_grant.reset();
    m_history = {};
    m_triesLeft = net::LinkOffer::kTries;
    m_device = m_parts.ids.newId();
    const QList<Account *> all = m_parts.accounts.all();
    if (std::any_of(all.begin(), all.end(), [&](const Account *account) { return account->jid() == invitation.identity; }))
        return fail(LinkFailure::AlreadyHere);
    derive();
    search();
}

void JoinImpl::derive()
{
    m_secret.reset();
    net::deriveLinkSecret(m_what->code, m_what->identity).then(this, [this, round = ++m_round](const net::LinkSecret &secret) {
        if (round != m_round)
            return;
        m_secret = secret;
        if (m_channel && !m_guest)
            prove();
    });
}

void JoinImpl::search()
{
    setState(JoinState::Searching);
    m_search.start({m_what->identity, net::linkPlace(m_what->code, m_what->identity), m_what->addresses, m_what->key, m_isTyped});
}

void JoinImpl::found(std::unique_ptr<net::LinkChannel> channel, LinkSearch::Way way)
{
    dropChannel();
    m_channel = std::move(channel);
    m_way = way;
    connect(m_channel.get(), &net::LinkChannel::received, this, &JoinImpl::heard);
    connect(m_channel.get(), &net::LinkChannel::closed, this, &JoinImpl::closed);
    setState(JoinState::Connecting);
    if (m_secret)
        prove();
}

void JoinImpl::prove()
{
    m_answered = false;
    m_guest.emplace(net::LinkGuest::Settings{m_parts.ids, m_what->identity, m_device, m_parts.deviceName, ownProgram(), {}, *m_secret, m_channel->binding()});
    setState(JoinState::Proving);
    apply(m_guest->start());
}

void JoinImpl::heard(const net::psyc::Packet &packet)
{
    if (m_guest)
        apply(m_guest->step(packet));
}

void JoinImpl::apply(const net::LinkGuest::Step &step)
{
    if (m_guest->isProved())
        m_channel->setProved();
    for (const net::psyc::Packet &packet : step.out)
        m_channel->send(packet);
    if (step.close)
        m_channel->close();
    if (!step.event)
        return;
    if (std::holds_alternative<net::LinkGuest::ApprovalAwaited>(*step.event)) {
        m_answered = true;
        setState(JoinState::AwaitsApproval);
    } else if (const auto *granted = std::get_if<net::LinkGuest::Granted>(&*step.event)) {
        m_grant = granted->grant;
        signIn();
    } else if (std::holds_alternative<net::LinkGuest::Left>(*step.event))
        fail(LinkFailure::Lost);
    else if (const auto *failed = std::get_if<net::LinkGuest::Failed>(&*step.event))
        refused(*failed);
}

void JoinImpl::refused(const net::LinkGuest::Failed &failed)
{
    using Failure = net::LinkGuest::Failure;
    switch (failed.why) {
    case Failure::WrongCode:
        m_triesLeft = failed.triesLeft;
        m_guest.reset();
        m_problem = {LinkFailure::WrongCode, {}};
        return setState(JoinState::Failed); // the channel stays, for tryCode()
    case Failure::CodeBurnt:
        return fail(LinkFailure::CodeBurnt);
    case Failure::CodeExpired:
        return fail(LinkFailure::CodeExpired);
    case Failure::CodeUsed:
        return fail(LinkFailure::CodeUsed);
    case Failure::Refused:
        return fail(LinkFailure::Refused);
    case Failure::TooManyDevices:
        return fail(LinkFailure::TooManyDevices);
    case Failure::NoCommonMethod:
        return fail(LinkFailure::TooOld);
    case Failure::HostUnproved:
        return fail(LinkFailure::HostUnproved);
    case Failure::Protocol:
        return tryNext(LinkFailure::Protocol);
    }
}

// What was found on the network may be the device of somebody else who is linking one just now.
void JoinImpl::tryNext(LinkFailure elseFail)
{
    if (m_answered || m_grant || !m_isTyped)
        return fail(elseFail);
    dropChannel();
    setState(JoinState::Searching);
    m_search.next();
}

void JoinImpl::closed(net::LinkEnd why)
{
    const bool isOpenTry = m_state == JoinState::Connecting || m_state == JoinState::Proving;
    dropChannel();
    if (m_state == JoinState::AwaitsApproval)
        fail(failureOf(why));
    else if (isOpenTry)
        tryNext(failureOf(why));
    // While it signs in the access is here already; after a wrong code the next one finds another way.
}

void JoinImpl::tryCode(const QString &code)
{
    if (m_state != JoinState::Failed || !m_what || m_grant)
        return;
    const auto parsed = net::LinkCode::parse(code);
    if (!parsed) {
        m_problem = {LinkFailure::NotACode, {}};
        return tell();
    }
    m_what->code = *parsed;
    m_problem = {};
    derive();
    if (m_channel)
        setState(JoinState::Proving);
    else
        search();
}

void JoinImpl::signIn()
{
    m_search.stop();
    setState(JoinState::SigningIn);
    SignInRequest request;
    request.address = m_grant->account.toString();
    if (!m_grant->host.isEmpty())
        request.server = (m_grant->host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(m_grant->host).arg(m_grant->port);
    request.startTls = m_grant->startTls;
    if (!m_grant->authority.isEmpty()) {
        request.caFile = authorityFile();
        if (request.caFile.isEmpty())
            return fail(LinkFailure::Storage);
    }
    LinkedSignIn linked{{}, m_device, m_grant->deviceName, m_grant->services};
    if (const auto *token = std::get_if<net::OneTimeToken>(&m_grant->access))
        linked.token = net::FastToken{token->mechanism, token->token, token->expiry};
    else
        request.password = std::get<net::AccountPassword>(m_grant->access).password;
    m_attempt = m_parts.accounts.signIn(request, linked);
    connect(m_attempt, &SignInAttempt::succeeded, this, &JoinImpl::stored);
    connect(m_attempt, &SignInAttempt::failed, this, [this](const SignInProblem &problem) {
        fail(LinkFailure::SignInFailed, problem.detail.isEmpty() ? problem.sentence : u"%1 (%2)"_s.arg(problem.sentence, problem.detail));
    });
}

// The certificate that the server is verified with, where it is not one of the system's: kept beside the database, as if it had been given by name. Empty: it cannot be written.
QString JoinImpl::authorityFile() const
{
    const QString name = QString::fromLatin1(m_grant->account.asciiDomain()) + u"-%1.pem"_s.arg(QString::fromLatin1(net::crypto::sha256(m_grant->authority).first(6).toHex()));
    QSaveFile file(QDir(m_parts.folder).filePath(name));
    if (m_parts.folder.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(m_grant->authority) != m_grant->authority.size() || !file.commit())
        return {};
    return file.fileName();
}

void JoinImpl::stored(Account *account)
{
    m_account = account;
    if (m_channel)
        apply(m_guest->stored());
    auto channel = std::move(m_channel);
    if (channel)
        channel->disconnect(this);
    m_guest.reset();
    QMetaObject::invokeMethod(this, [this] {
        if (m_account)
            Q_EMIT signedIn(m_account);
    }, Qt::QueuedConnection);
    AccountTransfers *const transfers = this->transfers();
    if (!m_grant->history || m_grant->history->key.isEmpty() || !transfers || !m_parts.history.sink) {
        sayGoodbye(std::move(channel));
        return setState(JoinState::Done);
    }
    const net::LinkGrant::History &history = *m_grant->history;
    if (channel && m_way == LinkSearch::Way::Server) // see OfferImpl::stored()
        sayGoodbye(std::move(channel));
    m_state = JoinState::ReceivingHistory;
    connect(transfers, &AccountTransfers::changed, this, &JoinImpl::watchTransfer);
    transfers->begin({history.device, {}, false, history.key, m_parts.clock.now(), history.messages, history.octets}, std::move(channel));
    watchTransfer();
    tell();
}

void JoinImpl::watchTransfer()
{
    const AccountTransfers *const transfers = this->transfers();
    if (!transfers || (m_state != JoinState::ReceivingHistory && m_state != JoinState::Interrupted))
        return;
    const AccountTransfers::Status now = transfers->status(m_grant->history->device);
    m_history = now.progress;
    m_problem = now.problem;
    switch (now.state) {
    case AccountTransfers::State::Running:
        m_state = JoinState::ReceivingHistory;
        break;
    case AccountTransfers::State::Interrupted:
        m_state = JoinState::Interrupted;
        break;
    case AccountTransfers::State::None:
    case AccountTransfers::State::Done:
        m_state = JoinState::Done;
        break;
    }
    tell();
}

void JoinImpl::cancel()
{
    if (AccountTransfers *const ours = transfers(); ours && m_grant && m_grant->history && (m_state == JoinState::ReceivingHistory || m_state == JoinState::Interrupted)) {
        ours->disconnect(this);
        ours->cancel(m_grant->history->device);
    }
    if (m_guest && m_channel && m_guest->isProved() && !m_account)
        apply(m_guest->leave());
    stop();
    m_problem = {};
    setState(m_account ? JoinState::Done : JoinState::Idle);
}

void JoinImpl::goOn()
{
    if (AccountTransfers *const ours = transfers(); ours && m_state == JoinState::Interrupted)
        ours->goOn();
}

void JoinImpl::fail(LinkFailure why, const QString &detail)
{
    stop();
    m_problem = {why, detail};
    setState(JoinState::Failed);
}

void JoinImpl::idle(LinkFailure why)
{
    stop();
    m_problem = {why, {}};
    setState(JoinState::Idle);
}

void JoinImpl::stop()
{
    ++m_round;
    m_search.stop();
    dropChannel();
    if (m_attempt && !m_account) {
        m_attempt->disconnect(this);
        m_attempt->cancel();
    }
    m_attempt.clear();
}

void JoinImpl::dropChannel()
{
    m_guest.reset();
    if (!m_channel)
        return;
    m_channel->disconnect(this);
    sayGoodbye(std::move(m_channel));
}

void JoinImpl::setState(JoinState state)
{
    m_state = state;
    tell();
}

void JoinImpl::tell()
{
    m_teller.tell(this);
}

} // namespace model
