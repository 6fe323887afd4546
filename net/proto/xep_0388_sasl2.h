// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0388 Extensible SASL Profile 1.0.4
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace net::xep0388 {

inline constexpr QStringView kNs = u"urn:xmpp:sasl:2";

/// <authentication/> of the stream features.
struct Offer {
    QStringList mechanisms; ///< in the server's order
    std::vector<xml::Element> inlineFeatures; ///< children of <inline/>
    QStringList upgradeTasks; ///< XEP-0480
};
[[nodiscard]] std::optional<Offer> parseOffer(const xml::Element &features);

struct UserAgent {
    QString id; ///< UUIDv4 (B101)
    QString software;
    QString device;
};
/// `initial`: nullopt gives no element, an empty one an empty element (B103). What rides along is appended by the caller.
[[nodiscard]] xml::Element authenticate(const QString &mechanism, const std::optional<QByteArray> &initial, const UserAgent &agent);
[[nodiscard]] xml::Element response(const QByteArray &data);
[[nodiscard]] xml::Element abort();

/// Octets of <challenge/>; nullopt when it is no base64.
[[nodiscard]] std::optional<QByteArray> parseChallenge(const xml::Element &);

struct Success {
    QByteArray additionalData; ///< null: none
    QString identifier; ///< full address if bound, else bare (B106)
};
/// nullopt: not ours, or additional data that is no base64.
[[nodiscard]] std::optional<Success> parseSuccess(const xml::Element &);

/// <continue/>: signed in, if it were not for a task (B108).
struct Continue {
    QByteArray additionalData; ///< null: none. Of the mechanism that has just ended, as in <success/>
    QStringList tasks;
};
/// nullopt: not ours, or additional data that is no base64.
[[nodiscard]] std::optional<Continue> parseContinue(const xml::Element &);
[[nodiscard]] xml::Element next(const QString &task);
/// What a task says, either way, goes in here.
[[nodiscard]] xml::Element taskData(xml::Element payload);

} // namespace net::xep0388
