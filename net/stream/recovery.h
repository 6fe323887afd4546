// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/stream/login.h"

namespace net {

/// What to do after a login failed (bind2.md, recovery table). Each remedy at most once between two successes, so nothing ever loops.
enum class Remedy {
    QuietRetry, ///< at once, without cached features, and without a word to the user: a stale cache, or another token to try
    OtherHost, ///< at once, at the host the server named
    None, ///< tell the user; normal back-off if the error is one that passes
};

class Recovery
{
public:
    [[nodiscard]] Remedy judge(const LoginFailure &failure);
    void succeeded();
    /// The connection has proved good for a while.
    void steady() { m_redirected = false; }
    /// While a quiet retry is under way, and with a server where that was needed again and again: speak only when spoken to.
    [[nodiscard]] bool mayUseCache() const { return !m_retried && m_unlearned == 0 && m_disappointments < kMostDisappointments; }

private:
    static constexpr int kMostDisappointments = 2;
    static constexpr int kMostUnlearned = 3; ///< there are no more things that could be learned not to work
    int m_disappointments = 0; ///< logins that worked only after a quiet retry
    int m_unlearned = 0; ///< since the last success; each is a connection on its own, and none comes twice
    bool m_retried = false;
    bool m_redirected = false;
};

} // namespace net
