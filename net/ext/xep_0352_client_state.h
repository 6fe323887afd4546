// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0352 Client State Indication 1.0.0
#include "net/session/extension.h"

namespace net::xep0352 {

/// Tells the server whether anybody is looking, so that it may hold back what can wait. Main thread.
class ClientState final : public Extension
{
public:
    /// From the start of the process the client counts as active until said otherwise.
    void setActive(Session &session, bool active);
    [[nodiscard]] bool isActive() const { return m_active; }

    void inlineInto(BindRequest &request) override { request.inactive = !m_active; }
    void onLive(Session &session, Resumed resumed) override;

private:
    void tell(Session &session) const;
    bool m_active = true;
};

} // namespace net::xep0352
