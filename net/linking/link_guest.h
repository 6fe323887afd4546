// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_grant.h"
#include "net/linking/link_proof.h"
#include "net/linking/psyc_packet.h"

namespace net {

/// The new device's side of one run, without I/O: PSYC's location that wants to be linked (L11–L21), with today's proof (link_proof.h).
///
///     Idle      --start()-->     Asked     enters (L12, L13)
///     Asked     --challenge-->   Shown     enters again with a new tag and its proof (L18); only with our own method, whatever else is offered (L19)
///     Shown     --waiting-->     Shown     tells: the code was right, a person must approve (what a stranger may claim; nothing follows from it)
///     Shown     --entered-->     Entered   the host has proved itself, or it is the end
///     Entered   --grant-->       Granted   tells the grant; stored() answers it
///     any       --error, anything unexpected-->  Ended
///
/// Each makes one proof, and so gives whoever pretends to be the host one guess. Another try, with what the person then typed, is another LinkGuest, on the same channel if it
/// is still there. Ask nobody's permission to try again but the person's. Main thread.
class LinkGuest
{
public:
    struct Settings {
        IdSource &ids; ///< outlives the guest
        Jid identity; ///< whom to be linked to
        QString device; ///< own public id (L40)
        QString name, software; ///< for the person who approves; may be empty
        QStringList services; ///< what it would like to receive (L22); empty: everything
        LinkSecret secret;
        QByteArray binding; ///< of its channel
    };

    enum class Failure {
        WrongCode, ///< another try is possible
        CodeBurnt, ///< too many of them
        CodeExpired,
        CodeUsed, ///< by another device
        Refused, ///< by the person on the other device
        TooManyDevices,
        NoCommonMethod, ///< the other side wants a proof that we do not give: too new, or not what it says it is
        HostUnproved, ///< says it is the other device, but does not know the code
        Protocol, ///< said something that nobody says at this point
    };

    struct ApprovalAwaited { };
    struct HostProved { }; ///< from here on the channel is ours
    struct Granted { LinkGrant grant; };
    struct Left { };
    struct Failed {
        Failure why;
        int triesLeft = 0; ///< after WrongCode, as the host says
    };
    using Event = std::variant<ApprovalAwaited, HostProved, Granted, Left, Failed>;

    struct Step {
        std::vector<psyc::Packet> out;
        std::optional<Event> event;
        bool close = false;
        bool isOurs = true; ///< false: a packet of what comes behind the linking (pages)
    };

    explicit LinkGuest(Settings settings);
    [[nodiscard]] Step start();
    [[nodiscard]] Step step(const psyc::Packet &received);
    [[nodiscard]] Step stored(); ///< the grant is on the disk
    [[nodiscard]] Step leave(); ///< L21
    [[nodiscard]] bool isProved() const; ///< the host knows the code, and we do

private:
    struct Idle { };
    struct Asked { QString tag; };
    struct Shown {
        QString tag;
        QByteArray expected; ///< the host's proof
    };
    struct Entered { QString tag; };
    struct HasGrant { QString tag; }; ///< of the grant
    struct Ended { };

    Step show(const psyc::Packet &packet);
    Step answered(const psyc::Packet &packet, const Shown &shown);
    Step takeGrant(const psyc::Packet &packet);
    Step fail(Failure why, int triesLeft = 0);
    [[nodiscard]] psyc::Packet request(QStringView method, const QString &tag) const;

    Settings m_settings;
    std::variant<Idle, Asked, Shown, Entered, HasGrant, Ended> m_state;
};

} // namespace net
