// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/password_attempt.h"

#include <QTimer>

namespace ui {

PasswordAttempt::PasswordAttempt(model::Account &account, const QString &password)
    : m_account(account)
{
    connect(&account, &model::Account::statusChanged, this, &PasswordAttempt::onStatus);
    connect(&account, &QObject::destroyed, this, &QObject::deleteLater);
    // After the caller has connected its slots.
    QTimer::singleShot(0, this, [this, password] { m_account.setPassword(password); });
}

void PasswordAttempt::cancel()
{
    m_over = true;
    deleteLater();
}

void PasswordAttempt::onStatus(const model::ConnectionStatus &status)
{
    if (m_over)
        return;
    const bool online = status.kind == model::ConnectionKind::Online;
    // While connecting, the problem is still the one of the time before.
    const bool refused = status.kind != model::ConnectionKind::Connecting && !status.problem.isEmpty();
    if (!online && !refused)
        return;
    m_over = true;
    deleteLater();
    if (online)
        Q_EMIT succeeded(&m_account);
    else
        Q_EMIT failed({status.needsPassword ? model::SignInField::Password : model::SignInField::None, status.problem, status.detail});
}

} // namespace ui
