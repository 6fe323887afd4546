// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0494 Client Access Management 0.1.0: which programs have access to the account, and taking it away
#include "net/xml/element.h"

#include <QDateTime>

#include <optional>
#include <vector>

namespace net::xep0494 {

inline constexpr QStringView kNs = u"urn:xmpp:cam:0";

inline constexpr size_t kMostClients = 256; ///< of a list that are read

enum class ClientType {
    Session, ///< it has, or had, a session
    Access, ///< it was given access, and has not been seen
};
enum class Permission { Unrestricted, Normal, Restricted };

/// §3.1
struct Client {
    QString id; ///< opaque; what is revoked
    ClientType type = ClientType::Session;
    bool connected = false; ///< also one whose session waits to be resumed
    QDateTime firstSeen, lastSeen; ///< UTC; invalid: not said
    bool usedPassword = false, hasGrant = false, hasFast = false;
    Permission permission = Permission::Unrestricted;
    QString software, uri, device; ///< as the program calls itself; may be empty
    xml::Element element{}; ///< as it was read, for what others have put in; not compared
    bool operator==(const Client &other) const;
};
/// nullopt: not a client, or without id, type, <auth/> or <permission/>. Times that are none count as not said.
[[nodiscard]] std::optional<Client> parseClient(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Client &);

[[nodiscard]] xml::Element listRequest();
/// nullopt: not a list. Those that are malformed are left out.
[[nodiscard]] std::optional<std::vector<Client>> parseClients(const xml::Element &);

/// §3.2
[[nodiscard]] xml::Element revoke(const QString &id);
/// The error reply says that only a new password takes access away.
[[nodiscard]] bool isPasswordResetRequired(const xml::Element &errorReply);

} // namespace net::xep0494
