// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fault/device_driver.h"
#include "tests/fault/server_host.h"

#include <QTemporaryDir>

namespace fault {

/// Pairs of people on one real server who write to each other all the time, while everything between and around them breaks by a plan; then quiet, and the oracle. Main thread; blocks
/// with a running event loop.
class Round
{
public:
    struct Setup {
        test::ServerKind server = test::ServerKind::Prosody;
        quint64 seed = 1;
        int faults = 1000;
        int pairs = 8;
        int chatterMs = 700; ///< between two lines of a device, on average
        int haste = 4; ///< how much faster the engines' timers run
    };
    struct Outcome {
        QString trouble; ///< it did not come to an end; empty: it did
        std::vector<Verdict> verdicts; ///< empty: exactly once, in order, everywhere
        QStringList history; ///< of the messages concerned
        Tally survived{};
        int faults = 0, missed = 0, messages = 0;
        std::vector<Verdict> byServer; ///< no fault of ours
        qint64 ms = 0;
        QTime began;
    };
    explicit Round(const Setup &setup);
    ~Round();

    [[nodiscard]] bool isInstalled() const { return m_host.isInstalled(); }
    [[nodiscard]] QString serverName() const { return m_host.server().name(); }
    [[nodiscard]] Outcome run();

private:
    struct Pair;
    [[nodiscard]] QString prepare();
    [[nodiscard]] QString meet();
    void makePairs();
    [[nodiscard]] QString carryOut();
    void restartServerIfDue();
    void restartServer(Kind kind);
    void calmDown();
    [[nodiscard]] QString settle();
    [[nodiscard]] std::optional<Evidence> collect(Pair &pair);
    [[nodiscard]] bool waitUntil(Pair &pair, const std::function<bool(const Evidence &)> &condition);
    [[nodiscard]] bool readArchives(Pair &pair, Evidence &evidence);
    /// Something new that both devices of a person count, then read on one of them, then new again: what is read is agreed on, whatever was before.
    void sayLastWords();
    void judgeAll();
    static void keepStores(const Pair &pair);
    void tellHistory(const Pair &pair, const std::vector<Verdict> &verdicts);
    [[nodiscard]] std::vector<Device *> devices() const;

    const Setup m_setup;
    QElapsedTimer m_since;
    QTemporaryDir m_folder;
    ServerHost m_host;
    std::vector<std::unique_ptr<Pair>> m_pairs;
    std::vector<std::unique_ptr<DeviceDriver>> m_drivers;
    Dice m_dice;
    std::vector<int> m_restartsAt; ///< faults survived, the last one first
    bool m_restarting = false;
    int m_told = 0; ///< messages with their history
    Outcome m_outcome;
};

} // namespace fault
