// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/accounts.h"

#include "model/sync/account_impl.h"
#include "model/sync/session_settings_from.h"
#include "model/sync/sign_in_attempt.h"
#include "net/transport/network_monitor.h"

#include <QTimer>
#include <QUuid>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace model {

struct Accounts::Private {
    Private(Accounts *accounts, Parts given)
        : q(accounts)
        , parts(std::move(given))
    {
    }

    [[nodiscard]] AccountSync::Parts syncParts() const { return {parts.store, parts.clock, parts.ids, parts.settings}; }
    [[nodiscard]] AccountImpl::Parts implParts() const { return {parts.store, parts.clock, parts.ids, parts.settings, parts.network, parts.place}; }
    [[nodiscard]] AccountRecord newRecord(const CheckedSignIn &checked) const;
    AccountImpl *adopt(const AccountRecord &record, std::unique_ptr<AccountSync> sync, std::unique_ptr<Credentials> credentials);
    AccountImpl *load(const AccountRecord &record);
    [[nodiscard]] AccountImpl *find(AccountId id) const;
    [[nodiscard]] std::unique_ptr<AccountImpl> take(AccountId id);
    void wipeAndSignOut(AccountId id);
    [[nodiscard]] bool isSignedIn(const net::Jid &bare) const;
    SignInAttempt *signIn(const SignInRequest &request, const LinkedSignIn *linked);

    Accounts *q;
    Parts parts;
    std::vector<std::unique_ptr<AccountImpl>> all;
};

