// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QFuture>
#include <QString>

namespace model {

enum class PasswordOutcome {
    Changed, ///< at the server and here: this device stays signed in
    NotOffered, ///< this server takes a new password only elsewhere: on its web site, from its administrator
    NotAccepted, ///< by the server: too short, the old one again
    NotConnected,
    Failed,
};
struct PasswordAnswer {
    PasswordOutcome outcome = PasswordOutcome::Changed;
    QString detail{}; ///< the server's words
    bool operator==(const PasswordAnswer &) const = default;
};

/// A new password for an account, at its server (XEP-0077 §3.3). Main thread.
class PasswordChange
{
public:
    virtual ~PasswordChange() = default;
    /// Every other device that signs in with the password is asked for the new one; where the server does that, its keys become worthless too.
    virtual QFuture<PasswordAnswer> changePassword(AccountId account, const QString &password) = 0;
};

} // namespace model
Q_DECLARE_METATYPE(model::PasswordAnswer)
