// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"

#include <optional>

namespace ui {

/// An xmpp: link (RFC 5122, its actions by XEP-0147), reduced to what Kith can do with it. Links come from anywhere: they only fill in a form that the user confirms.
struct XmppUri {
    enum class Action {
        Write, ///< no action, or "message"
        AddContact, ///< "roster" and "subscribe"
        NotKnown, ///< valid, but asks for something else
    };
    net::Jid address; ///< bare
    Action action = Action::Write;
    QString body; ///< of "message"; may be empty
    QString name; ///< of "roster"; may be empty
    bool operator==(const XmppUri &) const = default;
};

/// Nothing: not an xmpp: link, or without a valid address of a person.
[[nodiscard]] std::optional<XmppUri> parseXmppUri(const QString &text);

} // namespace ui
