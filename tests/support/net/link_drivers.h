// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_channel.h"
#include "net/linking/link_guest.h"
#include "net/linking/link_host.h"
#include "net/linking/link_pages.h"

#include <memory>

namespace test {

/// A state machine on a channel, and what came of it. What the program does with approval and grant, these leave to the test.
template<class Machine>
class LinkDriver : public QObject
{
public:
    LinkDriver(Machine made, std::unique_ptr<net::LinkChannel> on)
        : machine(std::move(made))
        , channel(std::move(on))
    {
        connect(channel.get(), &net::LinkChannel::received, this, [this](const net::psyc::Packet &packet) {
            auto step = machine.step(packet);
            if (!step.isOurs)
                later.push_back(packet);
            if (!step.isOurs && onLater)
                onLater(packet);
            apply(std::move(step));
        });
        connect(channel.get(), &net::LinkChannel::closed, this, [this](net::LinkEnd why) { ended = why; });
    }
    void apply(typename Machine::Step step)
    {
        if (machine.isProved())
            channel->setProved();
        for (const auto &packet : step.out)
            channel->send(packet);
        if (step.event)
            events.push_back(*step.event);
        if (step.close)
            channel->close();
    }
    template<class Wanted>
    [[nodiscard]] const Wanted *event() const ///< the first of its kind
    {
        for (const auto &one : events) {
            if (const auto *found = std::get_if<Wanted>(&one))
                return found;
        }
        return nullptr;
    }

    Machine machine;
    std::unique_ptr<net::LinkChannel> channel;
    std::vector<typename Machine::Event> events;
    std::vector<net::psyc::Packet> later; ///< pages and what asks for them
    std::function<void(const net::psyc::Packet &)> onLater;
    std::optional<net::LinkEnd> ended;
};
using HostDriver = LinkDriver<net::LinkHost>;
using GuestDriver = LinkDriver<net::LinkGuest>;

} // namespace test
