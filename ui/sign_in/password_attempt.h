// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/accounts.h"

namespace ui {

/// A new password for an account that exists, tried like a sign-in: succeeded() once the account is online, failed() when the server refuses it too.
/// Deletes itself then, as every attempt does; also when the account goes away. Main thread.
class PasswordAttempt final : public model::SignInAttempt
{
    Q_OBJECT
public:
    PasswordAttempt(model::Account &account, const QString &password);
    void cancel() override;

private:
    void onStatus(const model::ConnectionStatus &status);

    model::Account &m_account;
    bool m_over = false;
};

} // namespace ui
