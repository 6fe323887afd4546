// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fault/device.h"
#include "tests/fault/schedule.h"

namespace fault {

/// Lets a device chat and carries out its plan of faults: each one when the device has recovered from the one before, or earlier where the plan says so. Main thread.
class DeviceDriver : public QObject
{
    Q_OBJECT
public:
    DeviceDriver(Device &device, std::vector<Step> steps, quint64 seed, int chatterMs);

    void start();
    /// No further fault and no further word; what is under way is put right.
    void calmDown();
    [[nodiscard]] bool isDone() const { return m_done; }
    [[nodiscard]] const Tally &survived() const { return m_survived; }
    [[nodiscard]] int missed() const { return m_missed; } ///< planned, but there was nothing to strike
    [[nodiscard]] Device &device() const { return m_device; }
    [[nodiscard]] QString doing() const; ///< for whoever wonders why it takes so long

private:
    using Then = std::function<void()>;
    void later(int ms, Then then);
    void await(std::function<bool()> condition, int ms, std::function<void(bool)> then);
    void poll();
    void next();
    void apply(const Step &step);
    void cut(const Step &step);
    void cutLogin(const Step &step, int struckBefore);
    void stall(const Step &step);
    void delay(const Step &step);
    void secondConnection(const Step &step);
    void quit(const Step &step);
    void kill(const Step &step);
    void fillDisk(const Step &step);
    void lockStore(const Step &step);
    void jump(const Step &step);
    void launchLater(const Step &step);
    /// Counts it when the device is online again; `times` 0: it did not happen.
    void survive(Kind kind, int times, bool reconnects, int acceptedBefore);
    void chat();

    Device &m_device;
    const std::vector<Step> m_steps;
    Dice m_chatter;
    const int m_chatterMs;
    size_t m_at = 0;
    Tally m_survived{};
    int m_missed = 0;
    bool m_done = false;
    bool m_calm = false;
    bool m_ending = false; ///< quit() is under way
    struct Waiting {
        std::function<bool()> condition;
        QDeadlineTimer deadline;
        std::function<void(bool)> then;
    };
    std::optional<Waiting> m_waiting;
    QTimer m_poll;
    QTimer m_talk;
};

} // namespace fault