AccountRecord Accounts::Private::newRecord(const CheckedSignIn &checked) const
{
    AccountRecord record;
    record.jid = checked.jid;
    if (!checked.host.isEmpty())
        record.server = (checked.host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(checked.host).arg(checked.port);
    record.startTls = checked.startTls;
    record.caFile = checked.caFile;
    record.deviceName = parts.deviceName;
    // B101: version 4, variant 1 (RFC 4122 §4.4).
    QByteArray bytes = parts.ids.randomBytes(16);
    bytes[6] = char((bytes[6] & 0x0f) | 0x40);
    bytes[8] = char((bytes[8] & 0x3f) | 0x80);
    record.userAgentId = QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
    return record;
}

AccountImpl *Accounts::Private::adopt(const AccountRecord &record, std::unique_ptr<AccountSync> sync, std::unique_ptr<Credentials> credentials)
{
    all.push_back(std::make_unique<AccountImpl>(implParts(), record, std::move(sync), std::move(credentials)));
    AccountImpl *account = all.back().get();
    QObject::connect(account, &Account::peerStatusChanged, q,
        [this, id = record.id](const net::Jid &bare) { Q_EMIT q->peerStatusChanged(id, bare); });
    const LinkedDevices *devices = &account->linkedDevices();
    // Not from within the account's own signal: it does not outlive this.
    QObject::connect(
        devices, &LinkedDevices::unlinkedByOther, q,
        [this, id = record.id, jid = record.jid](const QString &by, bool wipe) {
            Q_EMIT q->unlinked(jid, by, wipe);
            if (wipe)
                wipeAndSignOut(id);
            else
                q->signOut(id, false);
        },
        Qt::QueuedConnection);
    QObject::connect(devices, &LinkedDevices::signOutRequested, q, [this, id = record.id](bool wipe) { q->signOut(id, wipe); }, Qt::QueuedConnection);
    return account;
}

std::unique_ptr<AccountImpl> Accounts::Private::take(AccountId id)
{
    const auto it = std::find_if(all.begin(), all.end(), [id](const auto &account) { return account->id() == id; });
    if (it == all.end())
        return nullptr;
    Q_EMIT q->aboutToRemove(it->get());
    std::unique_ptr<AccountImpl> account = std::move(*it);
    all.erase(it);
    account->disconnect(q);
    return account;
}

void Accounts::Private::wipeAndSignOut(AccountId id)
{
    AccountImpl *account = take(id).release();
    if (!account)
        return;
    account->setParent(q);
    account->quiesce();
    // That its entry disappears tells the other device that it is done: so the data first.
    parts.store.run([id](StoreSession &session) { session.accounts.remove(id, true); }).then(account, [account](const StoreResult<void> &) {
        account->signOut([account] { account->deleteLater(); });
    });
    Q_EMIT q->removed(id);
}

AccountImpl *Accounts::Private::load(const AccountRecord &record)
{
    net::SessionSettings settings = sessionSettingsFrom(record, parts.settings);
    settings.cachedFeatures = cachedFeatures(parts.store.read(), record);
    auto sync = std::make_unique<AccountSync>(syncParts(), std::move(settings), parts.makeDialer());
    auto credentials = std::make_unique<Credentials>(sync->session(), parts.store, parts.secrets, AccountSecret());
    return adopt(record, std::move(sync), std::move(credentials));
}

AccountImpl *Accounts::Private::find(AccountId id) const
{
    const auto it = std::find_if(all.begin(), all.end(), [id](const auto &account) { return account->id() == id; });
    return it == all.end() ? nullptr : it->get();
}

bool Accounts::Private::isSignedIn(const net::Jid &bare) const
{
    return std::any_of(all.begin(), all.end(), [&](const auto &account) { return account->jid() == bare; });
}

Accounts::Accounts(Parts parts, QObject *parent)
    : PeerStatusSource(parent)
    , d(std::make_unique<Private>(this, std::move(parts)))
{
    if (!d->parts.network)
        return;
    connect(d->parts.network, &net::NetworkMonitor::fallingAsleep, this, [this] {
        // The accounts have been told before us, or are at the end of this turn. Behind what they write down, and what then leaves, nothing is waited for.
        QMetaObject::invokeMethod(
            this,
            [this] {
                d->parts.store.run([](StoreSession &) {}).then(this, [this](const StoreResult<void> &) { d->parts.network->sleepReady(); });
            },
            Qt::QueuedConnection);
    });
}

Accounts::~Accounts() = default;

void Accounts::start(bool online)
{
    for (const AccountRecord &record : d->parts.store.read().accounts.all()) {
        if (d->find(record.id))
            continue;
        AccountImpl *account = d->load(record);
        Q_EMIT added(account);
        account->start(online);
    }
}

QList<Account *> Accounts::all() const
{
    QList<Account *> result;
    for (const auto &account : d->all)
        result.append(account.get());
    return result;
}

Account *Accounts::byId(AccountId id) const
{
    return d->find(id);
}

Store &Accounts::store() const
{
    return d->parts.store;
}

PeerStatus Accounts::peerStatus(AccountId account, const net::Jid &bare) const
{
    const AccountImpl *found = d->find(account);
    return found ? found->peerStatus(bare) : PeerStatus();
}

AccountImpl *Accounts::engine(AccountId id) const
{
    return d->find(id);
}

SignInAttempt *Accounts::signIn(const SignInRequest &request)
{
    return d->signIn(request, nullptr);
}

SignInAttempt *Accounts::signIn(const SignInRequest &request, const LinkedSignIn &linked)
{
    return d->signIn(request, &linked);
}

SignInAttempt *Accounts::Private::signIn(const SignInRequest &request, const LinkedSignIn *linked)
{
    auto *attempt = new SignInAttemptImpl(
        syncParts(), parts.secrets,
        [this](SignInAttemptImpl::SignedIn signedIn) -> Account * {
            AccountImpl *account = adopt(signedIn.record, std::move(signedIn.sync), std::move(signedIn.credentials));
            account->startLive();
            Q_EMIT q->added(account);
            return account;
        },
        q);
    const auto checked = checkSignIn(request, linked && linked->token);
    if (!checked)
        attempt->failLater(checked.error());
    else if (isSignedIn(checked->jid))
        attempt->failLater({SignInField::Address, tr("You are already signed in with this address."), {}});
    else {
        AccountRecord record = newRecord(*checked);
        if (linked && !linked->name.isEmpty())
            record.deviceName = linked->name;
        attempt->start(*checked, record, parts.makeDialer(), linked);
    }
    return attempt;
}

net::Expected<AccountId, SignInProblem> Accounts::add(const SignInRequest &request)
{
    const auto checked = checkSignIn(request);
    if (!checked)
        return net::unexpected(checked.error());
    auto future = d->parts.store.run([record = d->newRecord(*checked)](StoreSession &session) { return session.accounts.add(record); });
    if (!d->parts.store.flush() || !future.isFinished())
        return net::unexpected(SignInProblem{SignInField::None, tr("The profile could not be written in time. Try again."), {}});
    const StoreResult<AccountId> id = future.result();
    if (!id)
        return net::unexpected(SignInProblem{SignInField::None, storeAdvice(id.error()), id.error().detail});
    d->parts.secrets.save(checked->jid.toString(), AccountSecret{checked->password, {}});
    return *id;
}

void Accounts::signOut(AccountId id, bool removeData)
{
    AccountImpl *account = d->take(id).release();
    if (!account)
        return;
    account->setParent(this); // until the server has answered
    account->signOut([account] { account->deleteLater(); });
    d->parts.store.run([id, removeData](StoreSession &session) { session.accounts.remove(id, removeData); });
    Q_EMIT removed(id);
}

void Accounts::shutDown(std::function<void()> done)
{
    struct Waiting {
        int sessions = 1, stores = 2;
        std::function<void()> done;
    };
    auto waiting = std::make_shared<Waiting>(Waiting{1, 2, std::move(done)});
    const auto finish = [waiting] {
        if (const auto call = std::exchange(waiting->done, {}))
            call();
    };
    const auto stored = [waiting, finish] {
        if (--waiting->stores == 0)
            finish();
    };
    // The last that a session says is written down before it is said, and that it is left, behind it: only then is there nothing more to store.
    const auto left = [this, waiting, stored] {
        if (--waiting->sessions > 0)
            return;
        d->parts.store.run([](StoreSession &) {}).then(this, [stored](const StoreResult<void> &) { stored(); });
        d->parts.secrets.flush(this, stored);
    };
    for (const auto &account : d->all) {
        account->detach();
        const net::Session *session = &account->session();
        if (session->state() == net::SessionState::Offline)
            continue;
        ++waiting->sessions;
        connect(
            session, &net::Session::stateChanged, this, [left](net::SessionState) { left(); }, Qt::SingleShotConnection); // from a detaching one there is but one way
    }
    left();
    QTimer::singleShot(d->parts.shutDownLimit, this, finish);
}

} // namespace model
