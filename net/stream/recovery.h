// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/stream/login.h"

namespace net {

/// What to do after a login failed (bind2.md, recovery table). Each remedy at most once between two successes, so nothing ever loops.
enum class Remedy {
    QuietRetry, ///< at once, without cached features, and without a word to the user
    OtherHost, ///< at once, at the host the server named
    None, ///< tell the user; normal back-off if the error is one that passes
};

class Recovery
{
public:
    [[nodiscard]] Remedy judge(const LoginFailure &failure);
    void succeeded() { m_retried = m_redirected = false; }
    /// While a quiet retry is under way: speak only when spoken to.
    [[nodiscard]] bool mayUseCache() const { return !m_retried; }

private:
    bool m_retried = false;
    bool m_redirected = false;
};

} // namespace net
