// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/transport.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

namespace net {

/// Has something that no stream feature announces been tried on this server?
enum class Tried {
    No,
    Works,
    Failed, ///< not again, until what the server offers before the login visibly changes
};

/// What was found out about a server beyond its features. Outlives what a stale cache costs: it is why the same surprise does not come twice.
struct LearnedFacts {
    Tried restart = Tried::No; ///< a stream header and what follows it are taken behind the last authentication element (B16, B17)
    Tried ahead = Tried::No; ///< what a stream begins with behind its authentication is taken with its header, before its features were seen
    Tried seed = Tried::No; ///< the <bind xmlns='urn:xmpp:bind2:0'/> that it offers is answered with <bound/>
    Tried early = Tried::No; ///< a login in TLS early data (B121) is answered, where the server announces it
    QStringList upgraded; ///< XEP-0480 tasks that are done, or that came to nothing (B116): never asked for again, whatever is offered
    bool operator==(const LearnedFacts &) const = default;
    /// It was tried and did not go well. `certain` false: a connection that broke may have had any other reason, so what has worked before gets another chance.
    static void disappoint(Tried &fact, bool certain) { fact = !certain && fact == Tried::Works ? Tried::No : Tried::Failed; }
};

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
    bool detach = false; ///< keeps sessions that are left on purpose (kith_detach.h)
    qint64 maxBytes = 0; ///< XEP-0478, 0: not told
    QDateTime seenAt; ///< UTC
    LearnedFacts learned;

    bool operator==(const ServerFeatures &) const = default;
    /// Take over what this <stream:features/> says; the stage decides which half is replaced. Where a server known before now offers something else than before, what failed once
    /// may be tried again.
    void learnBeforeAuth(const xml::Element &features);
    void learnAfterAuth(const xml::Element &features);
    /// Is there anything about a login in it, or nothing but what was learned?
    [[nodiscard]] bool isKnown() const { return sasl2 || !classicMechanisms.isEmpty(); }
    /// The server takes Bind 2 together with SASL2's <authenticate/>.
    [[nodiscard]] bool hasInlineBind() const;
    /// What outlives a cache that has proved stale.
    [[nodiscard]] ServerFeatures onlyLearned() const;
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static std::optional<ServerFeatures> fromJson(const QByteArray &json);

private:
    void readBeforeAuth(const xml::Element &features);
};

} // namespace net
Q_DECLARE_METATYPE(net::ServerFeatures)
