// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_guest.h"
#include "net/linking/link_host.h"
#include "tests/support/net/fake_clock.h"

namespace test {

/// What two devices that want to be linked need, with a code that needs no stretching. Hosts and guests are made from it; packets the test carries to and fro.
struct LinkWorld {
    net::FakeClock clock;
    net::SystemIds ids;
    net::Jid anna = net::Jid::fromString(u"anna@example.org");
    net::LinkSecret right{QByteArray(32, 'r')}, wrong{QByteArray(32, 'w')};
    QByteArray binding = QByteArray(32, 'b');
    net::LinkOffer offer{clock, right};

    [[nodiscard]] net::LinkHost host() { return host(binding); }
    [[nodiscard]] net::LinkHost host(const QByteArray &channel) { return net::LinkHost({clock, ids, offer, anna, channel}); }
    [[nodiscard]] net::LinkGuest guest(const net::LinkSecret &secret) { return guest(secret, binding); }
    [[nodiscard]] net::LinkGuest guest() { return guest(right); }
    [[nodiscard]] net::LinkGuest guest(const net::LinkSecret &secret, const QByteArray &channel)
    {
        return net::LinkGuest({ids, anna, QStringLiteral("device-5b1e"), QStringLiteral("Laptop"), QStringLiteral("Kith 0.1"), {}, secret, channel});
    }
    [[nodiscard]] net::LinkGrant grant() const
    {
        net::LinkGrant grant;
        grant.account = anna;
        grant.access = net::OneTimeToken{QStringLiteral("HT-SHA-256-EXPR"), QStringLiteral("one-time"), {}};
        grant.deviceName = QStringLiteral("Laptop");
        return grant;
    }
};

/// The only packet of a step; fails the test's expectation with an empty one otherwise.
template<class Step>
[[nodiscard]] net::psyc::Packet only(const Step &step)
{
    return step.out.size() == 1 ? step.out.front() : net::psyc::Packet();
}

template<class Wanted, class Step>
[[nodiscard]] const Wanted *eventOf(const Step &step)
{
    return step.event ? std::get_if<Wanted>(&*step.event) : nullptr;
}

/// What a guest ended with, if it did.
[[nodiscard]] inline std::optional<net::LinkGuest::Failure> failureOf(const net::LinkGuest::Step &step)
{
    const auto *failed = eventOf<net::LinkGuest::Failed>(step);
    return failed ? std::optional(failed->why) : std::nullopt;
}

} // namespace test
