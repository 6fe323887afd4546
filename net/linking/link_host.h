// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_grant.h"
#include "net/linking/link_offer.h"
#include "net/linking/link_proof.h"
#include "net/linking/psyc_packet.h"

namespace net {

/// The existing device's side of one channel, without I/O: PSYC's identity as seen by a location that wants to be linked (L11–L21), with today's proof (link_proof.h).
///
///     Waiting     --enter-->               Challenged   says which method, a nonce, its share (L17)
///     Challenged  --enter, wrong proof-->  Waiting      says how many tries are left (L20); the third wrong one burns the code and ends
///     Challenged  --enter, right proof-->  Proved       tells: a person must approve; nothing has been given yet
///     Proved      --approve()-->           Granted      proves itself (L14, L15), then grants
///     Granted     --echo-->                Linked       tells; pages of the history may follow (link_pages.h), which are not ours
///     Granted, Linked  --leave-->          Ended        L21
///     any         --anything unexpected, refuse()-->  Ended
///
/// One for each channel, all of a code with the same offer. After Ended every packet is dropped. Main thread.
class LinkHost
{
public:
    static constexpr std::chrono::seconds kNonceLife{60}; ///< linking.md §4
    static constexpr std::chrono::seconds kApprovalLife{120};

    /// What outlives the host, and what it needs to know.
    struct Settings {
        Clock &clock;
        IdSource &ids;
        LinkOffer &offer;
        Jid identity;
        QByteArray binding; ///< of its channel; without one nobody can prove anything
    };

    enum class Refusal {
        ByPerson,
        TooManyDevices, ///< L51
    };

    struct GuestProved { ///< ask the person, then approve() or refuse()
        QString device; ///< its public id (L40)
        QString name, software; ///< as it says itself; empty when it does not
        QStringList services; ///< what it would like to receive (L22); empty: everything
    };
    struct GuessedWrong { int triesLeft; };
    struct GrantStored { };
    struct GuestLeft { };
    struct GuestFailed { QString why; }; ///< for the log: no secret in it
    using Event = std::variant<GuestProved, GuessedWrong, GrantStored, GuestLeft, GuestFailed>;

    struct Step {
        std::vector<psyc::Packet> out;
        std::optional<Event> event;
        bool close = false; ///< after `out` has been sent
        bool isOurs = true; ///< false: a packet of what comes behind the linking (pages)
    };

    explicit LinkHost(Settings settings);
    [[nodiscard]] Step step(const psyc::Packet &received);
    /// Only in Proved; else, or when the person took too long, it ends without giving anything.
    [[nodiscard]] Step approve(const LinkGrant &grant);
    [[nodiscard]] Step refuse(Refusal why);
    [[nodiscard]] bool isProved() const; ///< the guest knows the code

private:
    struct Waiting { };
    struct Challenged {
        LinkExchange exchange;
        QString device;
        std::chrono::nanoseconds at;
    };
    struct Proved {
        QString device, tag;
        QByteArray proof; ///< our own, not sent yet
        std::chrono::nanoseconds at;
    };
    struct Granted { QString device, tag; };
    struct Linked { QString device; };
    struct Ended { };

    Step onEnter(const psyc::Packet &packet);
    Step challenge(const psyc::Packet &packet);
    Step check(const psyc::Packet &packet, Challenged challenged);
    Step end(const psyc::Packet &packet, QStringView method, const QString &text, const QString &why);
    Step unknown(const psyc::Packet &packet);
    [[nodiscard]] psyc::Packet reply(const QString &device, const QString &tag, QStringView method) const;
    [[nodiscard]] bool isOlderThan(std::chrono::nanoseconds at, std::chrono::seconds life) const;

    Settings m_settings;
    std::variant<Waiting, Challenged, Proved, Granted, Linked, Ended> m_state;
    int m_unknown = 0;
};

} // namespace net
