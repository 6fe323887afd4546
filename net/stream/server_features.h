// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

namespace net {

/// What a server offers on a stream, before and after authentication. Cached per account, domain and kind of TLS (bind2.md "What goes into one chunk"), so that the next login can
/// speak before it is asked. A pure value; JSON both ways for the store.
struct ServerFeatures {
    TlsKind tls = TlsKind::None;
    bool startTls = false, startTlsRequired = false; ///< offered on the plain stream
    // SASL2 (XEP-0388)
    bool sasl2 = false;
    QStringList mechanisms; ///< SASL2 list, in the server's order
    QStringList classicMechanisms; ///< RFC 6120 list
    QStringList channelBindings; ///< XEP-0440 type names
    QStringList sasl2Inline; ///< namespaces: urn:xmpp:sm:3, urn:xmpp:bind:0, urn:xmpp:fast:0
    QStringList bindInline; ///< feature vars of bind's <inline/>
    QStringList fastMechanisms;
    bool fastZeroRtt = false; ///< tls-0rtt='true' (B121)
    QStringList upgradeTasks; ///< XEP-0480
    QString configVersion, configScheme; ///< XEP-0509: goes back to the server with a pipelined <authenticate/>
    // after authentication
    bool bind = false, bind2Seed = false, sm = false, csi = false, rosterVersioning = false, preApproval = false;
    bool legacySession = false; ///< RFC 3921 session, and not marked as optional
    qint64 maxBytes = 0; ///< XEP-0478, 0: not told
    QDateTime seenAt; ///< UTC

    bool operator==(const ServerFeatures &) const = default;
    /// Take over what this <stream:features/> says; the stage decides which half is replaced.
    void learnBeforeAuth(const xml::Element &features);
    void learnAfterAuth(const xml::Element &features);
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static std::optional<ServerFeatures> fromJson(const QByteArray &json);
};

} // namespace net
Q_DECLARE_METATYPE(net::ServerFeatures)
