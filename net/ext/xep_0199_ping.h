// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0199 XMPP Ping 2.0.1: answering. Asking is the session's keepalive.
#include "net/session/extension.h"

namespace net::xep0199 {

/// Answers pings. Main thread.
class PingResponder final : public Extension
{
public:
    [[nodiscard]] QStringList discoFeatures() const override;
    Handled onStanza(Session &session, const xml::Element &stanza) override;
};

} // namespace net::xep0199
