// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/psyc_packet.h"

#include <QByteArray>

#include <map>
#include <vector>

namespace test {

/// PSYC as the page writes it (linking.md §3), both syntaxes: for what the page shows, and for programs that still speak like that. Only tests know it.
[[nodiscard]] QByteArray toText(const net::psyc::Packet &packet);
/// nullopt: not one whole packet. `:` and `=` set, `-` removes; `+` adds to a list, `?` asks and sets nothing.
[[nodiscard]] std::optional<net::psyc::Packet> fromText(const QByteArray &text);
/// L20: the body with its [_variables] filled in.
[[nodiscard]] QString filledIn(const net::psyc::Packet &packet);

/// L18: hexadecimal digits of the hash over nonce and password. "sha1" or "md5".
[[nodiscard]] QString pageHash(const QString &hash, const QString &nonce, const QString &password);

/// The identity of the page: challenges with old hashes and knows the password. What it must never be again.
struct PageIdentity {
    QString uni, password;
    QString nonce = QStringLiteral("6eaa3554"); ///< the page's; one for all, as psyced had it
    QString hashes = QStringLiteral("|sha1|md5");
    [[nodiscard]] net::psyc::Packet answer(const net::psyc::Packet &enter) const;

    std::map<QString, QStringList> linked{}; ///< locations, and what of it each receives
    std::vector<net::psyc::Packet> stored{}; ///< L9
    /// Whatever comes to the identity, and what leaves it then: answers, and what the locations get (L1–L10, L14, L21–L24).
    [[nodiscard]] std::vector<net::psyc::Packet> take(const net::psyc::Packet &packet);
};

/// The location of the page.
struct PageLocation {
    QString uni, unl, password;
    int tag = 284232;
    [[nodiscard]] net::psyc::Packet enter() const;
    /// L18, with the first hash of the list that it knows; a null method when it knows none.
    [[nodiscard]] net::psyc::Packet enterAgain(const net::psyc::Packet &challenge) const;
};

} // namespace test
