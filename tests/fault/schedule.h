// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <random>
#include <vector>

#include "tests/support/net/wire_proxy.h"

namespace fault {

/// What is done to a device, its wire or its server.
enum class Kind {
    Close, ///< FIN at some octet
    Reset, ///< RST at some octet
    Silence, ///< nothing more passes from some octet on, nobody is told
    Login, ///< ended at some octet of the handshake or the login
    AcksSwallowed, ///< the way to the client stalls, then the connection ends: the server has what it never confirmed
    StalledUp, ///< the way to the server stalls, then the connection ends
    Delay, ///< octets take a long time for a while
    SecondConnection, ///< the client comes again while the server still holds the old connection
    Quit, ///< closed and opened: detach, resume
    Kill, ///< the engine vanishes at some moment, nothing is flushed or said
    Kill9, ///< SIGKILL to a real process
    DiskFull,
    Locked, ///< another program holds the database, and the engine vanishes meanwhile
    ClockForward,
    ClockBack,
    ServerStop, ///< SIGTERM and start
    ServerKill, ///< SIGKILL and start
};
inline constexpr int kKinds = int(Kind::ServerKill) + 1;
[[nodiscard]] QString nameOf(Kind kind);

using Tally = std::array<int, kKinds>;

/// Chance with a seed: the same numbers on every machine (the distributions of the standard library may differ).
class Dice
{
public:
    explicit Dice(quint64 seed) : m_engine(seed) { }
    [[nodiscard]] int below(int limit) { return int(m_engine() % quint64(limit)); }
    [[nodiscard]] int between(int least, int most) { return least + below(most - least + 1); }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }

private:
    std::mt19937_64 m_engine;
};

/// One fault of one device's plan. All times in ms.
struct Step {
    Kind kind = Kind::Close;
    int pause = 0; ///< before it
    bool early = false; ///< does not wait until the device is online again after the one before
    test::WireProxy::Way way = test::WireProxy::Way::ToServer;
    test::WireProxy::Cut how = test::WireProxy::Cut::Close;
    std::vector<int> octets; ///< one for each connection that is cut
    int lasts = 0;
    int after = 0; ///< until the device is told that the network is back, or is started again
    qint64 seconds = 0; ///< that the clock jumps
    bool operator==(const Step &) const = default;
};

/// The plan of one device: a function of its arguments. `isProcess`: a real process that can be killed.
[[nodiscard]] std::vector<Step> plan(quint64 seed, int device, int faults, bool isProcess);
/// Faults in it: a step of Kind::Login is one for each connection.
[[nodiscard]] int faultsIn(const std::vector<Step> &plan);

} // namespace fault
