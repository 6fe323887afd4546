// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What linking says in stanzas: to the server's rendezvous and relay (packaging/prosody/mod_client_access/README.md), and from one device of an account to another.
#include "net/linking/link_invitation.h"
#include "net/linking/psyc_packet.h"
#include "net/session/extension.h"

#include <QObject>

namespace net {

/// A place at the server at which a device without an account can come in.
struct Rendezvous {
    QString place;
    int seconds = 0; ///< that it stays; the server's to say
    bool operator==(const Rendezvous &) const = default;
};
[[nodiscard]] xml::Element rendezvousRequest(const QString &place);
[[nodiscard]] xml::Element rendezvousEnd();
[[nodiscard]] std::optional<Rendezvous> parseRendezvous(const xml::Element &);
/// A stream feature: the server has a relay, and takes it before the sign-in.
[[nodiscard]] bool offersRelay(const xml::Element &features);

/// What passes there: octets, or that one end has left.
struct Relayed {
    QString place;
    QString account; ///< only from who comes in
    QString stream; ///< tells those who came in apart; not to or from them
    QByteArray octets;
    bool isGone = false;
    bool operator==(const Relayed &) const = default;
};
[[nodiscard]] xml::Element toElement(const Relayed &);
[[nodiscard]] std::optional<Relayed> parseRelayed(const xml::Element &);

/// A device that has a part of the account's history asks the one that has the rest where it listens: to go on (link_resume.h).
struct HistoryQuestion {
    QString device; ///< own public id
    bool operator==(const HistoryQuestion &) const = default;
};
[[nodiscard]] xml::Element toElement(const HistoryQuestion &);
[[nodiscard]] std::optional<HistoryQuestion> parseHistoryQuestion(const xml::Element &);

/// The answer: addresses of the network, and a stream for PeerPiece where they lead nowhere.
struct HistoryPlace {
    QString stream;
    QList<LinkAddress> addresses;
    QByteArray key; ///< of the listener, LinkInvitation::kKeyLength octets
    bool operator==(const HistoryPlace &) const = default;
};
[[nodiscard]] xml::Element toElement(const HistoryPlace &);
[[nodiscard]] std::optional<HistoryPlace> parseHistoryPlace(const xml::Element &);

/// Octets between two sessions of one account: TLS of its own, so the server hands on what it cannot read.
struct PeerPiece {
    QString stream;
    qint64 number = 0; ///< counts them, so that one that was lost or doubled is noticed before TLS does
    QByteArray octets;
    bool isGone = false;
    bool operator==(const PeerPiece &) const = default;
};
[[nodiscard]] xml::Element toElement(const PeerPiece &);
[[nodiscard]] std::optional<PeerPiece> parsePeerPiece(const xml::Element &);

/// Gives out what comes of these, and believes the own account only (L47): the relay's from the account itself, which is where only the server writes, and the rest from one of its
/// other sessions. Everything else stays unanswered here, and so is not known. Main thread.
class LinkStanzas final : public QObject, public Extension
{
    Q_OBJECT
public:
    using QObject::QObject;

    std::function<void(const Relayed &)> onRelayed; ///< null: nobody waits at a place
    const QObject *relayOwner = nullptr; ///< whose place it is; there is one for a session
    /// False: not known, the session says so. Whoever takes it answers it.
    std::function<bool(const xml::Element &iq, const Jid &from)> onPeer;

    Handled onStanza(Session &session, const xml::Element &stanza) override;
    void onDisconnected() override { Q_EMIT disconnected(); }

Q_SIGNALS:
    void disconnected();
};

} // namespace net
