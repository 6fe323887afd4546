// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0030 Service Discovery 2.5.0 and XEP-0115 Entity Capabilities 1.6.0: saying what we can, and learning what the server and the account can.
#include "net/proto/xep_0030_disco.h"
#include "net/session/extension.h"

#include <QObject>

namespace net::xep0030 {

/// What the server offers this account. Empty until asked.
struct ServerInfo {
    Info account; ///< of the own bare address: archive, personal nodes
    Info server; ///< of the domain: carbons, blocking, uploads
    bool known = false; ///< both have been asked, with whatever result
    bool operator==(const ServerInfo &) const = default;

    [[nodiscard]] bool hasArchive() const; ///< XEP-0313
    [[nodiscard]] bool hasExtendedArchive() const;
    [[nodiscard]] bool hasCarbons() const;
    [[nodiscard]] bool hasBlocking() const; ///< XEP-0191
    [[nodiscard]] bool hasPersonalNodes() const; ///< XEP-0163
    [[nodiscard]] bool hasPublishOptions() const;
    /// While it moves a session to a new connection it loses and swaps what comes at that moment; and its archive may have a line later than one that came after it: ejabberd, seen with 24.12.
    /// It says who it is.
    [[nodiscard]] bool isCareless() const;
};

/// Answers disco#info with what all extensions of the session announce, puts the caps of that answer on presence that goes out, and asks server and account at each new
/// session that begins when what is known is too old. Main thread.
class Disco final : public QObject, public Extension
{
    Q_OBJECT
public:
    /// `extra`: features that no extension announces ("urn:xmpp:receipts", "…+notify").
    Disco(Session &session, QStringList extra, QObject *parent = nullptr);

    [[nodiscard]] const ServerInfo &serverInfo() const { return m_server; }
    /// What an earlier session has learned, before the first connection. Until `goodUntil` no session asks again.
    void remember(ServerInfo info, const QDateTime &goodUntil);
    /// What we answer.
    [[nodiscard]] Info ownInfo() const;

    [[nodiscard]] QStringList discoFeatures() const override;
    void onSend(xml::Element &stanza) override;
    void onLive(Session &session, Resumed resumed) override;
    Handled onStanza(Session &session, const xml::Element &stanza) override;

Q_SIGNALS:
    void serverInfoChanged(const net::xep0030::ServerInfo &info);
    void serverAnswered(const net::xep0030::ServerInfo &info); ///< this session has asked

private:
    void ask(Session &session, const Jid &whom, Info ServerInfo::*where);

    Session &m_session;
    QStringList m_extra;
    ServerInfo m_server, m_asking;
    QDateTime m_goodUntil; ///< UTC
    int m_open = 0;
    int m_round = 0;
};

} // namespace net::xep0030
