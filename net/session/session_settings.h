// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/session/resume_state.h"
#include "net/stream/server_features.h"
#include "net/transport/dialer.h"

namespace net {

/// A FAST token and all that must be kept with it (B122). Same secrecy as a password.
struct FastToken {
    QString mechanism; ///< the HT mechanism it was requested for; no other may use it (B123)
    QString token;
    QDateTime expiry; ///< UTC; invalid when the server did not say
    quint32 counter = 0; ///< highest count used so far (B121); the next is higher than this and than the seconds since 2020, so that one lost in a crash is not used again
    QString older{}; ///< the token it replaced, of the same mechanism: kept until this one has authenticated once, as the server keeps it (B124)
    bool operator==(const FastToken &) const = default;
};

/// Who signs in, where, and with what. Value type.
struct SessionSettings {
    Jid jid; ///< bare
    QString password; ///< may be empty when there is a token
    std::optional<FastToken> token;
    QString userAgentId; ///< UUIDv4, one per installation and account, for ever (B101)
    QString software; ///< "Kith"; also the tag of the resource (B114)
    QString device; ///< shown to the user's other devices only
    DialRequest dial; ///< pinned server, CA, proxy
    std::optional<ServerFeatures> cachedFeatures;
    std::optional<ResumeState> resume;
    QByteArray signingKey{}; ///< Ed25519 private key of this device: proves that a session that was left on purpose is its own (D15). Empty: none
    bool passwordIsPlainAllowed = true; ///< false once SCRAM has worked with this account (B120)
};

} // namespace net
