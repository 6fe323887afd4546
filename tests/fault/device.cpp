// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/device.h"

using namespace Qt::StringLiterals;

namespace fault {

Device::Device(Place place, const QElapsedTimer &since)
    : m_place(std::move(place))
    , m_since(since)
    , m_wire(m_place.serverPort)
{
}

void Device::say(int length)
{
    const QString line = lineOf(m_place.name, int(m_spoken.size()) + 1, length);
    m_index.insert(keyOf(line), m_spoken.size());
    m_spoken.push_back({keyOf(line), m_since.elapsed(), Spoken::Said});
    write(line);
}

void Device::setHeld(bool on)
{
    m_held = on;
    m_wire.setStalled(test::WireProxy::Way::ToServer, on);
}

void Device::settle(const QString &key, Spoken::Fate fate)
{
    const auto it = m_index.constFind(key);
    if (it != m_index.constEnd() && m_spoken[*it].fate != Spoken::Refused)
        m_spoken[*it].fate = fate;
}

void Device::onRefused(const QString &key)
{
    ++m_refused;
    settle(key, Spoken::Refused);
    note(u"gave back "_s + key);
}

void Device::onHeard(const QString &key, bool delayed)
{
    if (!m_heard.contains(key))
        m_heard.insert(key, {int(m_heard.size()), delayed});
}

void Device::onAckedTooEarly(const QString &detail)
{
    m_ackedTooEarly << detail;
    note(detail);
}

void Device::endedAtOnce()
{
    for (auto it = m_spoken.rbegin(); it != m_spoken.rend(); ++it) {
        // What was written long ago must have been answered; the last lines were perhaps still on their way to the disk.
        if (m_since.elapsed() - it->at > 5000)
            break;
        if (it->fate == Spoken::Said)
            it->fate = Spoken::Unknown;
    }
}

void Device::note(const QString &what)
{
    m_journal.emplace_back(m_since.elapsed(), what);
}

QStringList Device::journal(qint64 from, qint64 to) const
{
    QStringList lines;
    for (const auto &[at, what] : m_journal) {
        if (at >= from && at <= to)
            lines << u"%1 ms %2: %3"_s.arg(at, 7).arg(m_place.name, what);
    }
    return lines;
}

model::Store::Options Device::storeOptions(const Limits &limits)
{
    model::Store::Options options;
    if (limits.noSpace)
        options.maxPages = 1; // SQLite takes the present size instead: no page more
    if (limits.impatient)
        options.busyTimeout = std::chrono::milliseconds(50);
    return options;
}

InProcessDevice::InProcessDevice(Place place, const QElapsedTimer &since)
    : Device(std::move(place), since)
    , m_talker(Device::place().profile, Device::place().peer, Device::place().haste)
{
    connect(&m_talker, &Talker::stored, this, [this](const QString &key) { onStored(key); });
    connect(&m_talker, &Talker::heard, this, [this](const QString &key, bool delayed) { onHeard(key, delayed); });
    connect(&m_talker, &Talker::ackedTooEarly, this, [this](const QString &detail) { onAckedTooEarly(detail); });
    connect(&m_talker, &Talker::refused, this, [this](const QString &key) { onRefused(key); });
}

void InProcessDevice::launch(const Limits &limits)
{
    m_talker.start(storeOptions(limits));
}

void InProcessDevice::quit(std::function<void()> done)
{
    m_talker.quit([this, done = std::move(done)] {
        endedAtOnce(); // what could not be written down in the time that a process has to end
        done();
    });
}

void InProcessDevice::kill()
{
    m_talker.vanish();
    endedAtOnce();
}

} // namespace fault
