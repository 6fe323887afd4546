// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/account_sync.h"
#include "model/sync/credentials.h"
#include "model/sync/sign_in_check.h"

#include <optional>

namespace model {

/// What a device that is being linked has been given by another one of the account. Value type. Secret.
struct LinkedSignIn {
    std::optional<net::FastToken> token; ///< good for one sign-in, which brings the device its own; none: SignInRequest::password
    QString device; ///< own public id, as the other device knows it (L40)
    QString name; ///< how the other device calls this one
    QStringList services; ///< what it receives (L22)
};

/// One try: a session without a row. When it is live the row is made, and session, row and credentials go to `adopt`; when anything fails nothing is left behind. Main thread.
class SignInAttemptImpl final : public SignInAttempt
{
    Q_OBJECT
public:
    struct SignedIn {
        AccountRecord record;
        std::unique_ptr<AccountSync> sync;
        std::unique_ptr<Credentials> credentials;
    };
    using Adopt = std::function<Account *(SignedIn)>;
    SignInAttemptImpl(const AccountSync::Parts &parts, Secrets &secrets, Adopt adopt, QObject *parent);
    ~SignInAttemptImpl() override;

    /// `record` is complete but for its id.
    void start(const CheckedSignIn &checked, const AccountRecord &record, std::unique_ptr<net::Dialer> dialer, const LinkedSignIn *linked = nullptr);
    /// Tells the problem from the event loop: whoever asked has to connect first.
    void failLater(const SignInProblem &problem);
    void cancel() override;

private:
    void onLive();
    void onError(const net::SessionError &error);
    void fail(const SignInProblem &problem);
    void dropSession();

    AccountSync::Parts m_parts;
    Secrets &m_secrets;
    Adopt m_adopt;
    AccountRecord m_record;
    std::optional<DeviceEntry> m_device; ///< of a linked device: what it is in the account
    std::unique_ptr<AccountSync> m_sync;
    std::unique_ptr<Credentials> m_credentials;
    bool m_over = false;
};

} // namespace model
