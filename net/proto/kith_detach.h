// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Kith's own protocol for sessions that are left on purpose: packaging/prosody/mod_detach/README.md
#include "net/xml/element.h"

#include <QDateTime>

#include <chrono>
#include <optional>

namespace net::detach {

inline constexpr QStringView kNs = u"urn:kith:detach:0";

/// In the features behind the login.
[[nodiscard]] bool isOffered(const xml::Element &features);

/// Payload of an IQ: with this key (Ed25519, raw) it will be proved that the session is ours.
[[nodiscard]] xml::Element prepare(const QByteArray &publicKey);
/// The answer.
struct Prepared {
    QString ticket; ///< secret, for one resume; the ones before are void
    std::chrono::seconds max{0}; ///< how long the session is kept; 0: until the server stops
    bool mentionsOnly = false; ///< lines of rooms are left to their archives
    bool operator==(const Prepared &) const = default;
};
[[nodiscard]] std::optional<Prepared> parsePrepared(const xml::Element &);

/// Said before the last acknowledgement: what follows is no lost connection.
[[nodiscard]] xml::Element detach();

/// What is signed. `exporter`: RFC 9266, of the connection that the proof goes over, so that it is worth nothing on any other.
[[nodiscard]] QByteArray signedOctets(const QString &ticket, const QString &previd, const QByteArray &exporter);
/// Goes into <resume/>.
[[nodiscard]] xml::Element proof(const QString &ticket, const QByteArray &signature);

/// In a stream error: the session was resumed twice, and is ended for both (D26).
[[nodiscard]] bool isKilled(const xml::Element &condition);

/// In a presence: this device is not here, but its session is, and gets what is sent to it (D2).
struct Detached {
    QDateTime since; ///< UTC; invalid: not told
    bool operator==(const Detached &) const = default;
};
[[nodiscard]] std::optional<Detached> parseDetached(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Detached &);

} // namespace net::detach
