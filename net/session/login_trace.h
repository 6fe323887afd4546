// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/transport/dialer.h"

#include <QDateTime>

namespace net {

/// The rung of the login ladder (DESIGN.md "Login") that succeeded.
enum class Rung { Resume, Token, Seed, Password, Unknown, Classic };

/// As long as it runs itself (XEP-0198 knows no such thing; kith_detach.h does).
inline constexpr std::chrono::seconds kUntilServerStops = std::chrono::seconds::max();

/// What one login cost and how it went. Shown on the connection page, written by --trace. Value type.
struct LoginTrace {
    QDateTime startedAt; ///< wall clock, UTC
    DialReport dial;
    std::chrono::nanoseconds firstFlight{}; ///< first octets of the stream written
    std::chrono::nanoseconds live{}; ///< bound or resumed: usable
    std::chrono::nanoseconds unreadKnown{}; ///< zero until known
    std::chrono::nanoseconds caughtUp{}; ///< archive read up to the newest; zero until then
    int quietReconnects = 0; ///< connections that failed on stale knowledge and were tried again before this one
    int flights = 0; ///< times we had to wait for the server between the end of TLS and live
    quint64 bytesSent = 0, bytesReceived = 0; ///< on the wire, until live
    Rung rung = Rung::Unknown;
    Jid jid; ///< full, as bound
    bool resumed = false;
    bool unreadFromServer = false; ///< the unread list came with the login (B13), in the same round trip
    QString mechanism; ///< "HT-SHA-256-EXPR", "SCRAM-SHA-256-PLUS", …
    QString channelBinding; ///< "tls-exporter"; empty: none
    std::chrono::seconds resumeWindow{0}; ///< how long the server keeps the session after a cut, or, where it makes a difference, when left on purpose; 0: not told or not resumable
    QString whyNotKept; ///< translated: why the server keeps nothing of a session whose connection is gone; empty when it does
    QString whyNotResumed; ///< translated, empty when resumed or nothing was to resume
};

} // namespace net
Q_DECLARE_METATYPE(net::LoginTrace)
