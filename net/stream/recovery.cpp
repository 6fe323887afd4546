// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/recovery.h"

#include "net/stream/login_errors.h"

namespace net {

void Recovery::succeeded()
{
    if (m_retried)
        ++m_disappointments;
    m_retried = false;
    m_unlearned = 0;
}

Remedy Recovery::judge(const LoginFailure &failure)
{
    if (failure.otherHost) {
        if (m_redirected)
            return Remedy::None;
        m_redirected = true;
        return Remedy::OtherHost;
    }
    if (failure.unlearned && m_unlearned < kMostUnlearned) {
        ++m_unlearned;
        return Remedy::QuietRetry;
    }
    if ((failure.tokenLeft || failure.spoilt) && !m_retried) {
        m_retried = true;
        return Remedy::QuietRetry;
    }
    if (failure.pipelined && !m_retried && isAboutTheConversation(failure.error.kind)) {
        m_retried = true;
        return Remedy::QuietRetry;
    }
    return Remedy::None;
}

} // namespace net
