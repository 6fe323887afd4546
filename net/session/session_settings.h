// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/stream/server_features.h"
#include "net/transport/dialer.h"
#include "net/xml/element.h"

#include <deque>

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

/// A stanza that was written and not yet acknowledged, or waits to be written.
struct OutboundStanza {
    quint64 token = 0; ///< given by Session::send(); 0: nobody asks for its fate
    xml::Element stanza;
    QDateTime firstSent; ///< UTC, invalid while never written (a resend carries it as <delay/>, D54)
    bool operator==(const OutboundStanza &) const = default;
};

/// What is needed to take a session up again (D40). Survives the connection; whether it survives the process is the owner's choice: it is a plain value.
struct ResumeState {
    QString smId; ///< previd
    QString location; ///< "host:port" to try first, as <enabled location=> said
    Jid fullJid;
    quint32 inbound = 0; ///< h: stanzas handled, modulo 2^32 (D46)
    quint32 outbound = 0; ///< stanzas written, modulo 2^32
    std::deque<OutboundStanza> unacked; ///< in order
    std::chrono::seconds max{0}; ///< as <enabled max=> said, 0: not told
    QDateTime lostAt; ///< UTC, when the connection went away
    bool operator==(const ResumeState &) const = default;
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
    bool passwordIsPlainAllowed = true; ///< false once SCRAM has worked with this account (B120)
};

} // namespace net
