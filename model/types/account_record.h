// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "net/base/jid.h"

namespace model {

/// What is stored of an account. Secrets are not here: they are in the keychain. Value type.
struct AccountRecord {
    AccountId id{};
    net::Jid jid; ///< bare
    bool enabled = true; ///< false: the user took it offline for good
    QString server; ///< "host:port" pinned by the user; empty: look it up
    bool startTls = false; ///< for `server`: STARTTLS instead of direct TLS
    QString caFile; ///< PEM; empty: the system's roots
    QString userAgentId; ///< UUIDv4, stable for this installation and account (XEP-0388 §2.3)
    bool plainForbidden = false; ///< SCRAM has worked once: never PLAIN again (B120)
    QString deviceName;
    QString ownName; ///< what the user calls themselves
    QString avatarHash; ///< own picture
    QString rosterVersion; ///< RFC 6121 §2.6; empty: never fetched
    QString archiveHead; ///< newest id of our archive that was handled; empty: none yet
    bool operator==(const AccountRecord &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::AccountRecord)
