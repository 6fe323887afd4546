// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_proof.h"
#include "net/linking/psyc_packet.h"

namespace net {

/// Two devices that have been linked go on with a history that was interrupted: on a channel of which neither knows who is at its other end, both show that they have the key that one
/// gave the other when they were linked (LinkGrant::History::key).
///
///     receiver   _request_history_enter    _password = HMAC-SHA-256(key, "kith-history-receiver" || 00 || device ids || channel binding)
///     sender     _notice_history_enter     the same with its own label; only when the receiver's was right
///
/// The key has 256 random bits, so there is nothing to guess and no SPAKE2; the binding makes a proof good on this one channel; pages follow (link_pages.h).
struct HistoryKnown {
    QByteArray key;
    QString receiver, sender; ///< public device ids
};

[[nodiscard]] psyc::Packet enterHistory(const HistoryKnown &known, LinkExchange::Side side, const QByteArray &binding);
/// Is this what the other side says who has the key? In constant time.
[[nodiscard]] bool provesHistory(const psyc::Packet &packet, const HistoryKnown &known, LinkExchange::Side by, const QByteArray &binding);

} // namespace net
