// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/account.h"
#include "model/types/peer_status_source.h"

#include "net/base/clock.h"
#include "net/base/expected.h"
#include "net/base/ids.h"

#include <functional>
#include <memory>

namespace net {
class Dialer;
class NetworkMonitor;
}

namespace model {

class AccountImpl;
class Secrets;
class Settings;
class Store;
struct LinkedSignIn;

/// What the sign-in page collects, or `kith account add`.
struct SignInRequest {
    QString address; ///< as typed
    QString password;
    QString server; ///< "host:port", "host", "[v6]:port"; empty: look it up
    bool startTls = false; ///< for `server`: STARTTLS instead of direct TLS
    QString caFile; ///< PEM, empty: the system's roots
};

enum class SignInField { None, Address, Password, Server };

/// Why signing in did not work: a sentence, and the field to put the cursor in.
struct SignInProblem {
    SignInField field = SignInField::None;
    QString sentence;
    QString detail;
};

/// One try to sign in. Deletes itself after succeeded(), failed() or cancel().
class SignInAttempt : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void cancel() = 0;

Q_SIGNALS:
    void succeeded(model::Account *account);
    void failed(const model::SignInProblem &problem);
};

/// All accounts of the profile. The root object of the model layer for the UI. Main thread.
class Accounts : public PeerStatusSource
{
    Q_OBJECT
public:
    struct Parts {
        Store &store;
        Secrets &secrets;
        std::function<std::unique_ptr<net::Dialer>()> makeDialer; ///< one per account
        net::NetworkMonitor *network = nullptr;
        net::Clock &clock;
        net::IdSource &ids;
        QString deviceName; ///< "Anna's laptop": shown to the user's other devices only
        const Settings *settings = nullptr; ///< nullptr: the defaults
        QByteArray place{}; ///< this machine and profile folder: a session is taken up only where it was left (D49)
        std::chrono::milliseconds shutDownLimit{450}; ///< what of shutDown() is not done by then is left undone
    };
    explicit Accounts(Parts parts, QObject *parent = nullptr);
    ~Accounts() override;

    /// Loads the accounts of the profile and, with `online`, connects them. Quick: no network is waited for.
    void start(bool online = true);
    [[nodiscard]] QList<Account *> all() const;
    [[nodiscard]] Account *byId(AccountId id) const; ///< nullptr: none
    /// Checks the input at once, then signs in; the account is kept only when that worked.
    SignInAttempt *signIn(const SignInRequest &request);
    /// The same for a device that is being linked: with what the other one gave it.
    SignInAttempt *signIn(const SignInRequest &request, const LinkedSignIn &linked);
    /// Configure without connecting (`kith account add`).
    [[nodiscard]] net::Expected<AccountId, SignInProblem> add(const SignInRequest &request);
    /// Ends the session at the server and removes the account; with `removeData` its chats as well. Bounded time.
    void signOut(AccountId id, bool removeData);
    /// Before the process ends: detach every session, flush the store. `done` within Parts::shutDownLimit, which is less than the 500 ms that a desktop gives.
    void shutDown(std::function<void()> done);

    [[nodiscard]] Store &store() const;
    [[nodiscard]] AccountImpl *engine(AccountId id) const; ///< for model/linking; nullptr: none
    [[nodiscard]] PeerStatus peerStatus(AccountId account, const net::Jid &bare) const override;

Q_SIGNALS:
    void added(model::Account *account);
    void aboutToRemove(model::Account *account);
    void removed(model::AccountId id);
    /// Another device of the user has unlinked this one, or (`by` empty) the server says so: the account is being signed out here, and with `wiped` its data deleted.
    void unlinked(const net::Jid &account, const QString &by, bool wiped);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace model
