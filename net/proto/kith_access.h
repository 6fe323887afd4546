// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kith's own additions to XEP-0494: packaging/prosody/mod_client_access/README.md
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace net::access {

inline constexpr QStringView kNs = u"urn:kith:access:0"; ///< also the feature of the account, and inside Bind 2

/// What this session receives (L22), in an IQ or inside Bind 2; empty: everything.
[[nodiscard]] xml::Element services(const QStringList &words);
/// The server's answer to a question, and what it puts into <bound/>.
[[nodiscard]] std::optional<QStringList> parseServices(const xml::Element &);

/// Payload of an IQ: a token with which a new device signs in, once.
[[nodiscard]] xml::Element linkTokenRequest(const QString &mechanism);
struct LinkToken {
    QString mechanism; ///< the HT mechanism that it is for
    QString token; ///< secret
    QDateTime expiry; ///< UTC; invalid when not said
    bool operator==(const LinkToken &) const = default;
};
[[nodiscard]] std::optional<LinkToken> parseLinkToken(const xml::Element &);

/// Inside XEP-0494's <client/>: its sessions, or the last one.
struct ClientSession {
    enum class State { Connected, Hibernating, Detached, Ended };
    QString resource;
    State state = State::Connected;
    bool isSelf = false; ///< the one that asks
    bool operator==(const ClientSession &) const = default;
};
[[nodiscard]] std::optional<ClientSession> parseClientSession(const xml::Element &);
[[nodiscard]] xml::Element toElement(const ClientSession &);

/// In a stream error: this device's access to the account was taken away.
[[nodiscard]] bool isRevoked(const xml::Element &condition);

} // namespace net::access
