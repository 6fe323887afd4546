// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/device_driver.h"

#include "tests/fault/store_lock.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace fault {

namespace {
using Way = test::WireProxy::Way;
using Cut = test::WireProxy::Cut;

constexpr int kPollMs = 20;
/// A device that is not back by then is left to the next fault; whether it ever comes back shows in the end.
constexpr int kRecoverMs = 15'000;
} // namespace

DeviceDriver::DeviceDriver(Device &device, std::vector<Step> steps, quint64 seed, int chatterMs)
    : m_device(device)
    , m_steps(std::move(steps))
    , m_chatter(seed)
    , m_chatterMs(chatterMs)
{
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &DeviceDriver::poll);
    m_talk.setSingleShot(true);
    connect(&m_talk, &QTimer::timeout, this, &DeviceDriver::chat);
}

void DeviceDriver::start()
{
    m_talk.start(m_chatter.below(m_chatterMs));
    next();
}

void DeviceDriver::calmDown()
{
    m_calm = true;
    m_talk.stop();
    m_device.wire().pardon();
    m_device.wire().setDelay({});
    for (const Way way : {Way::ToServer, Way::ToClient})
        m_device.wire().setStalled(way, false);
}

QString DeviceDriver::doing() const
{
    return u"%1: fault %2 of %3 (%4)"_s.arg(m_device.place().name)
        .arg(m_at)
        .arg(m_steps.size())
        .arg(m_at > 0 && m_at <= m_steps.size() ? nameOf(m_steps[m_at - 1].kind) : QString());
}

void DeviceDriver::later(int ms, Then then)
{
    QTimer::singleShot(ms, this, std::move(then));
}

void DeviceDriver::await(std::function<bool()> condition, int ms, std::function<void(bool)> then)
{
    m_waiting = Waiting{std::move(condition), QDeadlineTimer(ms), std::move(then)};
    m_poll.start();
}

void DeviceDriver::poll()
{
    if (!m_waiting)
        return m_poll.stop();
    const bool met = m_waiting->condition();
    if (!met && !m_waiting->deadline.hasExpired())
        return;
    const auto then = std::move(m_waiting->then);
    m_waiting.reset();
    then(met);
}

void DeviceDriver::chat()
{
    m_talk.start(m_chatterMs / 2 + m_chatter.below(m_chatterMs));
    if (m_ending || !m_device.state().running)
        return;
    const int kind = m_chatter.below(100);
    if (kind < 6)
        return m_device.readAll();
    m_device.say(kind < 85 ? m_chatter.below(60) : kind < 97 ? 500 : 9000);
}

void DeviceDriver::next()
{
    m_device.wire().forget();
    if (m_at == m_steps.size()) {
        m_done = true;
        return;
    }
    const Step &step = m_steps[m_at++];
    later(step.pause, [this, &step] {
        if (step.early)
            return apply(step);
        await([this] { return m_device.state().online; }, kRecoverMs, [this, &step](bool) { apply(step); });
    });
}

void DeviceDriver::apply(const Step &step)
{
    m_device.note(nameOf(step.kind));
    switch (step.kind) {
    case Kind::Close:
    case Kind::Reset:
    case Kind::Silence:
        return cut(step);
    case Kind::Login:
        m_device.wire().cutNow(Cut::Close);
        return cutLogin(step, m_device.wire().tally().cut);
    case Kind::AcksSwallowed:
    case Kind::StalledUp:
        return stall(step);
    case Kind::Delay:
        return delay(step);
    case Kind::SecondConnection:
        return secondConnection(step);
    case Kind::Quit:
        return quit(step);
    case Kind::Kill:
    case Kind::Kill9:
        return kill(step);
    case Kind::DiskFull:
        return fillDisk(step);
    case Kind::Locked:
        return lockStore(step);
    case Kind::ClockForward:
    case Kind::ClockBack:
        return jump(step);
    case Kind::ServerStop:
    case Kind::ServerKill:
        break; // not a device's
    }
}

void DeviceDriver::survive(Kind kind, int times, bool reconnects, int acceptedBefore)
{
    m_missed += times == 0;
    await(
        [this, reconnects, acceptedBefore, tried = 0]() mutable {
            // As when the network monitor sees something happen: every second or so.
            if (++tried % 50 == 0)
                m_device.hurry();
            return m_device.state().online && (!reconnects || m_device.wire().tally().accepted > acceptedBefore);
        },
        m_steps[m_at - 1].early ? 300 : kRecoverMs,
        [this, kind, times](bool) {
            m_survived[size_t(kind)] += times;
            next();
        });
}

void DeviceDriver::cut(const Step &step)
{
    test::WireProxy &wire = m_device.wire();
    const auto before = wire.tally();
    wire.cutOpen({step.way, step.octets.front(), step.how});
    await([&wire, before] { return wire.tally().cut > before.cut; }, 1200, [this, &step, &wire, before](bool struck) {
        if (!struck) {
            wire.pardon();
            wire.cutNow(step.how);
        }
        const int happened = wire.tally().cut > before.cut;
        later(step.after, [this, &step, happened, before] {
            m_device.hurry();
            survive(step.kind, happened, happened, before.accepted);
        });
    });
}

