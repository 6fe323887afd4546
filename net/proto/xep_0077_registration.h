// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0077 In-Band Registration 2.4: §3.3, a new password for an account that is signed in. Accounts are neither made nor deleted.
#include "net/xml/element.h"

namespace net::xep0077 {

inline constexpr QStringView kNs = u"jabber:iq:register";

/// Payload of an iq set to the account's server, on a stream that is encrypted.
[[nodiscard]] xml::Element changePassword(const QString &user, const QString &password);

/// What the condition of an error means for who asked.
enum class Refusal {
    NotOffered, ///< not in this way
    NotAccepted, ///< not this password
    Trouble, ///< of the server
};
[[nodiscard]] Refusal refusalOf(QStringView condition);

} // namespace net::xep0077
