// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/proto/rfc6121_roster.h"
#include "net/session/extension.h"

#include <functional>

namespace model {

/// What the own server pushes by IQ: changes of the contact list. Answers them, and takes them from nobody else (RFC 6121 §2.1.6). Who listens calls Session::handled(seq) when the change is
/// committed. Attach before the first connection. Main thread.
class PushListener final : public net::Extension
{
public:
    using RosterPushed = std::function<void(quint64 seq, const net::rfc6121::RosterPush &)>;
    explicit PushListener(RosterPushed rosterPushed)
        : m_rosterPushed(std::move(rosterPushed))
    {
    }
    net::Handled onStanza(net::Session &session, const net::xml::Element &stanza) override;

private:
    RosterPushed m_rosterPushed;
};

} // namespace model