void DeviceDriver::cutLogin(const Step &step, int struckBefore)
{
    test::WireProxy &wire = m_device.wire();
    for (const int octets : step.octets)
        wire.cutNext({step.way, octets, step.how});
    const int wanted = struckBefore + int(step.octets.size());
    await(
        [this, &wire, wanted, tried = 0]() mutable {
            if (++tried % 10 == 0)
                m_device.hurry();
            return wire.tally().cut >= wanted;
        },
        6000, [this, &step, &wire, struckBefore](bool) {
            const int happened = wire.tally().cut - struckBefore;
            wire.pardon();
            const int accepted = wire.tally().accepted;
            wire.cutNow(step.how); // of one that went dead in the middle
            m_device.hurry();
            survive(Kind::Login, happened, false, accepted);
        });
}

void DeviceDriver::stall(const Step &step)
{
    test::WireProxy &wire = m_device.wire();
    const auto before = wire.tally();
    wire.setStalled(step.way, true);
    for (int i = 0; i < 3 && m_device.state().running; ++i)
        m_device.say(20 * i);
    later(step.lasts, [this, &step, &wire, before] {
        wire.cutNow(step.how);
        wire.setStalled(step.way, step.way == Way::ToServer && m_device.isHeld());
        const int happened = wire.tally().cut > before.cut;
        const int accepted = wire.tally().accepted;
        later(step.after, [this, &step, happened, accepted] {
            m_device.hurry();
            survive(step.kind, happened, happened, accepted);
        });
    });
}

void DeviceDriver::delay(const Step &step)
{
    m_device.wire().setDelay(std::chrono::milliseconds(step.lasts / 3));
    later(step.lasts, [this, &step] {
        m_device.wire().setDelay(std::chrono::milliseconds(step.after / 50));
        survive(step.kind, 1, false, 0);
    });
}

void DeviceDriver::secondConnection(const Step &step)
{
    // The server goes on believing in the first: nothing told it.
    test::WireProxy &wire = m_device.wire();
    const auto before = wire.tally();
    wire.cutNow(Cut::Silence);
    const int happened = wire.tally().cut > before.cut;
    if (step.way == Way::ToServer) {
        m_device.hurry(); // asks, gets no answer, comes again
        return survive(step.kind, happened, happened, before.accepted);
    }
    m_device.kill();
    m_device.launch();
    survive(step.kind, happened, happened, before.accepted);
}

void DeviceDriver::quit(const Step &step)
{
    if (!m_device.state().running)
        return survive(step.kind, 0, false, 0);
    m_ending = true;
    m_device.quit([this, &step] {
        m_ending = false;
        launchLater(step);
    });
}

void DeviceDriver::kill(const Step &step)
{
    if (step.how == Cut::Silence)
        m_device.wire().cutNow(Cut::Silence); // as with a power cut: the server sees nothing
    m_device.kill();
    launchLater(step);
}

void DeviceDriver::launchLater(const Step &step)
{
    later(step.after, [this, &step] {
        m_device.launch();
        survive(step.kind, 1, false, 0);
    });
}

void DeviceDriver::fillDisk(const Step &step)
{
    m_device.kill();
    Device::Limits limits;
    limits.noSpace = true;
    m_device.launch(limits);
    const int before = m_device.refusedCount();
    await(
        [this, before, tried = 0]() mutable {
            if (++tried % 5 == 0 && m_device.state().running)
                m_device.say(9000);
            return m_device.refusedCount() > before;
        },
        4000, [this, &step, before](bool) {
            later(step.lasts, [this, &step, before] {
                const int happened = m_device.refusedCount() > before;
                m_device.kill(); // nothing less gives a database room that it was denied
                m_device.launch();
                survive(step.kind, happened, false, 0);
            });
        });
}

void DeviceDriver::lockStore(const Step &step)
{
    m_device.kill();
    Device::Limits limits;
    limits.impatient = true;
    m_device.launch(limits);
    await([this] { return m_device.state().caughtUp; }, kRecoverMs, [this, &step](bool isOnline) {
        auto lock = std::make_shared<StoreLock>(m_device.place().profile);
        const int happened = isOnline && lock->isHeld();
        later(step.lasts, [this, &step, happened, lock]() mutable {
            m_device.kill();
            lock.reset();
            m_device.launch();
            survive(step.kind, happened, false, 0);
        });
    });
}

void DeviceDriver::jump(const Step &step)
{
    m_device.setClockWrongBy(step.kind == Kind::ClockForward ? step.seconds : -step.seconds);
    m_device.say(10);
    survive(step.kind, 1, false, 0);
}

} // namespace fault
