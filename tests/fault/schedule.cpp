// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/schedule.h"

#include <span>

using namespace Qt::StringLiterals;

namespace fault {

namespace {

using Way = test::WireProxy::Way;
using Cut = test::WireProxy::Cut;

struct Weight {
    Kind kind;
    int weight;
};
constexpr Weight kInProcess[] = {{Kind::Close, 16}, {Kind::Reset, 16}, {Kind::Silence, 10}, {Kind::Login, 10}, {Kind::AcksSwallowed, 12}, {Kind::StalledUp, 8}, {Kind::Delay, 5},
    {Kind::SecondConnection, 6}, {Kind::Quit, 8}, {Kind::Kill, 12}, {Kind::DiskFull, 4}, {Kind::Locked, 4}, {Kind::ClockForward, 3}, {Kind::ClockBack, 3}};
constexpr Weight kRealProcess[] = {{Kind::Kill9, 50}, {Kind::Quit, 10}, {Kind::DiskFull, 8}, {Kind::Close, 8}, {Kind::Silence, 6}, {Kind::Login, 6}, {Kind::AcksSwallowed, 8}, {Kind::StalledUp, 4}};

Kind pick(Dice &dice, std::span<const Weight> weights)
{
    int sum = 0;
    for (const Weight &one : weights)
        sum += one.weight;
    int at = dice.below(sum);
    for (const Weight &one : weights) {
        if (at < one.weight)
            return one.kind;
        at -= one.weight;
    }
    return weights.front().kind;
}

} // namespace

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Close:
        return u"connection closed at some octet"_s;
    case Kind::Reset:
        return u"connection reset at some octet"_s;
    case Kind::Silence:
        return u"cable pulled at some octet"_s;
    case Kind::Login:
        return u"cut during the login"_s;
    case Kind::AcksSwallowed:
        return u"acks swallowed, then cut"_s;
    case Kind::StalledUp:
        return u"stall towards the server, then cut"_s;
    case Kind::Delay:
        return u"jump of the delay"_s;
    case Kind::SecondConnection:
        return u"second connection beside the first"_s;
    case Kind::Quit:
        return u"quit and start"_s;
    case Kind::Kill:
        return u"engine killed, and start"_s;
    case Kind::Kill9:
        return u"process killed (-9), and start"_s;
    case Kind::DiskFull:
        return u"disk full"_s;
    case Kind::Locked:
        return u"database locked, then engine killed"_s;
    case Kind::ClockForward:
        return u"clock jumps forward"_s;
    case Kind::ClockBack:
        return u"clock jumps back"_s;
    case Kind::ServerStop:
        return u"server stopped and started"_s;
    case Kind::ServerKill:
        return u"server killed (-9) and started"_s;
    }
    return {};
}

std::vector<Step> plan(quint64 seed, int device, int faults, bool isProcess)
{
    Dice dice(seed * 1'000'003 + quint64(device));
    std::vector<Step> steps;
    for (int made = 0; made < faults;) {
        Step step;
        step.kind = pick(dice, isProcess ? std::span<const Weight>(kRealProcess) : std::span<const Weight>(kInProcess));
        step.pause = dice.between(50, 900);
        step.early = dice.chance(25);
        step.way = dice.chance(50) ? Way::ToServer : Way::ToClient;
        step.after = dice.between(0, 500);
        const int how = dice.below(10);
        step.how = how < 5 ? Cut::Close : how < 8 ? Cut::Reset : Cut::Silence;
        switch (step.kind) {
        case Kind::Close:
        case Kind::Reset:
        case Kind::Silence:
            // Mostly a few stanzas on, sometimes in the middle of the record that is under way.
            step.octets = {dice.chance(30) ? dice.between(1, 200) : dice.between(1, 4000)};
            step.how = step.kind == Kind::Close ? Cut::Close : step.kind == Kind::Reset ? Cut::Reset : Cut::Silence;
            break;
        case Kind::Login:
            // The server's side of the handshake and the login are some 4 KiB, the client's half of that.
            for (int n = std::min(dice.between(1, 3), faults - made); n > 0; --n)
                step.octets.push_back(dice.between(0, step.way == Way::ToServer ? 2500 : 5000));
            break;
        case Kind::AcksSwallowed:
        case Kind::StalledUp:
            step.lasts = dice.between(100, 700);
            step.way = step.kind == Kind::StalledUp ? Way::ToServer : Way::ToClient;
            break;
        case Kind::Delay:
            step.lasts = dice.between(300, 1500);
            break;
        case Kind::DiskFull:
        case Kind::Locked:
            step.lasts = dice.between(200, 1200);
            break;
        case Kind::ClockForward:
        case Kind::ClockBack:
            step.seconds = dice.chance(50) ? dice.between(1, 300) : dice.between(600, 30 * 3600);
            break;
        case Kind::SecondConnection:
        case Kind::Quit:
        case Kind::Kill:
        case Kind::Kill9:
        case Kind::ServerStop:
        case Kind::ServerKill:
            break;
        }
        made += std::max(1, int(step.octets.size()));
        steps.push_back(std::move(step));
    }
    return steps;
}

int faultsIn(const std::vector<Step> &plan)
{
    int sum = 0;
    for (const Step &step : plan)
        sum += std::max(1, int(step.octets.size()));
    return sum;
}

} // namespace fault
