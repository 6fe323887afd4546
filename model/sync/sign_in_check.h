// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/accounts.h"
#include "model/types/host_port.h"
#include "net/session/session_error.h"

namespace model {

/// What was typed into the sign-in page, understood.
struct CheckedSignIn {
    net::Jid jid; ///< bare
    QString password;
    QString host; ///< empty: look it up
    quint16 port = 0;
    bool startTls = false;
    QString caFile;
};

/// Understands the input, or says what is wrong with it before any network is asked. `hasToken`: a password is not needed.
[[nodiscard]] net::Expected<CheckedSignIn, SignInProblem> checkSignIn(const SignInRequest &request, bool hasToken = false);

/// The engine's reason in terms of the page: which field to correct. `pinned`: the user named a server.
[[nodiscard]] SignInProblem toSignInProblem(const net::SessionError &error, bool pinned);

} // namespace model
